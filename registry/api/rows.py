"""Which columns a published row needs, read in one query, and how rows below a chain are found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, TextField
from django.db.models.functions import Cast

from vetting.models import Offering
from vetting.scoring.judgement import Point
from vetting.scoring.status import Status
from vetting.scoring.status import status as status_of
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

Row = dict[str, Any]
Rows = QuerySet[Offering, Row]

# Every column has a name of its own, and filters and orders use these names only: a filter that
# went through `now__...` would join the status periods a second time.
COLUMNS = {
    "tool_slug": "tool__slug",
    "tool_name": "tool__name",
    "modalities": "tool__modalities",
    "category": "tool__category",
    "vendor_slug": "tool__vendor__slug",
    "vendor_name": "tool__vendor__name",
    "status_reason": "now__reason",
    "because": "now__because",
    "ceiling": "now__ceiling",
    "conditions": "now__conditions",
    "review_due_on": "now__review_due_on",
    "valid_until": "now__valid_until",
    "starts_on": "now__starts_on",
    "verdict": "now__decision__verdict",
    "decided_on": "now__decision__decided_on",
    "decided_at": "now__decision__decided_at",
    "decided_because": "now__decision__because",
    "override": "now__decision__override",
    "policy": "now__decision__policy__version",
    "p2": "now__decision__assessment__p2",
    "p3": "now__decision__assessment__p3",
    "computed": "now__decision__assessment__verdict",
    "reasons": "now__decision__assessment__result__reasons",
}
OWN = ("id", "slug", "name", "full_name", "kind", "aliases", "tool_id", "status")

NEVER_DECIDED = status_of([], [], date.min)


def rows_on(day: date) -> Rows:
    """Every offering as plain columns, with what is told of it on `day`. One query."""
    return _prepared(day).all()


@lru_cache(maxsize=32)
def _prepared(day: date) -> Rows:
    """Putting so wide a query together takes longer than running it, so it is done once a day.

    It is never run itself: whoever asks gets a copy.
    """
    named = {name: F(path) for name, path in COLUMNS.items()}
    offerings = Offering.objects.with_status_on(day).annotate(**named)
    listed = offerings.alias(modalities_text=Cast("tool__modalities", TextField()))
    return listed.values(*OWN, *named)


def below(ids: Iterable[int], day: date) -> dict[int, list[Row]]:
    """The rows that these offerings ran on directly at the end of `day`. One query."""
    lasted = Q(downstream_links__started_on__lte=day) & (
        Q(downstream_links__ended_on=None) | Q(downstream_links__ended_on__gt=day)
    )
    found: dict[int, list[Row]] = {}
    rows = rows_on(day).annotate(
        link=FilteredRelation("downstream_links", condition=lasted), above=F("link__offering_id")
    )
    for row in (
        rows.filter(above__in=list(ids)).order_by("full_name", "pk").values(*OWN, *COLUMNS, "above")
    ):
        found.setdefault(row["above"], []).append(row)
    return found


def told(row: Row) -> Status:
    """What the rules of use read of a row; an offering without a period was never decided."""
    if row["status"] is None:
        return NEVER_DECIDED
    return Status(
        verdict=Verdict(row["status"]),
        reason=StatusReason(row["status_reason"]),
        because=row["because"],
        ceiling=Ceiling(row["ceiling"]),
        conditions=tuple(Point(c["criterion"] or "", c["text"]) for c in row["conditions"]),
        review_due_on=row["review_due_on"],
        valid_until=row["valid_until"],
    )
