"""Who uses an offering: the productions that asked for it, or are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vetting.models import Offering, Production, RequestSupporter
from vetting.models.requests import UNDER_WAY

MOST_ASKERS = 50


@dataclass(frozen=True, slots=True)
class Askers:
    """Productions that asked for one offering, the most urgent first."""

    offering: Offering
    rows: list[RequestSupporter]


@dataclass(frozen=True, slots=True)
class Uses:
    own: Askers
    above: list[Askers]
    more: bool

    @property
    def productions(self) -> int:
        rows = [row for askers in (self.own, *self.above) for row in askers.rows]
        return len({row.production_id for row in rows})


@dataclass(frozen=True, slots=True)
class Listeners:
    """Productions that are told when its status changes, by name."""

    count: int
    shown: list[Production]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def listeners_of(offering: Offering) -> Listeners:
    """One query, and a second one where there are many."""
    rows = Production.objects.filter(subscriptions__offering=offering).order_by("name", "pk")
    shown = list(rows[: MOST_ASKERS + 1])
    count = rows.count() if len(shown) > MOST_ASKERS else len(shown)
    return Listeners(count, shown[:MOST_ASKERS])


def uses_of(offering: Offering, above: Sequence[Offering]) -> Uses:
    """Who asked for this, and for each of those that run on it; one query."""
    asked = RequestSupporter.objects.filter(request__offering__in=[offering, *above])
    asked = asked.select_related("request", "production").order_by("-asked_at", "-pk")
    rows = list(asked[: MOST_ASKERS + 1])
    return Uses(
        _askers(offering, rows[:MOST_ASKERS]),
        [found for one in above if (found := _askers(one, rows[:MOST_ASKERS])).rows],
        len(rows) > MOST_ASKERS,
    )


def _askers(offering: Offering, rows: Sequence[RequestSupporter]) -> Askers:
    mine = [row for row in rows if row.request.offering_id == offering.pk]
    return Askers(offering, sorted(mine, key=_urgency))


def _urgency(row: RequestSupporter) -> tuple[bool, date, int]:
    """Those still waiting first, then by the day on which they need it."""
    return row.request.state not in UNDER_WAY, row.needed_by or date.max, row.pk
