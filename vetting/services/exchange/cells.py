"""How a value stands in a cell so that no spreadsheet takes it for a formula, and how it is read.

In CSV a text that a spreadsheet could take for a formula gets an apostrophe in front; reading takes
exactly that one away again, so what was written comes back. Programs that split at semicolons would
begin a new cell in the middle of a text, so what follows a semicolon counts as a beginning too.
"""

import json
import math
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

APOSTROPHE = "'"
# Full-width signs work as well where the keyboard has them.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_BLANKS = "\\s'\"`\u2018\u2019\u201c\u201d\ufeff\u200b"
_AHEAD = rf"(?=[{_BLANKS}]*[{_SIGNS}])"
# A blank beginning that holds a tab or a line end of its own is as bad as a sign.
_TABBED = rf"(?=[{_BLANKS}]*[\t\r])"
_BEGINS = re.compile(rf"^{_AHEAD}|^{_TABBED}|(?<=;){_AHEAD}")
_ADDED = re.compile(rf"^{APOSTROPHE}{_AHEAD}|^{APOSTROPHE}{_TABBED}|(?<=;){APOSTROPHE}{_AHEAD}")

LONGEST_IN_A_SPREADSHEET = 32_767


class CellError(ValueError):
    """What is wrong with one cell; the message is a sentence for whoever filled it in."""


def could_be_formula(text: str) -> bool:
    return _BEGINS.search(text) is not None


def harmless(text: str) -> str:
    """The text as CSV carries it; `as_written` undoes it."""
    return _BEGINS.sub(APOSTROPHE, text)


def as_written(text: str) -> str:
    return _ADDED.sub("", text)


def same_lines(text: str) -> str:
    """Spreadsheets and browsers end lines in their own ways; it is the same text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(value: object) -> object:
    """A value as JSON can carry it: days as YYYY-MM-DD, moments in UTC, numbers as numbers."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value.tzinfo else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def one_text(value: object) -> str:
    """A value as one text: a list has one entry in each line, anything deeper is JSON."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return "\n".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)


def read_text(raw: object) -> str:
    """Whatever a cell holds, as text. Raises CellError for what stands for no text at all."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float):
        return _number(raw)
    if isinstance(raw, list | dict):
        raise CellError("This must be one text, not a list or an object.")
    text = same_lines(str(raw)).strip()
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise CellError("It holds a control character; type it again.")
    return text


def _number(raw: float) -> str:
    if not math.isfinite(raw):
        raise CellError(f"{raw} is not a number that can be kept.")
    return str(int(raw)) if raw.is_integer() else repr(raw)
