"""What to do next at a tenant: which answers our contract or our checks make count for more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement, value_for
from vetting.scoring.policy import Criterion, Policy, Value
from vetting.scoring.vocabulary import State
from vetting.scoring.worth import counted, freshly_proven

# What the studio itself can bring: its contract, and a look at its own settings.
OURS = ("signed_agreement", "own_verification")

_STRENGTH = {State.SATISFIES: 2, State.PARTLY: 1, State.VIOLATES: 1}


@dataclass(frozen=True, slots=True)
class Strengthening:
    """One answer that is open or could count for more.

    `better` is the answer to reach at least, in words; "" where the same answer on one of these
    proofs is enough, and where nobody has answered. `gain` is in points of the score's weights.
    """

    judgement: Judgement
    better: str
    proof: tuple[str, ...]
    gain: Decimal


def strengthenings(
    found: Assessment, inherited: Collection[str], policy: Policy
) -> tuple[Strengthening, ...]:
    """What is open, and what is inherited and not yet as strong as it can be.

    What blocks every verdict comes first, then what adds a condition, then by gain.
    """
    steps: list[Strengthening] = []
    for row in found.judgements:
        if row.open or (row.criterion.key in inherited and row.state is not State.NOT_APPLICABLE):
            steps += _step(row, policy, found.on)
    return tuple(sorted(steps, key=_urgency))


def _urgency(step: Strengthening) -> tuple[bool, bool, Decimal]:
    row = step.judgement
    blocks = row.open and row.criterion.gating
    return not blocks, not (row.open or row.is_condition), -step.gain


def _step(row: Judgement, policy: Policy, today: date) -> Iterable[Strengthening]:
    if row.given is None:
        best = row.criterion.values[0]
        yield Strengthening(
            row, "", row.criterion.proof, _gain(row, best, row.criterion.proof, policy)
        )
        return
    held = value_for(row.criterion, row.given, today)
    stronger = tuple(p for p in row.criterion.proof if _is_stronger(row, held, p, policy))
    if stronger:
        yield Strengthening(row, "", stronger, _gain(row, held, stronger, policy))
        return
    ours = tuple(p for p in row.criterion.proof if p in OURS)
    enough = _least_that_satisfies(row.criterion, policy)
    if row.state is not State.SATISFIES and ours and enough is not None:
        yield Strengthening(row, enough.label, ours, _gain(row, enough, ours, policy))


def _is_stronger(row: Judgement, held: Value, proof: str, policy: Policy) -> bool:
    """Whether the same answer would count for more if this proved it, seen today."""
    kind = policy.evidence_kinds[proof]
    state, credit = freshly_proven(row.criterion, held, kind, policy)
    return (_STRENGTH.get(state, 0), credit) > (_STRENGTH.get(row.state, 0), row.credit)


def _least_that_satisfies(criterion: Criterion, policy: Policy) -> Value | None:
    fit = [v for v in criterion.values if counted(v, policy).state is State.SATISFIES]
    return fit[-1] if fit else None


def _gain(row: Judgement, value: Value, proofs: Iterable[str], policy: Policy) -> Decimal:
    kinds = [policy.evidence_kinds[proof] for proof in proofs]
    best = max(freshly_proven(row.criterion, value, kind, policy)[1] for kind in kinds)
    return (best - row.credit) * row.criterion.weight
