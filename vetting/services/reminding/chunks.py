"""Rows in pieces, so that it takes the same memory however many there are."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db.models import CharField, Expression, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat

Row = TypeVar("Row", bound=Model)
Thing = TypeVar("Thing")


def in_chunks(rows: QuerySet[Row], size: int) -> Iterator[list[Row]]:
    """One query for each chunk, in the order of keys."""
    after = 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:size]):
        yield chunk
        if len(chunk) < size:
            return
        after = chunk[-1].pk


def pieces(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def keyed(what: str, *fields: str) -> Concat:
    """The key of a subject, such as review:12, made of these fields by the database."""
    parts: list[Expression] = [Value(what)]
    for field in fields:
        parts += [Value(":"), Cast(field, CharField())]
    return Concat(*parts, output_field=CharField())
