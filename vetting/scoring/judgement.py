"""How one answer stands against its criterion on a day: state, credit and the reason in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vetting.scoring.evidence import Evidence, last_day
from vetting.scoring.policy import Criterion, EvidenceKind, Policy, Value
from vetting.scoring.vocabulary import AnswerType, Effect, Kind, State
from vetting.scoring.worth import NO_CREDIT, carried, counted, too_weak

# Asked of every row many times over, and the members of an enum are slow to reach.
_OPEN = State.UNKNOWN
_CONDITION = Effect.CONDITION
_ADDS_TEXT = frozenset({State.PARTLY, State.VIOLATES})


class AnswerError(ValueError):
    """An answer that the criterion does not know; the message names both and says what is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The value given for one criterion, and what proves it (None: nothing does)."""

    value: str | int | date
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say about a criterion ("" for the whole): a condition, a note or a reason."""

    criterion: str
    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of an assessment. `text` is the condition, the note or the ban's reason it adds."""

    criterion: Criterion
    state: State
    credit: Decimal
    reason: str
    given: str | int | date | None = None
    label: str = ""
    text: str = ""
    standing_term: str = ""
    evidence: Evidence | None = None
    grade: str = ""
    counts_until: date | None = None

    @property
    def open(self) -> bool:
        return self.state is _OPEN

    @property
    def adds_text(self) -> bool:
        """True where the answer adds a condition or a note."""
        return self.state in _ADDS_TEXT

    @property
    def is_condition(self) -> bool:
        return adds_condition(self.criterion, self.state)


def adds_condition(criterion: Criterion, state: State) -> bool:
    return criterion.effect is _CONDITION and state in _ADDS_TEXT


def value_for(criterion: Criterion, given: str | int | date, today: date) -> Value:
    """The value or step of the ladder that an answer falls on. Raises AnswerError."""
    if criterion.answer_type is AnswerType.CHOICE:
        return _choice(criterion, given)
    if criterion.answer_type is AnswerType.DAYS:
        days = _days(criterion, given)
    else:
        days = _age(criterion, given, today)
    return next(v for v in criterion.values if v.up_to is None or days <= v.up_to)


def _choice(criterion: Criterion, given: str | int | date) -> Value:
    for value in criterion.values:
        if value.key == given:
            return value
    known = ", ".join(v.key for v in criterion.values)
    raise AnswerError(f"{criterion.key}: {given!r} is not an answer; choose one of {known}.")


def _days(criterion: Criterion, given: str | int | date) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise AnswerError(
            f"{criterion.key}: {given!r} is not a number of days; give a whole number from 0 up "
            "(9999 for indefinite)."
        )
    return given


def _age(criterion: Criterion, given: str | int | date, today: date) -> int:
    if not isinstance(given, date) or isinstance(given, datetime):
        raise AnswerError(f"{criterion.key}: {given!r} is not a day; give YYYY-MM-DD.")
    return max(0, (today - given).days)


def judge(
    criterion: Criterion, answer: Answer | None, policy: Policy, kind: Kind, today: date
) -> Judgement:
    """How `answer` stands. Raises AnswerError for a value the criterion does not know."""
    if not criterion.applies(kind):
        why = f"Does not apply to this kind of offering ({kind.label})."
        return Judgement(criterion, State.NOT_APPLICABLE, NO_CREDIT, why)
    if answer is None:
        return _without_answer(criterion, policy, kind, today)
    value = counted(value_for(criterion, answer.value, today), policy)
    if answer.evidence is None:
        why = "No evidence is recorded, so the answer counts for nothing."
        return _unknown(criterion, answer, value, why)
    return _with_evidence(criterion, answer, value, answer.evidence, policy, today)


def _without_answer(criterion: Criterion, policy: Policy, kind: Kind, today: date) -> Judgement:
    """An agreement of the studio's own answers what the policy says it answers, nothing else."""
    prefilled = policy.prefilled.get(kind, {}).get(criterion.key)
    if prefilled is None:
        return Judgement(criterion, State.UNKNOWN, NO_CREDIT, "Nobody has answered this yet.")
    value = value_for(criterion, prefilled, today)
    reason = f"{_sentence(value.label)} This comes with the kind of offering ({kind.label})."
    return Judgement(
        criterion,
        value.state,
        value.credit,
        reason,
        prefilled,
        value.label,
        value.text if value.state is not State.SATISFIES else "",
        value.standing_term,
    )


def _with_evidence(
    criterion: Criterion,
    answer: Answer,
    value: Value,
    evidence: Evidence,
    policy: Policy,
    today: date,
) -> Judgement:
    kind = policy.evidence_kinds.get(evidence.kind)
    if kind is None:
        why = f"Policy {policy.version} does not know evidence of the kind {evidence.kind}."
        return _unknown(criterion, answer, value, why)
    until = last_day(evidence, policy)
    weakness = _weakness(criterion, value, kind, until, today)
    if weakness:
        return _unknown(criterion, answer, value, weakness, kind.grade.key, until)
    state, credit = carried(criterion, value, kind)
    text, reason = value.text, _sentence(value.label)
    if state is not value.state:
        text = kind.grade.condition.format(title=criterion.title)
    if credit < value.credit or state is not value.state:
        reason += f" The evidence is weak ({kind.label}), so the answer counts only in part."
    return Judgement(
        criterion,
        state,
        credit,
        reason,
        answer.value,
        value.label,
        "" if state is State.SATISFIES else text,
        value.standing_term,
        evidence,
        kind.grade.key,
        until,
    )


def _weakness(
    criterion: Criterion, value: Value, kind: EvidenceKind, until: date, today: date
) -> str:
    """Why this proof proves nothing today, or "". What knocks out never expires."""
    if today > until and value.state is not State.KNOCK_OUT:
        return f"Its evidence ran out on {until.isoformat()}, so the answer counts for nothing."
    return too_weak(criterion, value, kind)


def _unknown(
    criterion: Criterion,
    answer: Answer,
    value: Value,
    why: str,
    grade: str = "",
    until: date | None = None,
) -> Judgement:
    return Judgement(
        criterion,
        State.UNKNOWN,
        NO_CREDIT,
        why,
        answer.value,
        value.label,
        evidence=answer.evidence,
        grade=grade,
        counts_until=until,
    )


def _sentence(label: str) -> str:
    """A label as a sentence of its own, so that others can follow it."""
    return label if label.endswith((".", "!", "?")) else f"{label}."
