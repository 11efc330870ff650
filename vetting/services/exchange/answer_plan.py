"""What a file of answers would change, and all that is wrong with it; a row is a whole answer.

What is empty in a row is empty in the answer: a new value never keeps the old proof unseen. A row
never withdraws an answer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from vetting.models import Answer, Offering
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import AnswerType
from vetting.services.answer_checks import (
    EvidenceInput,
    answer_problems,
    column_problems,
    evidence_problems,
)
from vetting.services.answers import AnswerInput
from vetting.services.exchange.answer_columns import COLUMNS, EVIDENCE, READING_ONLY, WHAT
from vetting.services.exchange.catalogue_plan import same
from vetting.services.exchange.cells import CellError, read_text
from vetting.services.exchange.exports import in_words
from vetting.services.exchange.files_in import Grid, Line
from vetting.services.exchange.plans import Change, Plan, Planned, Problem, refuse_columns

MOST_OFFERINGS = 1_000
# Longer numbers stay text, and so are no answer.
MANY_DAYS = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer as the file gives it."""

    offering: Offering
    given: AnswerInput


@dataclass(slots=True)
class Seen:
    """What is asked, and what the registry holds of all that the file names."""

    rules: Rules
    today: date
    offerings: dict[str, Offering]
    answers: dict[tuple[int, str], Answer]
    rows: dict[tuple[str, str], int]


def plan_answers(grid: Grid, rules: Rules, by: User, today: date) -> Plan:
    """Raises Refused for a file whose columns make no sense."""
    passed = refuse_columns(grid, [column.help for column in COLUMNS.values()], READING_ONLY)
    plan = Plan(WHAT, notes=list(grid.notes))
    if passed:
        plan.notes.append(f"For reading only, and passed over: {', '.join(passed)}.")
    seen = _seen(grid, rules, today)
    for line in grid.lines:
        _plan_line(line, seen, plan)
    if not by.has_perm("vetting.add_answer"):
        plan.problems.append(Problem(1, "", "You may not record answers; ask an analyst."))
    if len({one.values.offering.pk for one in plan.rows}) > MOST_OFFERINGS:
        why = f"The file changes more than {MOST_OFFERINGS:,} offerings at once; split it."
        plan.problems.append(Problem(1, "", why))
    plan.problems.sort(key=lambda problem: problem.row)
    return plan


def _plan_line(line: Line, seen: Seen, plan: Plan) -> None:
    values, found = _read(line)
    slug, criterion = str(values.get("offering", "")), str(values.get("criterion", ""))
    offering, question = seen.offerings.get(slug), seen.rules.criteria.get(criterion)
    if slug and offering is None:
        found.append(Problem(line.number, "offering", f"There is no offering {slug!r}."))
    if criterion and question is None:
        why = f"{criterion!r} is not a criterion of policy {seen.rules.version}."
        found.append(Problem(line.number, "criterion", why))
    if (slug, criterion) in seen.rows and slug and criterion:
        why = f"Row {seen.rows[slug, criterion]} answers this already."
        found.append(Problem(line.number, "criterion", why))
    seen.rows.setdefault((slug, criterion), line.number)
    if question is not None and offering is not None and "value" in values:
        values["value"] = as_answer(values["value"], question)
        why_not = answer_problems(values["value"], question, offering, seen.today)
        found += [Problem(line.number, "value", why) for why in why_not]
    told = {problem.column for problem in found}
    found += [one for one in _proof_problems(line, values, seen) if one.column not in told]
    plan.problems += found
    if not found and offering is not None and question is not None:
        _plan_answer(line, offering, question, values, seen, plan)


def _read(line: Line) -> tuple[dict[str, Any], list[Problem]]:
    values, found = {}, []
    if line.too_many:
        found.append(Problem(line.number, "", "The row has more cells than there are columns."))
    for name, column in COLUMNS.items():
        try:
            read = column.read(line.cells.get(name, ""))
        except CellError as error:
            found.append(Problem(line.number, name, str(error)))
            continue
        if column.required and read in ("", None):
            found.append(Problem(line.number, name, "This cell must not be empty."))
        else:
            values[name] = read
    return values, found


def as_answer(raw: object, question: Criterion) -> object:
    """A key, or the answer in words, as its key; a number written as text as a number."""
    text = str(raw)
    if question.answer_type is AnswerType.DAYS and MANY_DAYS.fullmatch(text):
        return int(text)
    if question.answer_type is AnswerType.CHOICE:
        by_label = {value.label.casefold(): value.key for value in question.values}
        return by_label.get(text.casefold(), text)
    return text


def _proof_problems(line: Line, values: dict[str, Any], seen: Seen) -> Iterable[Problem]:
    """What is wrong with the evidence, at the columns of the file."""
    columns = {field: column for column, field in EVIDENCE.items()}
    given = _proof(values, seen.today)
    found = evidence_problems(given, seen.rules, seen.today) or column_problems(given)
    return [Problem(line.number, columns.get(name, name), why) for name, why in found]


def _proof(values: dict[str, Any], today: date) -> EvidenceInput:
    """The evidence as far as it could be read: what is missing was told already."""
    blank: dict[str, Any] = {"kind": "", "title": "", "seen_on": today}
    read = {field: values[column] for column, field in EVIDENCE.items() if column in values}
    return EvidenceInput(**{**blank, **read})


def _plan_answer(
    line: Line, offering: Offering, question: Criterion, values: dict[str, Any], seen: Seen,
    plan: Plan,
) -> None:  # fmt: skip
    held = seen.answers.get((offering.pk, question.key))
    changes = list(_changes(held, values, question, seen.today))
    if not changes:
        plan.unchanged += 1
        return
    proof = _proof(values, seen.today)
    given = AnswerInput(
        question.key, values["value"], proof, str(values["note"]), str(values["confidence"])
    )
    label = f"{offering.full_name}: {question.title}"
    plan.rows.append(Planned(line.number, label, held is None, changes, Wanted(offering, given)))


def _changes(
    held: Answer | None, values: dict[str, Any], question: Criterion, today: date
) -> Iterable[Change]:
    proof = held.evidence if held else None
    for name in COLUMNS:
        now = values[name]
        if name in ("offering", "criterion"):
            continue
        if name in EVIDENCE:
            was = getattr(proof, EVIDENCE[name]) if proof else None
        else:
            was = getattr(held, name) if held else None
        if same(was, now) or (was in (None, "", False) and now in (None, "", False)):
            continue
        if name == "value":
            was = in_words(question, was, today) if held else None
            now = in_words(question, now, today)
        yield Change(name, was, now)


def _seen(grid: Grid, rules: Rules, today: date) -> Seen:
    named = set()
    for line in grid.lines:
        try:
            named.add(read_text(line.cells.get("offering")))
        except CellError:
            continue
    offerings = {row.slug: row for row in Offering.objects.filter(slug__in=named)}
    held = Answer.objects.filter(offering__slug__in=named, superseded_at=None)
    answers = {(a.offering_id, a.criterion): a for a in held.select_related("evidence")}
    return Seen(rules, today, offerings, answers, {})
