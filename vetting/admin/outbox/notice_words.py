"""What somebody was told, in a few words: what is the matter, of when, and at which step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.admin.parts.badges import day
from vetting.models import Notice
from vetting.scoring.reminding import Matter

MATTERS: Mapping[str, str] = {
    Matter.REVIEW.value: "review due on {}",
    Matter.EVIDENCE.value: "proof with its last day on {}",
    Matter.CONTRACT.value: "our contract with its last day on {}",
    Matter.OVERRIDE.value: "override with its last day on {}",
    Matter.SUSPENDED.value: "suspended since {}",
    Matter.NEVER_DECIDED.value: "never decided, in the registry since {}",
    Matter.OPEN_QUESTIONS.value: "questions open since {}",
    "expiring": "verdict with its last day on {}",
    "change": "its status changed",
    "request": "a request was answered",
}
CHANGES = {"loosened": "its status loosened", "tightened": "its status tightened"}
STEPS = {"due": "on the day"}
# What stands before the number in the name of a step, and how its days are said.
COUNTED = {
    "before": "{} ahead",
    "overdue": "{} overdue",
    "chase": "after {}",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as a page shows it. `offerings` are those that it names beside its own."""

    notice: Notice
    what: str
    step: str
    offerings: list[tuple[int, str]]
    more: int


def told(notice: Notice) -> Told:
    facts: Any = notice.facts
    named = [(int(key), str(name)) for key, name in facts.get("offerings") or []]
    others = [one for one in named if one[0] != notice.offering_id]
    what = matter_words(notice.subject, notice.step, notice.day, str(facts.get("title") or ""))
    return Told(notice, what, step_words(notice.step), others, int(facts.get("others") or 0))


def matter_words(subject: str, step: str, on: date | None, title: str = "") -> str:
    """`subject` is its key, such as review:12; what is not known is shown as it stands."""
    words = CHANGES.get(step) or MATTERS.get(subject.partition(":")[0], subject)
    said = words.format(day(on)).removesuffix(" on -").removesuffix(" since -")
    return f"{said}: {title}" if title else said


def step_words(step: str) -> str:
    name, _, days = step.rpartition("-")
    if days.isdecimal() and name in COUNTED:
        return COUNTED[name].format("1 day" if days == "1" else f"{days} days")
    return STEPS.get(step, "")
