"""Accept what the rules compute for many offerings at once: alone where it only tightens.

Everything is worked out by the same services as for one; nothing is loosened by one person.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import User

from vetting.models import Decision, Offering, Review
from vetting.models.decisions import UNDER_WAY
from vetting.scoring import status as scoring
from vetting.scoring.outcome import points
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.audit import one_at_a_time, record_acts
from vetting.services.drafts import Draft, Ground, grounds_of, work_out
from vetting.services.opening import open_reviews, opened
from vetting.services.permissions import require
from vetting.services.proposals import put_forward, waits_already, wish_of
from vetting.services.publishing import publish_all, write_verdict
from vetting.services.refusals import Refused, refuse_if

MOST = 200


class Way(StrEnum):
    """How the computed verdict of an offering can be accepted."""

    ALONE = "alone"
    SECOND = "second"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Case:
    """One offering: what accepting would publish, and what loosens or stands against it."""

    ground: Ground
    way: Way
    made: Draft | None
    why: tuple[str, ...]

    @property
    def offering(self) -> Offering:
        return self.ground.offering

    @property
    def stamp(self) -> str:
        """Of all that a page shows of this case; another one tells that something has changed."""
        found, newest = self.ground.outcome.verdict, _newest(self.ground)
        shown: list[object] = [self.way, found, newest, list(self.why)]
        if self.made:
            made = self.made.proposal
            shown += [made.ceiling, points(made.conditions), str(made.valid_until)]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of each: published, put before a second person, or left out and why."""

    published: list[Decision]
    proposed: list[Review]
    left_out: list[tuple[Offering, str]]


def sort_out(offerings: Iterable[Offering], *, now: datetime, keep: bool = False) -> list[Case]:
    """How each of these could be accepted today, by name. Raises Refused for too many.

    It only looks, in a number of queries that does not grow with them, unless the assessments are
    to be kept.
    """
    offerings = list(offerings)
    if len(offerings) > MOST:
        refuse_if([f"Choose at most {MOST} offerings at a time; these are {len(offerings)}."])
    grounds = grounds_of(offerings, now=now, keep=keep)
    proposed = Review.objects.filter(offering__in=grounds, state=Review.State.PROPOSED)
    waiting = {r.offering_id: r for r in proposed.select_related("proposed_by")}
    behind = [key for ground in grounds.values() if (key := ground.before.decision)]
    overridden = Decision.objects.filter(pk__in=behind).exclude(override=None)
    overrides = {d.offering_id: str((d.override or {})["ends_on"]) for d in overridden}
    cases = [_case(g, waiting.get(key), overrides.get(key)) for key, g in grounds.items()]
    return sorted(cases, key=lambda case: (case.offering.full_name, case.offering.pk))


@one_at_a_time
def accept_computed(
    *, shown: Mapping[int, str], way: Way, because: str, by: User, now: datetime
) -> Accepted:
    """Accept those of `shown` (stamps by offering key) that go this way. Raises Refused.

    All is worked out again: what is no longer as it was shown is left out.
    """
    require(by, "vetting.stop_offering" if way is Way.ALONE else "vetting.propose_decision")
    if not because.strip():
        raise Refused([("because", "Give the reason in a sentence; it is kept and published.")])
    rows = Offering.objects.filter(pk__in=list(shown)[: MOST + 1])
    cases = sort_out(rows, now=now, keep=True)
    same = [case for case in cases if case.stamp == shown[case.offering.pk]]
    left_out = [(c.offering, _changed(c)) for c in cases if c.stamp != shown[c.offering.pk]]
    mine = [case for case in same if case.way is way]
    if way is Way.ALONE:
        return Accepted(_publish(mine, because, by=by, now=now), [], left_out)
    return Accepted([], _propose(mine, because, by=by, now=now), left_out)


def _case(ground: Ground, waiting: Review | None, override: str | None) -> Case:
    found, before = ground.outcome.verdict, ground.before
    if waiting is not None:
        return Case(ground, Way.CANNOT, None, (waits_already(waiting),))
    if before.reason is StatusReason.SUSPENDED and found is not Verdict.BANNED:
        why = "It is suspended: lift that, or propose a verdict, on its own page."
        return Case(ground, Way.CANNOT, None, (why,))
    if before.usable and override:
        why = f"It is published under an override until {override}: decide on it by itself."
        return Case(ground, Way.CANNOT, None, (why,))
    try:
        made, alone = work_out(ground, found), work_out(ground, found, no_longer=True)
    except Refused as refused:
        return Case(ground, Way.CANNOT, None, tuple(why for _, why in refused.problems))
    if not alone.loosens and _says_something_new(before, alone):
        return Case(ground, Way.ALONE, alone, ())
    if made.loosens:
        return Case(ground, Way.SECOND, made, made.loosens)
    return Case(ground, Way.CANNOT, None, ("What is published already says the same.",))


def _says_something_new(before: scoring.Status, made: Draft) -> bool:
    wanted = made.proposal
    if before.verdict is not wanted.verdict or before.reason is StatusReason.NEVER_DECIDED:
        return True
    if before.reason in (StatusReason.SUSPENDED, StatusReason.LAPSED):
        return True
    held = (before.ceiling, before.conditions, before.valid_until)
    return held != (wanted.ceiling, wanted.conditions, wanted.valid_until)


def _publish(cases: list[Case], because: str, *, by: User, now: datetime) -> list[Decision]:
    decisions = [
        write_verdict(case.offering, case.made, because, by, None, override=None, now=now)
        for case in cases
        if case.made is not None
    ]
    if decisions:
        why = f"Accepted as computed by one person: {because}"
        acts = open_reviews({made.offering: why for made in decisions}, by=by, now=now)
        publish_all(decisions, by=by, now=now)
        record_acts(acts, by=by, now=now)
    return decisions


def _propose(cases: list[Case], because: str, *, by: User, now: datetime) -> list[Review]:
    rows = Review.objects.filter(offering__in=[c.offering for c in cases], state__in=UNDER_WAY)
    open_ones = {review.offering_id: review for review in rows.select_for_update()}
    proposed, acts = [], []
    for case in cases:
        if case.made is None:
            continue
        review = open_ones.get(case.offering.pk)
        if review is None:
            review = Review(offering=case.offering, because=because, opened_at=now, opened_by=by)
            acts.append(opened(case.offering, because))
        review.offering = case.offering
        verdict, wish = case.made.proposal.verdict, wish_of(case.made)
        newest = _newest(case.ground)
        done = put_forward(
            review, scoring.Act.DECIDE, verdict, because, wish, newest=newest, by=by, now=now
        )
        proposed.append(review)
        acts.append(done)
    if acts:
        record_acts(acts, by=by, now=now)
    return proposed


def _newest(ground: Ground) -> int | None:
    return max((fact.id for fact in ground.decided), default=None)


def _changed(case: Case) -> str:
    now = {
        Way.ALONE: "you could publish it alone now",
        Way.SECOND: "it needs a second person now",
        Way.CANNOT: " ".join(case.why),
    }
    return f"It changed since the page was shown ({now[case.way].rstrip('.')}): look at it again."
