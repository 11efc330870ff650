"""What judged answers add up to: the two scores, and how many answers stand in the way."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from vetting.scoring.judgement import Judgement, adds_condition
from vetting.scoring.policy import Criterion
from vetting.scoring.vocabulary import Principle, State
from vetting.scoring.worth import NO_CREDIT

PRINCIPLES = tuple(Principle)

# Asked of every row many times over, and the members of an enum are slow to reach.
_KNOCK_OUT = State.KNOCK_OUT
_OPEN = State.UNKNOWN

Scores = Mapping[Principle, Decimal]


class Share(NamedTuple):
    """What one judged answer brings to the verdict."""

    principle: Principle
    knocks_out: bool
    unanswered: bool
    holds_back: bool
    earned: Decimal


class Tally(NamedTuple):
    """All that the verdict is drawn from.

    `unanswered` counts the open gating answers, `held_back` every answer that is open or adds a
    condition. `earned` and `weights` are exact sums, so that they do not depend on an order.
    """

    knock_outs: int
    unanswered: int
    held_back: int
    earned: Scores
    weights: Scores

    def score(self, principle: Principle) -> Decimal:
        """A percentage, exact; what no criterion asks about scores nothing."""
        weight = self.weights[principle]
        return 100 * self.earned[principle] / weight if weight else NO_CREDIT

    def scores(self) -> dict[Principle, Decimal]:
        return {p: self.score(p) for p in PRINCIPLES}

    def with_instead(self, new: Share, old: Share) -> "Tally":
        """The same with one answer changed: the new share in place of its old one."""
        earned = dict(self.earned)
        earned[new.principle] += new.earned - old.earned
        return Tally(
            self.knock_outs + new.knocks_out - old.knocks_out,
            self.unanswered + new.unanswered - old.unanswered,
            self.held_back + new.holds_back - old.holds_back,
            earned,
            self.weights,
        )


def share_of(criterion: Criterion, state: State, credit: Decimal) -> Share:
    is_open = state is _OPEN
    return Share(
        criterion.principle,
        state is _KNOCK_OUT,
        is_open and criterion.gating,
        is_open or adds_condition(criterion, state),
        credit * criterion.weight,
    )


def tally_of(rows: Iterable[Judgement]) -> Tally:
    """`rows` are the judgements of the criteria that apply."""
    earned = dict.fromkeys(PRINCIPLES, NO_CREDIT)
    weights = dict.fromkeys(PRINCIPLES, NO_CREDIT)
    knock_outs = unanswered = held_back = 0
    for row in rows:
        share = share_of(row.criterion, row.state, row.credit)
        knock_outs += share.knocks_out
        unanswered += share.unanswered
        held_back += share.holds_back
        earned[share.principle] += share.earned
        weights[share.principle] += row.criterion.weight
    return Tally(knock_outs, unanswered, held_back, earned, weights)


def best_scores(rows: Iterable[Judgement], tally: Tally) -> Scores:
    """The scores if every open question were answered for the best."""
    earned = dict(tally.earned)
    for row in rows:
        if row.open:
            earned[row.criterion.principle] += row.criterion.weight
    return tally._replace(earned=earned).scores()
