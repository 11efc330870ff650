"""Which columns of what is told on a day an answer needs, read in one query."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import DateField, F, QuerySet

from registry.api.lists.prepared import Bind
from registry.api.lists.prepared import Row as Row
from vetting.models import StatusPeriod

Rows = QuerySet[StatusPeriod, Row]

# Beside the columns of a status period itself, these can be asked for by name.
ELSEWHERE = {
    "plan": "offering__name",
    "kind": "offering__kind",
    "tool_id": "offering__tool_id",
}
# For statements that are put together before the day is known.
DAY = Bind("day", DateField())
# What a list sends; what stands for an offering inside something else.
LISTED = ("offering_id", "slug", "status", "document")
BRIEF = ("offering_id", "slug", "name", "plan", "kind", "status", "reason", "valid_until")


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
