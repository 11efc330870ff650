"""How the rows of a list are walked in order from anywhere: as ranges of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value

Row = dict[str, Any]
Rows = QuerySet[Any, Row]


@dataclass(frozen=True, slots=True)
class Column:
    """A column to sort by; `read` makes its value from the text in a cursor."""

    field: str
    read: Callable[[str], Any] = str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """The row after which to go on: its value in the sorted column, and its key."""

    value: Any
    pk: int


def beyond(sign: str, here: Iterable[F], there: Iterable[Value]) -> Func:
    """`(column, key) > (value, pk)`, or `<`: one range of an index, which no OR would be."""
    row = partial(Func, template="(%(expressions)s)", output_field=BooleanField())
    return Func(
        row(*here),
        row(*there),
        template="%(expressions)s",
        arg_joiner=f" {sign} ",
        output_field=BooleanField(),
    )


def parts(
    rows: Rows, column: Column, key: str, start: Start | None, down: bool, backwards: bool
) -> Iterator[Rows]:
    """The rows after `start` in the walking direction, in at most two parts, to be cut by whoever
    asks: those with a value in the column, and those without, which come last going forwards.
    """
    if not column.nullable:
        yield _with_value(rows, column, key, start, down)
        return
    filled = _with_value(
        rows.filter(**{f"{column.field}__isnull": False}), column, key, start, down
    )
    empty = _without_value(rows.filter(**{f"{column.field}__isnull": True}), key, start, down)
    among_values = start is None or start.value is not None
    if backwards:
        yield from [filled] if among_values else [empty, filled]
    else:
        yield from [filled, empty] if among_values else [empty]


def _with_value(rows: Rows, column: Column, key: str, start: Start | None, down: bool) -> Rows:
    if start is not None and start.value is not None:
        fields = rows.model._meta
        there = (Value(start.value, fields.get_field(column.field)), Value(start.pk, fields.pk))
        rows = rows.filter(beyond("<" if down else ">", (F(column.field), F(key)), there))
    sign = "-" if down else ""
    return rows.order_by(f"{sign}{column.field}", f"{sign}{key}")


def _without_value(rows: Rows, key: str, start: Start | None, down: bool) -> Rows:
    if start is not None and start.value is None:
        rows = rows.filter(**{f"{key}__{'lt' if down else 'gt'}": start.pk})
    return rows.order_by(f"-{key}" if down else key)
