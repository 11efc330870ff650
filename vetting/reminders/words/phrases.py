"""How days, numbers of things and texts from elsewhere are said."""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from datetime import date

WIDTH = 76
ISO_DAY = re.compile(r"\b\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Characters that turn the direction of what follows them, and so can make a text read otherwise.
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
ENDS = (".", "!", "?", "…", ":")


def day_of(day: date) -> str:
    """As people write it, whatever the language of the machine: 6 December 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def away(day: date, today: date) -> str:
    days = (day - today).days
    if abs(days) <= 1:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def dated(day: date, today: date) -> str:
    """The day and how far away it is, to go on after a verb."""
    return "today" if day == today else f"on {day_of(day)}, {away(day, today)}"


def counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def one_line(text: object) -> str:
    """A text from elsewhere on one line, with nothing in it that cannot be seen."""
    return " ".join(_seen(str(text)).split())


def paragraphs(text: object) -> list[str]:
    """A longer text from elsewhere, line by line."""
    return [line for raw in str(text).splitlines() if (line := one_line(raw))]


def told(text: object) -> str:
    """A reason from elsewhere as a sentence, with its days written out."""
    said = days_written(one_line(text))
    return said if not said or said.endswith(ENDS) else f"{said}."


def days_written(text: str) -> str:
    return ISO_DAY.sub(lambda found: _written(found.group()), text)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def wrapped(text: str, indent: str = "") -> str:
    """For readers of plain text; an address is never broken."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _written(text: str) -> str:
    try:
        return day_of(date.fromisoformat(text))
    except ValueError:
        return text


def _seen(text: str) -> str:
    return "".join(
        " " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or ord(c) in TURNING else c
        for c in text
    )
