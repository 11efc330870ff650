"""What one judged answer could become: its other values, and what each is worth to the verdict."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from vetting.scoring.judgement import Judgement
from vetting.scoring.policy import Policy, Value
from vetting.scoring.tally import Share, share_of
from vetting.scoring.vocabulary import AnswerType, State
from vetting.scoring.worth import freshly_proven

Given = str | int | date

_ADVISABLE = frozenset({State.SATISFIES, State.PARTLY})


class Movable:
    """One judged answer under a policy, and what it would bring to the verdict if it changed.

    `gain` is what the best answer with the best proof would add to the weighted sum.
    """

    def __init__(self, judgement: Judgement, policy: Policy, today: date) -> None:
        self.judgement = judgement
        self.criterion = judgement.criterion
        self.principle = judgement.criterion.principle
        self.today = today
        self.policy = policy
        kinds = policy.evidence_kinds
        self.strongest = min(self.criterion.proof, key=lambda kind: kinds[kind].grade.key)
        best = min(self.criterion.values[0].credit, kinds[self.strongest].grade.credit_cap)
        self.gain: Decimal = (best - judgement.credit) * self.criterion.weight
        self._shares: dict[tuple[str, str, bool], Share] = {}
        self._options: list[Value] = []
        self._upwards: list[tuple[Given, str]] = []

    @property
    def now(self) -> Share:
        return share_of(self.criterion, self.judgement.state, self.judgement.credit)

    @property
    def best(self) -> Share:
        return self.share(self.criterion.values[0])

    def share(self, value: Value, proof: str | None = None) -> Share:
        """What this answer with a fresh proof of this kind, or of the strongest, would bring."""
        kind = self.policy.evidence_kinds[proof or self.strongest]
        # Of a kind of proof nothing else counts.
        same = (value.key, kind.grade.key, kind.proves_good)
        if same not in self._shares:
            state, credit = freshly_proven(self.criterion, value, kind, self.policy)
            self._shares[same] = share_of(self.criterion, state, credit)
        return self._shares[same]

    def options(self) -> list[Value]:
        """The answer as it is now with better proof, then the others from the worst to the best.

        Nobody is advised to give an answer that violates the criterion.
        """
        if not self._options:
            row = self.judgement
            fit = [v for v in self.criterion.values if v.state in _ADVISABLE]
            held = [v for v in fit if row.given is not None and v.label == row.label]
            self._options = held + [v for v in reversed(fit) if v not in held]
        return self._options

    def from_upwards(self, least: Value) -> tuple[tuple[Given, str], ...]:
        """This answer and every better one; better answers never give a worse verdict."""
        values = self.criterion.values
        if not self._upwards:
            self._upwards = [(self._given(v), v.label) for v in reversed(values)]
        return tuple(self._upwards[len(values) - 1 - values.index(least) :])

    def _given(self, value: Value) -> Given:
        """An answer that falls on `value`: its key, its number of days, or a day of that age."""
        if self.criterion.answer_type is AnswerType.CHOICE:
            return value.key
        steps = [v.up_to for v in self.criterion.values if v.up_to is not None]
        days = steps[-1] + 1 if value.up_to is None else value.up_to
        if self.criterion.answer_type is AnswerType.DAYS:
            return days
        return self.today - timedelta(days)


def groups_gaining(
    missing: Decimal, rows: Sequence[Movable], size: int
) -> Iterator[tuple[Movable, ...]]:
    """The groups of so many rows that gain what is missing; `rows` run from the largest gain.

    In the order of `itertools.combinations`, but without trying the many that gain too little:
    where the largest gains from here on are not enough, no others are.
    """
    if not size:
        if missing <= 0:
            yield ()
        return
    for place, first in enumerate(rows[: len(rows) - size + 1]):
        if sum(r.gain for r in rows[place : place + size]) < missing:
            return
        for rest in groups_gaining(missing - first.gain, rows[place + 1 :], size - 1):
            yield (first, *rest)
