"""Read a catalogue file piece by piece, so that its size does not matter."""

import json
from collections.abc import Iterator
from pathlib import Path

import ijson

FORMAT = "registry-catalog/1"
SECTIONS = ("vendors", "tools", "offerings")
TOP_LEVEL = {"format": "string", "as_of": "string", **dict.fromkeys(SECTIONS, "start_array")}
LARGEST_TO_REREAD = 50_000_000


class BrokenFile(Exception):
    """The file cannot be read as JSON at all; the message says where it breaks."""


def entries(path: Path, section: str) -> Iterator[tuple[int, object]]:
    """The numbered entries of one section, one at a time. Raises BrokenFile."""
    with path.open("rb") as file:
        try:
            yield from enumerate(ijson.items(file, f"{section}.item"))
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise BrokenFile(_where(path, error)) from error


def top_level_problems(path: Path) -> list[str]:
    """What is wrong with the frame of the file: its format, a missing or an unknown section."""
    found, seen = [], set()
    with path.open("rb") as file:
        try:
            for prefix, event, value in ijson.parse(file):
                if prefix == "" and event == "map_key":
                    found += [f"{value}: appears twice."] if value in seen else []
                    seen.add(value)
                    found += [] if value in TOP_LEVEL else [f"{value}: is not part of the format."]
                elif prefix == "" and event not in {"start_map", "end_map"}:
                    return ["The file must hold one object with format, vendors, tools, offerings."]
                elif prefix in TOP_LEVEL and event not in {TOP_LEVEL[prefix], "end_array"}:
                    found.append(f"{prefix}: must be {_words(TOP_LEVEL[prefix])}.")
                elif prefix == "format" and value != FORMAT:
                    found.append(f"format: must be {FORMAT!r}, not {value!r}.")
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise BrokenFile(_where(path, error)) from error
    return found + [f"{name}: is missing." for name in ("format", *SECTIONS) if name not in seen]


def _words(event: str) -> str:
    return "a list" if event == "start_array" else "text"


def _where(path: Path, error: Exception) -> str:
    """Line and column of the break; the plain reader knows them, so ask it where that is cheap."""
    if path.stat().st_size <= LARGEST_TO_REREAD:
        try:
            json.loads(path.read_bytes())
        except json.JSONDecodeError as found:
            return f"line {found.lineno}, column {found.colno}: {found.msg}."
        except UnicodeDecodeError as found:
            return f"byte {found.start}: this is not UTF-8 text."
    return f"it is not valid JSON: {str(error).splitlines()[0]}."
