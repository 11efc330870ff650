"""One event for a production, as it is put into words: what moved, and what it means for work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from vetting.reminders.words.phrases import one_line, paragraphs, told
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

# Statuses that readers know by their reason, and not by the verdict.
NAMED_BY_REASON = (StatusReason.SUSPENDED, StatusReason.LAPSED)


class Kind(IntEnum):
    """What an event asks of whoever gets it, the most urgent first."""

    STOP = 1
    STRICTER = 2
    EXPIRING = 3
    ANSWERED = 4
    LOOSENED = 5

    @property
    def title(self) -> str:
        return _TITLES[self]


_TITLES = {
    Kind.STOP: "Stop using",
    Kind.STRICTER: "Stricter than before",
    Kind.EXPIRING: "Running out soon",
    Kind.ANSWERED: "What you asked for",
    Kind.LOOSENED: "Good news",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A status as an event tells it."""

    verdict: Verdict
    reason: StatusReason

    @property
    def label(self) -> str:
        return (self.reason if self.reason in NAMED_BY_REASON else self.verdict).label


@dataclass(frozen=True, slots=True)
class Move:
    """What a notice to a production says. `had` is None where nobody knows what was asked before.

    `until` is the last day of the verdict, `lapses_on` the first on which it is no longer usable.
    """

    kind: Kind
    offering: str = ""
    on: date | None = None
    before: Standing | None = None
    after: Standing | None = None
    because: str = ""
    conditions: tuple[str, ...] = ()
    had: tuple[str, ...] | None = None
    ceiling: Ceiling = Ceiling.NONE
    ceiling_before: Ceiling | None = None
    until: date | None = None
    lapses_on: date | None = None
    asked: str = ""
    declined: bool = False
    answer: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        return self.after is not None and self.after.verdict.usable

    @property
    def new_conditions(self) -> list[str]:
        return [text for text in self.conditions if self.had is None or text not in self.had]

    @property
    def gone_conditions(self) -> list[str]:
        return [text for text in self.had or () if text not in self.conditions]


@dataclass(frozen=True, slots=True)
class Before:
    """What an offering asked for before a change, as the log of changes has it."""

    conditions: Sequence[Mapping[str, str]]
    ceiling: str


def move_of(kind: Kind, facts: Mapping[str, Any], was: Before | None) -> Move:
    """From the facts of a notice."""
    offering = one_line((facts.get("offering") or {}).get("name", ""))
    if kind is Kind.ANSWERED:
        asked = facts["request"]
        return Move(
            kind,
            offering,
            asked=one_line(" - ".join(each for each in (asked["tool"], asked["plan"]) if each)),
            declined=asked["state"] == "declined",
            answer=tuple(paragraphs(facts["answer"])),
            after=_standing(facts.get("status"), StatusReason.DECIDED.value),
        )
    if kind is Kind.EXPIRING:
        return Move(
            kind,
            offering,
            after=_standing(facts["status"], StatusReason.DECIDED.value),
            until=_day(facts["valid_until"]),
            lapses_on=_day(facts.get("lapses_on")),
        )
    return _change(kind, offering, facts, was)


def _change(kind: Kind, offering: str, facts: Mapping[str, Any], was: Before | None) -> Move:
    before, after = facts["before"], facts["after"]
    return Move(
        kind,
        offering,
        on=_day(facts["on"]),
        before=_standing(before["status"], before["status_reason"]),
        after=_standing(after["status"], after["status_reason"]),
        because=told(facts.get("because") or ""),
        conditions=_texts(after["conditions"]),
        had=_texts(was.conditions) if was else None,
        ceiling=Ceiling(after["ceiling"]),
        ceiling_before=Ceiling(was.ceiling) if was else None,
        until=_day(after["valid_until"]),
    )


def _standing(status: str | None, reason: str) -> Standing | None:
    return Standing(Verdict(status), StatusReason(reason)) if status else None


def _texts(conditions: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(one_line(each["text"]) for each in conditions)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
