"""The path to yes: the smallest sets of answer changes that make an offering usable or approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, islice

from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Answer, Judgement
from vetting.scoring.policy import Criterion, Policy, Value
from vetting.scoring.vocabulary import AnswerType, Kind, Principle, State, Verdict

MOST_ALTERNATIVES = 3

Given = str | int | date


@dataclass(frozen=True, slots=True)
class Change:
    """One answer to change: to what at least, which answers would do, which proof would carry it.

    `any_of` holds the answers that suffice, the least demanding first: `to` is the first.
    """

    criterion: str
    title: str
    now: str
    to: Given
    any_of: tuple[tuple[Given, str], ...]
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The smallest sets of changes that lead to `verdict`; a few of equal size."""

    verdict: Verdict
    sets: tuple[tuple[Change, ...], ...]


def path_to_yes(
    answers: Mapping[str, Answer], policy: Policy, today: date, *, kind: Kind
) -> tuple[Path, ...]:
    """Paths to conditional and to approved, as far as they lie above the present verdict.

    Costs some hundreds of assessments: fine for one offering on a page, not for a list.
    """
    now = assess(answers, policy, today, kind=kind)
    search = _Search(answers, policy, today, kind, now)
    targets = [v for v in (Verdict.CONDITIONAL, Verdict.APPROVED) if v.rank > now.verdict.rank]
    return tuple(Path(target, search.smallest_sets(target)) for target in targets)


@dataclass(frozen=True, slots=True)
class _Search:
    """One offering's answers, from which sets of changes are tried."""

    answers: Mapping[str, Answer]
    policy: Policy
    today: date
    kind: Kind
    now: Assessment

    def smallest_sets(self, target: Verdict) -> tuple[tuple[Change, ...], ...]:
        rows = [r for r in self.now.judgements if r.state is not State.NOT_APPLICABLE]
        needed = [r for r in rows if _must_change(r, target)]
        extra = [self._fewest_gains(p, rows, needed, target) for p in Principle]
        groups = [[*needed, *a, *b] for a in extra[0] for b in extra[1]][:MOST_ALTERNATIVES]
        within_reach = [g for g in groups if self._reaches(self._best(g), target)]
        return tuple(self._relaxed(g, target) for g in within_reach)

    def _fewest_gains(
        self, principle: Principle, rows: list[Judgement], needed: list[Judgement], target: Verdict
    ) -> list[tuple[Judgement, ...]]:
        """The smallest groups of further answers that lift this principle's score far enough.

        Each answer moves the score by itself, so the largest gains give the smallest group.
        """
        mine = [r for r in rows if r.criterion.principle is principle]
        floors = self.policy.approve_from if target is Verdict.APPROVED else self.policy.ban_below
        missing = floors[principle] * sum(r.criterion.weight for r in mine) / 100
        missing -= sum(r.criterion.weight * r.credit for r in mine)
        missing -= sum(self._gain(r) for r in mine if r in needed)
        others = sorted(
            (r for r in mine if r not in needed and self._gain(r) > 0),
            key=self._gain,
            reverse=True,
        )
        size, reach = 0, Decimal(0)
        while reach < missing and size < len(others):
            reach += self._gain(others[size])
            size += 1
        groups = (g for g in combinations(others, size) if sum(map(self._gain, g)) >= missing)
        return list(islice(groups, MOST_ALTERNATIVES))

    def _gain(self, row: Judgement) -> Decimal:
        """What the best answer with the best proof would add to the weighted sum."""
        grade = self.policy.evidence_kinds[_strongest(row.criterion, self.policy)].grade
        best = min(row.criterion.values[0].credit, grade.credit_cap)
        return (best - row.credit) * row.criterion.weight

    def _relaxed(self, rows: list[Judgement], target: Verdict) -> tuple[Change, ...]:
        """Ask of each answer no more than is needed while the verdict still holds."""
        chosen = self._best(rows)
        for row in rows:
            chosen[row.criterion.key] = next(
                answer
                for answer in self._options(row)
                if self._reaches({**chosen, row.criterion.key: answer}, target)
            )
        return tuple(self._change(row, chosen, target) for row in rows)

    def _best(self, rows: list[Judgement]) -> dict[str, Answer]:
        """The best answers with the best proofs; a draft policy may ask for more than these."""
        return {
            r.criterion.key: self._proven(r.criterion, _given(r.criterion.values[0], r, self.today))
            for r in rows
        }

    def _options(self, row: Judgement) -> list[Answer]:
        """The answer as it is now with better proof, then the others from the worst to the best.

        Nobody is advised to give an answer that violates the criterion.
        """
        fit = [v for v in row.criterion.values if v.state in {State.SATISFIES, State.PARTLY}]
        held = [v for v in fit if row.given is not None and v.label == row.label]
        ordered = held + [v for v in reversed(fit) if v not in held]
        return [self._proven(row.criterion, _given(v, row, self.today)) for v in ordered]

    def _proven(self, criterion: Criterion, given: Given, proof: str | None = None) -> Answer:
        kind = proof or _strongest(criterion, self.policy)
        return Answer(given, Evidence(kind, self.today, document_date=self.today))

    def _reaches(self, changed: Mapping[str, Answer], target: Verdict) -> bool:
        after = assess({**self.answers, **changed}, self.policy, self.today, kind=self.kind)
        return after.verdict.rank >= target.rank

    def _change(self, row: Judgement, chosen: dict[str, Answer], target: Verdict) -> Change:
        key, answer = row.criterion.key, chosen[row.criterion.key]
        proof = tuple(
            p
            for p in row.criterion.proof
            if self._reaches({**chosen, key: self._proven(row.criterion, answer.value, p)}, target)
        )
        now = row.label if row.given is not None else "Not answered"
        return Change(
            key, row.criterion.title, now, answer.value, self._any_of(row, answer.value), proof
        )

    def _any_of(self, row: Judgement, least: Given) -> tuple[tuple[Given, str], ...]:
        """The chosen answer and every better one; better answers never give a worse verdict."""
        upwards = [(_given(v, row, self.today), v.label) for v in reversed(row.criterion.values)]
        return tuple(upwards[[given for given, _ in upwards].index(least) :])


def _must_change(row: Judgement, target: Verdict) -> bool:
    """True where no score could make up for this answer."""
    if row.state is State.KNOCK_OUT or (row.open and row.criterion.gating):
        return True
    return target is Verdict.APPROVED and (row.open or row.is_condition)


def _strongest(criterion: Criterion, policy: Policy) -> str:
    return min(criterion.proof, key=lambda kind: policy.evidence_kinds[kind].grade.key)


def _given(value: Value, row: Judgement, today: date) -> Given:
    """An answer that falls on `value`: its key, its number of days, or a day of that age."""
    if row.criterion.answer_type is AnswerType.CHOICE:
        return value.key
    steps = [v.up_to for v in row.criterion.values if v.up_to is not None]
    days = steps[-1] + 1 if value.up_to is None else value.up_to
    return days if row.criterion.answer_type is AnswerType.DAYS else today - timedelta(days)
