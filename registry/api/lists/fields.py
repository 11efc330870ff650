"""`fields=`: which fields of each thing shown a caller wants; the others are left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.response import Response
from rest_framework.serializers import ListSerializer, Serializer

from registry.api.door.problems import Invalid
from registry.api.lists.parameters import Parameter, choice
from vetting.scoring.written import written

Row = dict[str, Any]

NAME = "fields"
WORDS = "Only these fields {of}; the others are left out. Left out itself, all of them come."
OF_EACH, OF_ONE = "of each result", "of the answer"
A_FILE = "A file always has all its columns: leave this out."


def fields_of(answer: type[Serializer]) -> Parameter:
    """The parameter that picks from what is described so; of a page, from each of its results.

    The names are those of the description, so the two cannot come apart.
    """
    described = answer().fields
    rows = described.get("results")
    if isinstance(rows, ListSerializer) and isinstance(rows.child, Serializer):
        return Parameter(NAME, choice(rows.child.fields), WORDS.format(of=OF_EACH), many=True)
    return Parameter(NAME, choice(described), WORDS.format(of=OF_ONE), many=True)


def chosen(row: Row, asked: Mapping[str, Any]) -> Row:
    """The row with the fields that were asked for, in its own order."""
    wanted = asked[NAME]
    return row if wanted is None else {name: row[name] for name in row if name in wanted}


def answered(row: Row, asked: Mapping[str, Any]) -> Response:
    """One thing as the answer."""
    return Response(chosen(row, asked))


def chosen_of_each(rows: Iterable[Row], asked: Mapping[str, Any]) -> list[Row]:
    return [chosen(row, asked) for row in rows]


def chosen_of_texts(texts: Iterable[str], asked: Mapping[str, Any]) -> Iterable[str]:
    """The same for rows that are JSON already: they are read only where fields were asked for."""
    if asked[NAME] is None:
        return texts
    rows = (chosen(json.loads(text), asked) for text in texts)
    return (written(row) for row in rows)


def refuse_for_a_file(asked: Mapping[str, Any]) -> None:
    """Raise Invalid where fields were asked of what does not come as JSON."""
    if asked[NAME] is not None:
        raise Invalid([(NAME, A_FILE)])
