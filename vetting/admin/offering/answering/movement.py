"""What answers moved, as one sentence: both scores, the verdict, and whether it was a stop."""

from dataclasses import dataclass

from vetting.scoring.assessment import Assessment
from vetting.scoring.status import Status
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, StatusReason


@dataclass(frozen=True, slots=True)
class Standing:
    """How an offering stood at one moment: by the rules, to its readers, and on the desk."""

    found: Assessment
    status: Status
    in_review: bool


def movement(before: Assessment, after: Assessment) -> str:
    """“P2 88.0 to 91.2, P3 stays 74.9; the computed verdict stays conditional.”"""
    scores = ", ".join(_score(p, before, after) for p in Principle)
    was, now = before.verdict.label.lower(), after.verdict.label.lower()
    verdict = f"stays {now}" if was == now else f"goes from {was} to {now}"
    return f"{scores}; the computed verdict {verdict}."


def moved(before: Standing, after: Standing) -> str:
    """The movement, and whether a review was opened over it."""
    opened = after.in_review and not before.in_review
    told = movement(before.found, after.found)
    return f"{told} A review is open, because the rules are now stricter." if opened else told


def stopped(before: Standing, after: Standing) -> str:
    """The alarm, if the answers suspended the offering; "" otherwise."""
    suspended = StatusReason.SUSPENDED
    if after.status.reason is not suspended or before.status.reason is suspended:
        return ""
    why = "This answer is a knock-out" if after.found.knock_outs else "This cannot wait"
    return (
        f"{why}: the offering is SUSPENDED from this moment, productions are "
        "told “not vetted”, and a review is open."
    )


def _score(principle: Principle, before: Assessment, after: Assessment) -> str:
    was, now = one_decimal(before.scores[principle]), one_decimal(after.scores[principle])
    return f"{principle} stays {now}" if was == now else f"{principle} {was} to {now}"
