"""What a change would give, as a page shows it before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from vetting.admin.offering.answering.movement import movement
from vetting.scoring.policy import Policy
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle
from vetting.services.previews import Preview


@dataclass(frozen=True, slots=True)
class Score:
    """One score before and after, with the thresholds it is read against."""

    principle: Principle
    was: Decimal
    now: Decimal
    at_most: Decimal
    approve_from: Decimal
    ban_below: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A question by name, with a sentence about it."""

    key: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`change` is False where nothing was changed yet, so that nothing is foretold.

    `sheet` is the address of the page on which the questions stand, "" where this is the one.
    """

    preview: Preview
    scores: list[Score]
    left_out: list[Named]
    needed: list[Named]
    change: bool
    sheet: str

    @property
    def summary(self) -> str:
        """The whole in one sentence, for those who hear it."""
        if not self.change:
            return "Nothing is changed yet."
        told = f"Not saved yet. {movement(self.preview.before, self.preview.after)}"
        alarm = " Saving would suspend it at once." if self.preview.suspends else ""
        return f"{told}{alarm}"


def panel_of(
    preview: Preview, unready: Sequence[tuple[str, str]], rules: Policy, sheet: str
) -> Panel:
    """`unready` are changes that a page could not even hand over, each with the reason."""
    before, after = preview.before, preview.after
    left_out = [*unready, *preview.left_out]
    return Panel(
        preview,
        [
            Score(
                p,
                one_decimal(before.scores[p]),
                one_decimal(after.scores[p]),
                one_decimal(after.score_max[p]),
                rules.approve_from[p],
                rules.ban_below[p],
            )
            for p in Principle
        ],
        [Named(key, rules.criteria[key].title, why) for key, why in left_out],
        [
            Named(q.criterion, rules.criteria[q.criterion].title, q.because)
            for q in preview.still_needed
        ],
        bool(left_out or preview.counted or preview.before != preview.after),
        sheet,
    )
