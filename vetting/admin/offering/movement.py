"""What an answer moved, as one sentence: both scores, the verdict, and whether it was a stop."""

from dataclasses import dataclass

from vetting.scoring.assessment import Assessment
from vetting.scoring.status import Status
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, StatusReason


@dataclass(frozen=True, slots=True)
class Standing:
    """How an offering stood at one moment: by the rules, and to its readers."""

    found: Assessment
    status: Status


def movement(before: Standing, after: Standing) -> str:
    """“P2 88.0 to 91.2, P3 stays 74.9; the computed verdict stays conditional.”"""
    scores = ", ".join(_score(p, before.found, after.found) for p in Principle)
    was, now = before.found.verdict.label.lower(), after.found.verdict.label.lower()
    verdict = f"stays {now}" if was == now else f"goes from {was} to {now}"
    return f"{scores}; the computed verdict {verdict}."


def stopped(before: Standing, after: Standing) -> str:
    """The alarm, if the answer suspended the offering; "" otherwise."""
    suspended = StatusReason.SUSPENDED
    if after.status.reason is not suspended or before.status.reason is suspended:
        return ""
    return (
        "This answer is a knock-out: the offering is SUSPENDED from this moment, productions are "
        "told “not vetted”, and a review is open."
    )


def _score(principle: Principle, before: Assessment, after: Assessment) -> str:
    was, now = one_decimal(before.scores[principle]), one_decimal(after.scores[principle])
    return f"{principle} stays {now}" if was == now else f"{principle} {was} to {now}"
