"""What waits for somebody, and by when: conditions on rows, for whoever counts and whoever lists.

Each takes the day it is. `at` is the path to the row that the condition is about, such as `now__`
for the status period that is joined to an offering.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from vetting.models.answers import Answer
from vetting.models.catalogue import RunsOn
from vetting.models.decisions import Decision, Review
from vetting.models.productions import ApiKey
from vetting.models.requests import VettingRequest
from vetting.scoring.vocabulary import Kind, StatusReason, Verdict

SOON_DAYS = 30
USABLE = [v.value for v in Verdict if v.usable]
# The studio has them under its own contract, so somebody works with them.
OWN_KINDS = [Kind.STUDIO_TENANT.value, Kind.NETFLIX_ENTERPRISE_AGREEMENT.value]
# A verdict that holds, whether it is told or something below in the chain is worse.
STANDING = [StatusReason.DECIDED.value, StatusReason.UPSTREAM.value]
STOPPED = [StatusReason.LAPSED.value, StatusReason.SUSPENDED.value]


def soon(today: date) -> date:
    return today + timedelta(SOON_DAYS)


def ending(today: date, at: str = "", *, by: date | None = None) -> Q:
    """Usable verdicts whose last day has come or comes soon; those in their grace days too."""
    return _at(at, status__in=USABLE, valid_until__lte=by or soon(today))


def in_grace(today: date, at: str = "") -> Q:
    """Usable verdicts that are past their last day: in a few days they lapse."""
    return _at(at, status__in=USABLE, valid_until__lt=today)


def review_due(today: date, at: str = "", *, by: date | None = None) -> Q:
    """Verdicts, bans among them, that are to be looked at again soon or should have been."""
    return _at(at, reason__in=STANDING, review_due_on__lte=by or soon(today))


def review_overdue(today: date, at: str = "") -> Q:
    return _at(at, reason__in=STANDING, review_due_on__lt=today)


def departs(at: str = "") -> Q:
    """Usable verdicts that people gave although the rules say otherwise."""
    overrides = Decision.objects.filter(override__isnull=False)
    return _at(at, status__in=USABLE, decision__in=overrides.values("pk"))


def open_and_wanted() -> Q:
    """Offerings with open gating questions that somebody uses, used, has asked for or runs on.

    On an offering with its status joined as `now` and its current assessment as `current`.
    """
    used = Q(now__status__in=USABLE) | Q(now__reason__in=STOPPED) | Q(kind__in=OWN_KINDS)
    below = RunsOn.objects.filter(upstream=OuterRef("pk"), ended_on=None)
    asked = VettingRequest.objects.filter(offering=OuterRef("pk")).exclude(
        state=VettingRequest.State.DECLINED.value
    )
    wanted = used | Q(Exists(below)) | Q(Exists(asked))
    return Q(current__verdict=Verdict.NOT_VETTED.value) & wanted


def evidence_ending(today: date, *, by: date | None = None) -> Q:
    """Evidence that has run out or soon does, and on which an answer in force rests."""
    return Q(counts_until__lte=by or soon(today)) & rested_on()


def evidence_gone(today: date) -> Q:
    return Q(counts_until__lt=today) & rested_on()


def rested_on() -> Q:
    """Evidence on which an answer in force rests."""
    return Q(Exists(Answer.objects.filter(evidence=OuterRef("pk"), superseded_at=None)))


def proposed_by(person: int | None) -> Q:
    """Reviews with a proposal of this person that waits for somebody else."""
    return Q(state=Review.State.PROPOSED.value, proposed_by=person)


def proposed_by_others(person: int | None) -> Q:
    """Reviews with a proposal that this person may decide on: their own never."""
    return Q(state=Review.State.PROPOSED.value) & ~Q(proposed_by=person)


def sent_back_to(person: int | None) -> Q:
    """Reviews whose proposal came back to this person, who has not proposed again."""
    return Q(state=Review.State.OPEN.value, returned_to=person)


def sent_back(_: int | None) -> Q:
    """Reviews whose proposal came back to anybody, who has not proposed again."""
    return Q(state=Review.State.OPEN.value, returned_to__isnull=False)


def involving(person: int | None) -> Q:
    """Reviews under way that this person opened, proposed in, or has to propose in again."""
    under_way = Q(state__in=[Review.State.OPEN.value, Review.State.PROPOSED.value])
    return under_way & (Q(opened_by=person) | Q(proposed_by=person) | Q(returned_to=person))


def keys_ending(now: datetime) -> Q:
    """Active productions with a key in use that soon runs out and that none has replaced."""
    keys = ApiKey.objects.filter(
        production=OuterRef("pk"),
        revoked_at=None,
        successor=None,
        expires_at__gt=now,
        expires_at__lte=now + timedelta(SOON_DAYS),
    )
    return Q(active=True) & Q(Exists(keys))


def looked_after(people: Any, at: str = "now__") -> Q:
    """Offerings that one of these people looks after: by name, or having proposed its verdict.

    `people` are accounts or their keys; `at` leads from an offering to its status period.
    """
    assigned = Q(owner__in=people, owner__is_active=True)
    nobody = Q(owner=None) | Q(owner__is_active=False)
    author = f"{at}decision__author"
    proposed = Q(
        **{f"{author}__in": people, f"{author}__is_active": True, f"{author}__is_staff": True}
    )
    return assigned | (nobody & proposed)


def without_role() -> Q:
    """Accounts that can log in and then see nothing."""
    return Q(is_active=True, is_staff=True, is_superuser=False, groups=None)


def _at(path: str, **lookups: object) -> Q:
    return Q(**{f"{path}{name}": value for name, value in lookups.items()})
