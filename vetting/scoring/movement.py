"""Whether a change of status loosens or tightens for those who go by it, or is none for them."""

from enum import StrEnum

from vetting.scoring.status import Status


class Movement(StrEnum):
    """Which way a status moved."""

    LOOSENED = "loosened"
    TIGHTENED = "tightened"


def movement(before: Status, after: Status) -> Movement | None:
    """None where somebody who goes by it may do, and must do, the same as before.

    Verdict first, then how sensitive the material may be, then the conditions: one condition more
    is tighter, whatever falls away beside it. Another reason or another last day is no movement.
    """
    ranks = [(s.verdict.rank, s.ceiling.rank if s.usable else 0) for s in (before, after)]
    if ranks[0] != ranks[1]:
        return Movement.LOOSENED if ranks[1] > ranks[0] else Movement.TIGHTENED
    if not after.usable:
        return None
    had, has = (frozenset((c.criterion, c.text) for c in s.conditions) for s in (before, after))
    if has - had:
        return Movement.TIGHTENED
    return Movement.LOOSENED if had - has else None
