"""Which columns of what is told on a day an answer needs, read in one query."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import DateField, F, QuerySet

from registry.api.lists.prepared import Bind
from registry.api.lists.prepared import Row as Row
from vetting.models import StatusPeriod
from vetting.scoring.judgement import Point
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

Rows = QuerySet[StatusPeriod, Row]

# Beside the columns of a status period itself, these can be asked for by name.
ELSEWHERE = {
    "plan": "offering__name",
    "kind": "offering__kind",
    "aliases": "offering__aliases",
    "tool_id": "offering__tool_id",
    "tool_name": "offering__tool__name",
    "tool_aliases": "offering__tool__aliases",
    "category": "offering__tool__category",
    "modalities": "offering__tool__modalities",
    "override": "decision__override",
}
# What a list sends; what stands for an offering inside something else; what the rules of use read.
DAY = Bind("day", DateField())
LISTED = ("offering_id", "slug", "status", "document")
BRIEF = ("offering_id", "slug", "name", "plan", "kind", "status", "reason", "valid_until")
TOLD = ("status", "reason", "because", "ceiling", "conditions", "review_due_on", "valid_until")


def rows_on(day: date | Bind, columns: tuple[str, ...]) -> Rows:
    """Every offering with what is told of it on `day`, as these columns. One query."""
    return _prepared(day, columns).all()


@lru_cache(maxsize=64)
def _prepared(day: date | Bind, columns: tuple[str, ...]) -> Rows:
    """Putting a query together takes as long as running it, so it is done once a day.

    It is never run itself: whoever asks gets a copy.
    """
    own = dict.fromkeys(column for column in columns if column not in ELSEWHERE)
    named = {column: F(ELSEWHERE[column]) for column in columns if column in ELSEWHERE}
    return StatusPeriod.objects.covering(day).values(*own, **named)


def told(row: Row) -> Status:
    """What the rules of use read of a row that has the columns of `TOLD`."""
    return Status(
        verdict=Verdict(row["status"]),
        reason=StatusReason(row["reason"]),
        because=row["because"],
        ceiling=Ceiling(row["ceiling"]),
        conditions=tuple(Point(c["criterion"] or "", c["text"]) for c in row["conditions"]),
        review_due_on=row["review_due_on"],
        valid_until=row["valid_until"],
    )
