"""How the rows of a list are walked in order from anywhere: as ranges of an index."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value

from registry.api.lists.prepared import Bind, Row, Values, run

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


def beyond(sign: str, here: Iterable[F], there: Iterable[Any]) -> Func:
    """`(column, key) > (value, pk)`, or `<`: one range of an index, which no OR would be."""
    row = partial(Func, template="(%(expressions)s)", output_field=BooleanField())
    return Func(
        row(*here),
        row(*there),
        template="%(expressions)s",
        arg_joiner=f" {sign} ",
        output_field=BooleanField(),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The rows beyond a start, either with a value in the column or without; `down`: descending."""

    column: Column
    key: str
    down: bool
    filled: bool = True
    started: bool = False

    def of(self, rows: Rows, value: Any, pk: Any) -> Rows:
        """These of the rows, in the order of walking; value and pk may be expressions."""
        field, sign = self.column.field, "-" if self.down else ""
        if self.column.nullable:
            rows = rows.filter(**{f"{field}__isnull": not self.filled})
        if not self.filled:
            towards = {f"{self.key}__{'lt' if self.down else 'gt'}": pk}
            return (rows.filter(**towards) if self.started else rows).order_by(f"{sign}{self.key}")
        if self.started:
            here = (F(field), F(self.key))
            rows = rows.filter(beyond("<" if self.down else ">", here, (value, pk)))
        return rows.order_by(f"{sign}{field}", f"{sign}{self.key}")


def parts(column: Column, key: str, start: Start | None, down: bool, backwards: bool) -> list[Part]:
    """What lies beyond `start` in the walking direction: a part with values, and one without.

    What has no value comes last going forwards.
    """
    filled = Part(column, key, down, started=start is not None and start.value is not None)
    if not column.nullable:
        return [filled]
    empty = Part(column, key, down, filled=False, started=start is not None and not filled.started)
    if backwards:
        return [filled] if filled.started else [empty, filled]
    return [empty] if empty.started else [filled, empty]


class Source:
    """The rows of a list, read part by part."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def read(self, part: Part, start: Start | None, limit: int) -> list[Row]:
        fields, value, pk = self.rows.model._meta, None, None
        if start is not None:
            column, made = part.column.field, self.rows.query.annotations
            kind = made[column].output_field if column in made else fields.get_field(column)
            value = Value(start.value, kind)
            pk = Value(start.pk, fields.pk)
        return list(part.of(self.rows, value, pk)[:limit])


class PreparedSource(Source):
    """The same for a list that is asked for again and again: `shape` tells its statements apart.

    `values` are those of the binds in its rows.
    """

    def __init__(self, shape: Hashable, rows: Callable[[], Rows], values: Values) -> None:
        self.shape, self.make, self.values = shape, rows, values

    def read(self, part: Part, start: Start | None, limit: int) -> list[Row]:
        given = {"value": start.value, "pk": start.pk} if start else {}
        return run((self.shape, part, limit), lambda: self._rows(part, limit), self.values | given)

    def _rows(self, part: Part, limit: int) -> Rows:
        rows = self.make()
        fields = rows.model._meta
        value = Bind("value", fields.get_field(part.column.field))
        return part.of(rows, value, Bind("pk", fields.pk))[:limit]
