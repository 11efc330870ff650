"""Pages of a list by keyset: a page costs the same however deep it lies, and nulls come last.

A cursor says after which row the page starts, as (value, id) of the sorted column. DRF's own
cursor cannot page over nulls, which scores and days have here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from registry.api.door.problems import Invalid
from registry.api.lists.parameters import Parameter, Reader, choice, has_control, number_of
from registry.api.lists.prepared import Row
from registry.api.lists.tokens import address_at, packed, unpacked
from registry.api.lists.walk import Column, Source, Start, parts
from vetting.scoring.written import written

LARGEST_PAGE = 200
USUAL_PAGE = 50
LARGEST_ID = 2**63 - 1
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,4000}\Z", re.ASCII)
BROKEN = "This is not a cursor: take it from next or previous of a page."


@dataclass(frozen=True, slots=True)
class Sorting:
    """The ways in which a list can be sorted: each name, and each with a minus for descending."""

    columns: Mapping[str, Column]
    usual: str
    # The column that tells two rows of the same value apart, and never changes.
    key: str = "id"

    def column(self, ordering: str) -> Column:
        return self.columns[ordering.removeprefix("-")]

    def parameter(self) -> Parameter:
        names = [sign + name for name in self.columns for sign in ("", "-")]
        words = "The order; a minus turns it round. What has no value comes last either way."
        return Parameter("ordering", choice(names), words, default=self.usual)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after this row of this ordering, forwards or backwards."""

    ordering: str
    value: str | None
    pk: int
    backwards: bool

    def token(self) -> str:
        return packed([self.ordering, self.value, self.pk, self.backwards])


def read_cursor(token: str) -> Cursor:
    """The cursor in a token. Raises ValueError for everything that we did not make."""
    if not TOKEN.match(token):
        raise ValueError(BROKEN)
    try:
        parts = unpacked(token)
    except ValueError as error:
        raise ValueError(BROKEN) from error
    if not isinstance(parts, list) or len(parts) != 4 or not _well_formed(*parts):
        raise ValueError(BROKEN)
    return Cursor(*parts)


def _well_formed(ordering: Any, value: Any, pk: Any, backwards: Any) -> bool:
    return (
        isinstance(ordering, str)
        and (value is None or (isinstance(value, str) and not has_control(value)))
        and type(pk) is int
        and 0 <= pk <= LARGEST_ID
        and isinstance(backwards, bool)
    )


PAGING = (
    Parameter(
        "page_size",
        number_of(1, LARGEST_PAGE),
        f"How many rows a page holds, {LARGEST_PAGE} at most.",
        default=USUAL_PAGE,
    ),
    Parameter(
        "cursor",
        Reader(read_cursor, {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,4000}$"}),
        "Where the page starts: taken from next or previous, never made by hand.",
    ),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the cursors of its neighbours."""

    rows: list[Row]
    next: Cursor | None
    previous: Cursor | None

    def envelope(self, request: HttpRequest, results: list[Row]) -> Row:
        return {
            "next": address_at(request, "cursor", self.next),
            "previous": address_at(request, "cursor", self.previous),
            "results": results,
        }

    def answer(self, request: HttpRequest, results: Iterable[str]) -> HttpResponse:
        """The page of rows that are JSON already: joined, not read and written again."""
        envelope = written(self.envelope(request, []))
        text = f"{envelope.removesuffix(']}')}{','.join(results)}]}}"
        return HttpResponse(text, content_type="application/json")


def page_of(rows: QuerySet[Any, Row] | Source, sorting: Sorting, asked: Mapping[str, Any]) -> Page:
    """The page that was asked for. Raises Invalid for another list's cursor.

    One query; where a column may be empty, two at the turn from its values to what has none.
    """
    ordering, cursor, size = asked["ordering"], asked["cursor"], asked["page_size"]
    backwards = cursor is not None and cursor.backwards
    start = _start(cursor, ordering, sorting.column(ordering)) if cursor is not None else None
    found: list[Row] = []
    down = ordering.startswith("-") != backwards
    source = rows if isinstance(rows, Source) else Source(rows)
    for part in parts(sorting.column(ordering), sorting.key, start, down, backwards):
        found += source.read(part, start, size + 1 - len(found))
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    before, after = (more, True) if backwards else (cursor is not None, more)
    return Page(
        found,
        _at(found[-1], ordering, sorting, False) if found and after else None,
        _at(found[0], ordering, sorting, True) if found and before else None,
    )


def _start(cursor: Cursor, ordering: str, column: Column) -> Start:
    if cursor.ordering != ordering:
        raise Invalid([("cursor", "This cursor belongs to a list in another order.")])
    if cursor.value is None and column.nullable:
        return Start(None, cursor.pk)
    try:
        return Start(column.read(cursor.value or ""), cursor.pk)
    except (ValueError, InvalidOperation) as error:
        raise Invalid([("cursor", BROKEN)]) from error


def _at(row: Row, ordering: str, sorting: Sorting, backwards: bool) -> Cursor:
    value = row[sorting.column(ordering).field]
    text = value.isoformat() if isinstance(value, date) else None if value is None else str(value)
    return Cursor(ordering, text, row[sorting.key], backwards)


def score(text: str) -> Decimal:
    """A score in a cursor. Raises InvalidOperation or ValueError."""
    number = Decimal(text)
    if not number.is_finite() or not 0 <= number <= 100:
        raise ValueError("This is no score.")
    return number
