"""Reads the criteria of a policy file: questions, values, ladders of days and crosswalks."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from vetting.scoring.loader_checks import STATES, check_coverage, check_criterion, repeated
from vetting.scoring.loader_tables import Table
from vetting.scoring.policy import Criterion, Crosswalk, Value
from vetting.scoring.vocabulary import AnswerType, Deployment, Effect, Principle, State

_LEAST_WEIGHT = Decimal("0.01")
_MOST_WEIGHT = 1000
_MOST_DAYS = 9999


def read_criteria(top: Table, evidence_kinds: Collection[str]) -> Mapping[str, Criterion]:
    """The catalogue in the order of the file; judged as a whole once each part can be read."""
    before = len(top.problems)
    criteria = [
        _criterion(entries, number, evidence_kinds, top.problems)
        for number, entries in enumerate(top.tables("criterion"), start=1)
    ]
    for key in repeated(criterion.key for criterion in criteria if criterion.key):
        top.note(f'criterion "{key}" is given twice')
    catalogue = MappingProxyType({criterion.key: criterion for criterion in criteria})
    if len(top.problems) == before:
        top.problems += check_coverage(catalogue)
    return catalogue


def _criterion(
    entries: dict[str, Any], number: int, evidence_kinds: Collection[str], problems: list[str]
) -> Criterion:
    table = Table(entries, f"criterion {_name(entries, number)}", problems)
    before = len(problems)
    criterion = Criterion(
        key=table.key(),
        principle=Principle(table.one_of("principle", Principle)),
        title=table.text("title"),
        question=table.text("question"),
        help=table.text("help"),
        why=table.text("why"),
        missing=table.text("missing"),
        weight=table.number("weight", _LEAST_WEIGHT, _MOST_WEIGHT),
        gating=table.flag("gating"),
        effect=Effect(table.one_of("effect", Effect)),
        answer_type=AnswerType(table.one_of("type", AnswerType)),
        values=_values(table),
        applies_to=frozenset(Deployment(name) for name in table.some_of("applies_to", Deployment)),
        proof=table.some_of("proof", evidence_kinds),
        crosswalk=_crosswalk(table),
    )
    table.refuse_the_rest()
    if len(problems) == before:
        problems += check_criterion(criterion)
    return criterion


def _values(criterion: Table) -> tuple[Value, ...]:
    return tuple(
        _value(
            Table(
                entries,
                f"{criterion.place}, value {_name(entries, number)}",
                criterion.problems,
            )
        )
        for number, entries in enumerate(criterion.tables("value"), start=1)
    )


def _value(table: Table) -> Value:
    value = Value(
        key=table.key(),
        label=table.text("label"),
        credit=table.number("credit", 0, 1),
        state=State(table.one_of("state", STATES)),
        text=table.text("text", optional=True),
        standing_term=table.text("standing_term", optional=True),
        up_to=table.whole("up_to", 0, _MOST_DAYS) if table.has("up_to") else None,
        strict=_strict(table),
    )
    table.refuse_the_rest()
    return value


def _strict(value: Table) -> tuple[State, str] | None:
    if not value.has("strict"):
        return None
    table = value.table("strict", f"{value.place}, strict")
    strict = (State(table.one_of("state", STATES)), table.text("text"))
    table.refuse_the_rest()
    return strict


def _crosswalk(criterion: Table) -> tuple[Crosswalk, ...]:
    links = []
    for number, entries in enumerate(criterion.tables("crosswalk", optional=True), start=1):
        table = Table(entries, f"{criterion.place}, crosswalk {number}", criterion.problems)
        fields = ("framework", "version", "id", "title")
        links.append(Crosswalk(**{field: table.text(field) for field in fields}))
        table.refuse_the_rest()
    return tuple(links)


def _name(entries: dict[str, Any], number: int) -> str:
    """How a problem names its place: by key where there is one, else by its number in the file."""
    key = entries.get("key")
    return f'"{key}"' if isinstance(key, str) and key else str(number)
