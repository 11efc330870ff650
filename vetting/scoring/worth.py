"""What a value is worth with a proof of one kind: its state and its credit, if it counts at all."""

from dataclasses import replace
from decimal import Decimal

from vetting.scoring.policy import Criterion, EvidenceKind, Policy, Value
from vetting.scoring.vocabulary import Effect, State

NO_CREDIT = Decimal(0)


def freshly_proven(
    criterion: Criterion, value: Value, kind: EvidenceKind, policy: Policy
) -> tuple[State, Decimal]:
    """What an answer is worth with a proof of this kind seen today, which counts on every day."""
    value = counted(value, policy)
    if too_weak(criterion, value, kind):
        return State.UNKNOWN, NO_CREDIT
    return carried(criterion, value, kind)


def counted(value: Value, policy: Policy) -> Value:
    """The value as this policy counts it: strict storage makes some of them worse."""
    if policy.strict_storage and value.strict:
        return replace(value, state=value.strict[0], text=value.strict[1])
    return value


def carried(criterion: Criterion, value: Value, kind: EvidenceKind) -> tuple[State, Decimal]:
    """State and credit of an answer whose proof counts: weak proof carries less of it."""
    state, grade = value.state, kind.grade
    if grade.condition and criterion.gating and state is State.SATISFIES:
        state = State.PARTLY
    return state, min(value.credit, grade.credit_cap)


def too_weak(criterion: Criterion, value: Value, kind: EvidenceKind) -> str:
    """Why proof of this kind proves nothing on any day, or "". A knock-out needs less proof.

    Where a kind may only count against an offering, an answer on it stands only if it adds a
    condition: so a better answer on the same poor proof never comes out worse than a bad one.
    """
    if value.state is State.KNOCK_OUT:
        return ""
    if criterion.gating and not kind.grade.gating:
        return f"Its evidence is too weak for a question that everything hangs on ({kind.label})."
    adds_condition = value.state is State.VIOLATES and criterion.effect is Effect.CONDITION
    if not kind.proves_good and not adds_condition:
        return f"Its evidence can count against an offering, but never for it ({kind.label})."
    return ""
