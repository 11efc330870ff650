"""Statements that differ in their values only: put together once, then just filled in and run.

Putting a query together takes Django longer than the database needs to answer it. A `Bind` stands
for a value to come, wherever the ORM takes an expression; what is compiled keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet

MOST_HELD = 500

Row = dict[str, Any]
Values = dict[str, Any]


class Bind(Expression):
    """The value of this name, which is given when the statement is run."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, Any]:
        return "%s", [self]

    def filled(self, values: Values) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, some of them still to be filled, and the names of its columns."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Row]) -> Statement:
        sql, parameters = rows.query.sql_with_params()
        columns = (*rows.query.values_select, *rows.query.annotation_select)
        return cls(sql, tuple(parameters), columns)

    def run(self, values: Values) -> list[Row]:
        given = [p.filled(values) if isinstance(p, Bind) else p for p in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            return [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]


_held: dict[Hashable, Statement] = {}


def run(shape: Hashable, rows: Callable[[], QuerySet[Any, Row]], values: Values) -> list[Row]:
    """The rows of the statement of this shape, as the driver gives them: texts and numbers only.

    `rows` makes its query, with binds for all that is in `values`; it is asked once for each shape.
    """
    statement = _held.get(shape)
    if statement is None:
        if len(_held) >= MOST_HELD:
            _held.clear()
        statement = _held[shape] = Statement.of(rows())
    return statement.run(values)
