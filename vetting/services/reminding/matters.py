"""The things to be reminded of but for proofs: where they are, their days, and why those days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from vetting.models import Decision, Offering
from vetting.models.days import midnight
from vetting.models.waiting import USABLE
from vetting.scoring.evidence import add_period
from vetting.scoring.policy import Period
from vetting.scoring.reminding import Matter, subject_of
from vetting.scoring.vocabulary import Verdict
from vetting.services.reminding.cadences import Cadences
from vetting.services.reminding.found import Care, Found
from vetting.services.reminding.in_force import never_decided, stops_in_force, verdicts_in_force


@dataclass(frozen=True, slots=True)
class Source:
    """Where the things of one sort are: their rows, the day of each, and what is found in a row.

    `near` narrows them to those that may be due; `parts` are the fields that make their key,
    `carers` those of who looks after them, the first that is not empty.
    """

    matter: Matter
    rows: Callable[[date], QuerySet[Any]]
    near: Callable[[Cadences], Q]
    alive: Callable[[date], Q]
    parts: tuple[str, ...]
    policy: str
    carers: tuple[str, ...]
    found: Callable[[Any, Cadences], Found | None]


# Nothing else is asked of a decision here, and there are many.
READ = (
    "verdict",
    "because",
    "decided_on",
    "review_due_on",
    "valid_until",
    "grace_days",
    "tier",
    "override",
    "policy_id",
    "author_id",
    "offering__full_name",
    "offering__owner_id",
    "offering__contract_ends_on",
)


def _verdicts(today: date) -> QuerySet[Decision]:
    return verdicts_in_force(today).select_related("offering").only(*READ)


def _review(row: Decision, by: Cadences) -> Found | None:
    if row.review_due_on is None:
        return None
    return _about(row, by, Matter.REVIEW, str(row.pk), row.review_due_on, because=_why(row, by))


def _why(row: Decision, by: Cadences) -> str:
    """Why it is looked at on that day, as far as the decision tells."""
    cadence, day = by.of(row.policy_id), row.review_due_on
    if row.verdict == Verdict.BANNED.value:
        return "A ban is looked at again, but does not lapse."
    if row.override and row.override["ends_on"] == str(day):
        return "The override ends."
    if day == row.offering.contract_ends_on:
        return "Our contract ends."
    tier = cadence.tiers.get(row.tier or 0)
    if tier and day == add_period(row.decided_on, Period(months=tier.months)):
        return f"A verdict like this is looked at again after {tier.months} months."
    return ""


def _override(row: Decision, by: Cadences) -> Found | None:
    given = row.override or {}
    day = date.fromisoformat(given["ends_on"])
    return _while_usable(
        row, by, Matter.OVERRIDE, str(row.pk), day, given["risk_owner"], given["reason"]
    )


def _contract(row: Decision, by: Cadences) -> Found | None:
    day = row.offering.contract_ends_on
    if day is None:
        return None
    return _while_usable(row, by, Matter.CONTRACT, f"{row.offering_id}:{day}", day)


def _while_usable(
    row: Decision, by: Cadences, matter: Matter, key: str, day: date, title: str = "", why: str = ""
) -> Found | None:
    """It ran out while the verdict could be used, or the verdict still can be."""
    last = _last_usable(row)
    if last is None or min(day, by.today) > last:
        return None
    return _about(row, by, matter, key, day, title=title, because=why)


def _questions(row: Decision, by: Cadences) -> Found:
    key, day = str(row.pk), row.decided_on
    return _about(row, by, Matter.OPEN_QUESTIONS, key, day, because=row.because)


def _suspended(row: Decision, by: Cadences) -> Found:
    author = getattr(row, "verdict_by", None) or row.author_id
    key, day, why = str(row.pk), row.decided_on, row.because
    return _about(row, by, Matter.SUSPENDED, key, day, because=why, author=author)


def _never(row: Offering, by: Cadences) -> Found:
    day = timezone.localtime(row.created_at).date()
    matter = Matter.NEVER_DECIDED
    subject = subject_of(matter, f"{matter}:{row.pk}", day, by.rules.cadence, None)
    return Found(subject, ((row.pk, row.full_name),), frozenset([Care(row.owner_id, None)]))


def _about(
    row: Decision,
    by: Cadences,
    matter: Matter,
    key: str,
    day: date,
    *,
    title: str = "",
    because: str = "",
    author: int | None = None,
) -> Found:
    offering = row.offering
    return Found(
        subject_of(matter, f"{matter}:{key}", day, by.of(row.policy_id), row.tier),
        ((offering.pk, offering.full_name),),
        frozenset([Care(offering.owner_id, author or row.author_id)]),
        title=title,
        because=because,
        last_usable=_last_usable(row),
    )


def _last_usable(row: Decision) -> date | None:
    """The last day before it lapses; None for what does not lapse."""
    if row.verdict not in USABLE or row.valid_until is None:
        return None
    return row.valid_until + timedelta(row.grace_days)


def _since(day: date) -> Q:
    return Q(decided_on__gte=day)


SOURCES = (
    Source(
        Matter.REVIEW,
        lambda today: _verdicts(today).filter(review_due_on__isnull=False),
        lambda by: Q(review_due_on__lte=by.horizon),
        lambda day: Q(review_due_on__gte=day),
        ("pk",),
        "policy",
        ("offering__owner", "author"),
        _review,
    ),
    Source(
        Matter.OVERRIDE,
        lambda today: _verdicts(today).filter(verdict__in=USABLE, override__isnull=False),
        # A verdict is valid until its override ends at the latest.
        lambda by: Q(valid_until__lte=by.horizon),
        lambda day: Q(valid_until__gte=day),
        ("pk",),
        "policy",
        ("offering__owner", "author"),
        _override,
    ),
    Source(
        Matter.CONTRACT,
        lambda today: _verdicts(today).filter(
            verdict__in=USABLE, offering__contract_ends_on__isnull=False
        ),
        lambda by: Q(offering__contract_ends_on__lte=by.horizon),
        lambda day: Q(offering__contract_ends_on__gte=day),
        ("offering_id", "offering__contract_ends_on"),
        "policy",
        ("offering__owner", "author"),
        _contract,
    ),
    Source(
        Matter.OPEN_QUESTIONS,
        lambda today: _verdicts(today).filter(verdict=Verdict.NOT_VETTED.value),
        lambda by: Q(decided_on__lte=by.first_chased),
        _since,
        ("pk",),
        "policy",
        ("offering__owner", "author"),
        _questions,
    ),
    Source(
        Matter.SUSPENDED,
        lambda today: stops_in_force(today).select_related("offering").only(*READ),
        lambda by: Q(decided_on__lte=by.first_chased),
        _since,
        ("pk",),
        "policy",
        ("offering__owner", "verdict_by", "author"),
        _suspended,
    ),
    Source(
        Matter.NEVER_DECIDED,
        never_decided,
        lambda by: Q(created_at__lt=midnight(by.first_chased + timedelta(1))),
        lambda day: Q(created_at__gte=midnight(day)),
        ("pk",),
        "",
        ("owner", "owner"),
        _never,
    ),
)
