"""The path to yes: the smallest sets of answer changes that make an offering usable or approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.judgement import Answer, Judgement
from vetting.scoring.movable import Given, Movable, groups_gaining
from vetting.scoring.policy import Policy, Value
from vetting.scoring.tally import PRINCIPLES, Share, Tally, tally_of
from vetting.scoring.verdict import verdict_of
from vetting.scoring.vocabulary import Kind, Principle, State, Verdict

MOST_ALTERNATIVES = 3


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
    """Paths to conditional and to approved, as far as they lie above the present verdict."""
    return paths_from(assess(answers, policy, today, kind=kind), policy)


def paths_from(now: Assessment, policy: Policy) -> tuple[Path, ...]:
    """The path to yes of an offering that has been assessed already, under this very policy.

    No set of changes is assessed as a whole: criteria are judged one by one and only their sum
    makes the verdict, so a change takes one share out of the tally and puts another in.
    """
    search = _Search(policy, now)
    targets = [v for v in (Verdict.CONDITIONAL, Verdict.APPROVED) if v.rank > now.verdict.rank]
    return tuple(Path(target, search.smallest_sets(target)) for target in targets)


class _Search:
    """One offering's judged answers, from which sets of changes are tried."""

    def __init__(self, policy: Policy, now: Assessment) -> None:
        counting = [r for r in now.judgements if r.state is not State.NOT_APPLICABLE]
        self.policy = policy
        self.tally = tally_of(counting)
        self.rows = [Movable(r, policy, now.on) for r in counting]

    def smallest_sets(self, target: Verdict) -> tuple[tuple[Change, ...], ...]:
        needed = [r for r in self.rows if _must_change(r.judgement, target)]
        others = [r for r in self.rows if r not in needed and r.gain > 0]
        extra = [self._fewest_gains(p, needed, others, target) for p in PRINCIPLES]
        groups = [[*needed, *a, *b] for a in extra[0] for b in extra[1]][:MOST_ALTERNATIVES]
        at_best = [(group, self._at_best(group)) for group in groups]
        return tuple(
            self._relaxed(g, best, target) for g, best in at_best if self._is(best, target)
        )

    def _fewest_gains(
        self, principle: Principle, needed: list[Movable], others: list[Movable], target: Verdict
    ) -> list[tuple[Movable, ...]]:
        """The smallest groups of further answers that lift this principle's score far enough.

        Each answer moves the score by itself, so the largest gains give the smallest group.
        """
        floors = self.policy.approve_from if target is Verdict.APPROVED else self.policy.ban_below
        missing = floors[principle] * self.tally.weights[principle] / 100
        missing -= self.tally.earned[principle]
        missing -= sum(r.gain for r in needed if r.principle is principle)
        mine = [r for r in others if r.principle is principle]
        mine.sort(key=lambda r: r.gain, reverse=True)
        size, reach = 0, Decimal(0)
        while reach < missing and size < len(mine):
            reach += mine[size].gain
            size += 1
        return list(islice(groups_gaining(missing, mine, size), MOST_ALTERNATIVES))

    def _at_best(self, rows: list[Movable]) -> Tally:
        """With the best answers and the best proofs; a draft policy may ask for more than these."""
        tally = self.tally
        for row in rows:
            tally = tally.with_instead(row.best, row.now)
        return tally

    def _relaxed(self, rows: list[Movable], tally: Tally, target: Verdict) -> tuple[Change, ...]:
        """Ask of each answer no more than is needed while the verdict still holds."""
        chosen: list[Value] = []
        for row in rows:
            best = row.best
            value = next(v for v in row.options() if self._still(target, tally, row.share(v), best))
            tally = tally.with_instead(row.share(value), best)
            chosen.append(value)
        return tuple(
            self._change(row, value, tally, target) for row, value in zip(rows, chosen, strict=True)
        )

    def _still(self, target: Verdict, tally: Tally, new: Share, old: Share) -> bool:
        """Whether a tally that is good enough stays so with one share changed."""
        return new == old or self._is(tally.with_instead(new, old), target)

    def _is(self, tally: Tally, target: Verdict) -> bool:
        return verdict_of(tally, self.policy).rank >= target.rank

    def _change(self, row: Movable, chosen: Value, tally: Tally, target: Verdict) -> Change:
        any_of = row.from_upwards(chosen)
        share = row.share(chosen)
        proof = tuple(
            p
            for p in row.criterion.proof
            if self._still(target, tally, row.share(chosen, p), share)
        )
        now = row.judgement.label if row.judgement.given is not None else "Not answered"
        return Change(row.criterion.key, row.criterion.title, now, any_of[0][0], any_of, proof)


def _must_change(row: Judgement, target: Verdict) -> bool:
    """True where no score could make up for this answer."""
    if row.state is State.KNOCK_OUT or (row.open and row.criterion.gating):
        return True
    return target is Verdict.APPROVED and (row.open or row.is_condition)
