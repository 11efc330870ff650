"""Reads the tables of a policy file and notes what is missing, unknown or of the wrong type.

Every question to a `Table` is answered: what cannot be read is noted among the problems and gets a
harmless stand-in, so that one reading finds all the problems of a file.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

Entry = TypeVar("Entry")
Number = TypeVar("Number", int, Decimal)
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class Table:
    """One table of the file, known to its reader by the `place` where it stands."""

    def __init__(self, entries: dict[str, Any], place: str, problems: list[str]) -> None:
        self.entries = entries
        self.place = place
        self.problems = problems
        self._asked: set[str] = set()

    def note(self, problem: str) -> None:
        self.problems.append(f"{self.place}: {problem}")

    def key(self) -> str:
        """The table's own key; it ends up in addresses and exports, so it stays plain."""
        key = self.text("key")
        if key and not _KEY.fullmatch(key):
            self.note(f"key may only hold small letters, digits and underscores, not {_shown(key)}")
        return key

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text with its line breaks folded into spaces, so that a file may wrap long texts."""
        text = " ".join(self._take(key, "a text", _is_text, "", optional=optional).split())
        if key in self.entries and isinstance(self.entries[key], str) and not text:
            self.note(f"{key} is empty")
        return text

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        stand_in = bool(default)
        return self._take(key, "true or false", _is_flag, stand_in, optional=default is not None)

    def number(self, key: str, low: Decimal | int, high: int) -> Decimal:
        number = Decimal(self._take(key, "a number", _is_number, low))
        return self._within(key, number, Decimal(low), Decimal(high))

    def whole(self, key: str, low: int, high: int) -> int:
        return self._within(key, self._take(key, "a whole number", _is_whole, low), low, high)

    def one_of(self, key: str, options: Iterable[str]) -> str:
        known = list(options)
        wanted = "one of " + ", ".join(known)
        return self._take(key, wanted, lambda entry: _is_text(entry) and entry in known, known[0])

    def some_of(self, key: str, options: Iterable[str]) -> tuple[str, ...]:
        """A list of known words, each at most once."""
        known = set(options)
        none: list[str] = []
        words = self._take(key, "a list of texts", _is_list_of(_is_text), none)
        for word in sorted(set(words) - known):
            self.note(f"{key} names {_shown(word)}, which is not known here")
        for word in sorted({word for word in words if words.count(word) > 1}):
            self.note(f"{key} names {_shown(word)} twice")
        return tuple(word for word in words if word in known)

    def days(self, key: str, *, rising: bool) -> tuple[int, ...]:
        """A list of days in strict order; rising or falling."""
        none: list[int] = []
        days = tuple(self._take(key, "a list of whole numbers", _is_list_of(_is_whole), none))
        if not days and self.entries.get(key) == []:
            self.note(f"{key} must hold at least one number of days")
        if any(day < 1 for day in days):
            self.note(f"{key} may only hold numbers of at least 1")
        if list(days) != sorted(set(days), reverse=not rising):
            way = "shortest to the longest" if rising else "longest to the shortest"
            self.note(f"{key} must run from the {way}, each once")
        return days

    def table(self, key: str, place: str) -> "Table":
        nothing: dict[str, Any] = {}
        entries = self._take(key, "a table", _is_table, nothing)
        # A table that is not there has been noted once; what it lacks is not noted again.
        return Table(entries, place, [] if entries is nothing else self.problems)

    def tables(self, key: str, *, optional: bool = False) -> list[dict[str, Any]]:
        none: list[dict[str, Any]] = []
        fits = _is_list_of(_is_table)
        return list(self._take(key, "a list of tables", fits, none, optional=optional))

    def has(self, key: str) -> bool:
        return key in self.entries

    def refuse_the_rest(self) -> None:
        """Note every key nobody has asked for: a misspelt key must not pass in silence."""
        for key in self.entries:
            if key not in self._asked:
                self.note(f"unknown key {_shown(key)}")

    def _take(
        self,
        key: str,
        wanted: str,
        fits: Callable[[Any], bool],
        stand_in: Entry,
        *,
        optional: bool = False,
    ) -> Entry:
        self._asked.add(key)
        if key not in self.entries:
            if not optional:
                self.note(f"{key} is missing")
            return stand_in
        entry: Entry = self.entries[key]
        if fits(entry):
            return entry
        self.note(f"{key} must be {wanted}, not {_shown(entry)}")
        return stand_in

    def _within(self, key: str, number: Number, low: Number, high: Number) -> Number:
        if low <= number <= high:
            return number
        self.note(f"{key} must be between {low} and {high}, not {number}")
        return low


def _shown(entry: object) -> str:
    if isinstance(entry, bool):
        return "true" if entry else "false"
    if isinstance(entry, str):
        return f'"{entry}"'
    if isinstance(entry, list):
        return "a list"
    return "a table" if isinstance(entry, dict) else str(entry)


def _is_text(entry: object) -> bool:
    return isinstance(entry, str)


def _is_flag(entry: object) -> bool:
    return isinstance(entry, bool)


def _is_whole(entry: object) -> bool:
    return isinstance(entry, int) and not isinstance(entry, bool)


def _is_number(entry: object) -> bool:
    return _is_whole(entry) or (isinstance(entry, Decimal) and entry.is_finite())


def _is_table(entry: object) -> bool:
    return isinstance(entry, dict)


def _is_list_of(fits: Callable[[object], bool]) -> Callable[[Any], bool]:
    return lambda entry: isinstance(entry, list) and all(map(fits, entry))
