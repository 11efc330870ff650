"""Whether a catalogue file has the right frame: its format, its sections, no key twice."""

from collections.abc import Iterator
from pathlib import Path

import ijson

from vetting.services.answer_checks import as_day
from vetting.services.catalog_file.reading import (
    FORMAT,
    SECTIONS,
    opened,
    refuse_endless_numbers,
)

TEXTS = ("format", "as_of")
DEEPEST = 12
NO_OBJECT = "The file must hold one object with format, vendors, tools, offerings."


def frame_problems(path: Path) -> list[str]:
    """What is wrong with the frame of the file. Raises BrokenFile."""
    refuse_endless_numbers(path)
    with opened(path) as file:
        return list(_Frame().problems(ijson.basic_parse(file)))


class _Frame:
    """Follows the file from event to event; it remembers keys, never values."""

    def __init__(self) -> None:
        # The keys of each object that is open; None for a list.
        self.open: list[set[str] | None] = []
        self.seen: set[str] = set()
        self.section = ""
        self.number = -1

    def problems(self, events: Iterator[tuple[str, object]]) -> Iterator[str]:
        for event, value in events:
            if not self.open and event != "start_map":
                yield NO_OBJECT
                return
            if event == "map_key":
                yield from self._key(str(value))
            elif event in {"end_map", "end_array"}:
                self.open.pop()
            else:
                yield from self._value(event, value)
                if event in {"start_map", "start_array"}:
                    self.open.append(set() if event == "start_map" else None)
                if len(self.open) > DEEPEST:
                    yield f"{self._place()}is nested too deeply."
                    return
        yield from (f"{n}: is missing." for n in ("format", *SECTIONS) if n not in self.seen)

    def _key(self, key: str) -> Iterator[str]:
        keys = self.open[-1]
        if keys is None:
            return
        if key in keys:
            yield f"{self._place()}{key}: appears twice."
        keys.add(key)
        if len(self.open) == 1:
            self.seen, self.section, self.number = keys, key, -1
            if key not in {*SECTIONS, *TEXTS}:
                yield f"{key}: is not part of the format."

    def _value(self, event: str, value: object) -> Iterator[str]:
        if len(self.open) == 2:
            self.number += 1
        if len(self.open) != 1:
            return
        if self.section in SECTIONS and event != "start_array":
            yield f"{self.section}: must be a list."
        elif self.section in TEXTS and event != "string":
            yield f"{self.section}: must be text."
        elif self.section == "format" and value != FORMAT:
            yield f"format: must be {FORMAT!r}, not {value!r}."
        elif self.section == "as_of" and as_day(value) is None:
            yield f"as_of: is {value!r}; give a day as YYYY-MM-DD."

    def _place(self) -> str:
        return f"{self.section}[{self.number}], " if len(self.open) > 1 else ""
