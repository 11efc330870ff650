"""What productions are told of offerings, from when on that ends, and which review is under way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from vetting.models import Review, StatusPeriod
from vetting.scoring.vocabulary import StatusReason, Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What is told today since `since`, and from which day on it is no longer usable."""

    verdict: Verdict
    reason: StatusReason
    since: date
    ends_from: date | None = None


def told_of(offerings: Collection[int], today: date) -> dict[int, Told]:
    """By offering, from the periods that are drawn ahead: lapse and chain in them. One query."""
    rows = (
        StatusPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), offering__in=offerings)
        .order_by("offering", "starts_on")
        .values_list("offering", "starts_on", "status", "reason")
    )
    by_offering: dict[int, list[tuple[date, str, str]]] = {}
    for key, starts_on, status, reason in rows:
        by_offering.setdefault(key, []).append((starts_on, status, reason))
    return {key: _told(periods) for key, periods in by_offering.items()}


def _told(periods: list[tuple[date, str, str]]) -> Told:
    (since, status, reason), *later = periods
    verdict = Verdict(status)
    ends = (start for start, then, _ in later if not Verdict(then).usable)
    return Told(verdict, StatusReason(reason), since, next(ends, None) if verdict.usable else None)


def reviews_under_way(offerings: Collection[int]) -> dict[int, Review]:
    """By offering: there is never more than one. One query."""
    states = [Review.State.OPEN.value, Review.State.PROPOSED.value]
    found = Review.objects.filter(offering__in=offerings, state__in=states)
    return {review.offering_id: review for review in found.select_related("proposed_by")}
