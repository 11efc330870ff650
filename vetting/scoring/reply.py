"""What a production is answered that asked for an offering: drafted from what is told of it."""

from collections.abc import Iterable
from datetime import date

from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Verdict

_OPENINGS = {
    Verdict.APPROVED: "{name} is approved: it may be used.",
    Verdict.CONDITIONAL: "{name} may be used while every condition is kept:",
    Verdict.BANNED: "{name} is banned: it must not be used.",
    Verdict.NOT_VETTED: "{name} has no verdict in force, so it must not be used.",
}


def reply(name: str, told: Status, *, notice: str, instead: Iterable[tuple[str, Verdict]]) -> str:
    """The verdict in words, then what is needed to act on it: conditions or a way forward.

    `notice` is the standing notice, without which nothing is called usable; `instead` are the
    names and verdicts of what may be used in its place.
    """
    opening = _OPENINGS[told.verdict].format(name=name)
    parts = _usable(told, notice) if told.usable else _refused(told, list(instead))
    return "\n".join([opening, *parts])


def _usable(told: Status, notice: str) -> list[str]:
    lines = [f"- {point.text}" for point in told.conditions]
    lines.append(f"What it may be given: {_lower(told.ceiling.label)}.")
    if told.valid_until is not None:
        lines.append(f"This holds until {day_in_words(told.valid_until)}.")
    return [*lines, *([notice] if notice else [])]


def _refused(told: Status, instead: list[tuple[str, Verdict]]) -> list[str]:
    because = [told.because] if told.because else []
    if not instead:
        return [*because, "There is nothing like it that may be used yet."]
    named = [f"- {name} ({verdict.label.lower()})" for name, verdict in instead]
    return [*because, "What may be used instead:", *named]


def day_in_words(day: date) -> str:
    """A day as it is written in a sentence: 1 March 2027."""
    return f"{day.day} {day:%B %Y}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
