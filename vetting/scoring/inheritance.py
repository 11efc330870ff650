"""What a tenant takes from its plan, and what an inherited answer has become since."""

from datetime import date
from enum import StrEnum

from vetting.scoring.judgement import Judgement
from vetting.scoring.policy import Criterion, Policy
from vetting.scoring.vocabulary import Kind, State


class Drift(StrEnum):
    """How the plan's answer of today stands to the one that a tenant inherited."""

    ADDED = "added"
    RENEWED = "renewed"
    CHANGED = "changed"
    STOPS = "stops"


def carries(criterion: Criterion, policy: Policy, kind: Kind) -> bool:
    """Whether a tenant of this kind takes the plan's answer over.

    Not where the question is not asked of it, nor where its own agreement answers it.
    """
    return criterion.applies(kind) and criterion.key not in policy.prefilled.get(kind, {})


def drift(held: Judgement, plan: Judgement, today: date) -> Drift:
    """What the plan's new answer means to a tenant that still holds the former one.

    The same answer on proof that is worth as much is merely renewed. A knock-out stops, and so does
    the loss of an answer that everything hangs on, just as they do for an offering's own answers.
    """
    if _stops(held, plan, today):
        return Drift.STOPS
    renewed = held.given == plan.given and not is_worse(held, plan)
    return Drift.RENEWED if renewed else Drift.CHANGED


def is_worse(held: Judgement, plan: Judgement) -> bool:
    """Whether the tenant's answer is in any way better than what its plan answers today."""
    if held.state is State.KNOCK_OUT:
        return False
    if plan.state is State.KNOCK_OUT:
        return True
    if held.open:
        return False
    asks_more = held.state is State.SATISFIES and plan.adds_text
    return plan.open or asks_more or plan.credit < held.credit


def is_lost(judgement: Judgement, today: date) -> bool:
    """A gating answer that is gone or too weak; one whose proof merely ran out has its grace."""
    until = judgement.counts_until
    expired = until is not None and until < today
    return judgement.criterion.gating and judgement.open and not expired


def _stops(held: Judgement, plan: Judgement, today: date) -> bool:
    if plan.state is State.KNOCK_OUT:
        return held.state is not State.KNOCK_OUT
    return is_lost(plan, today) and not is_lost(held, today)
