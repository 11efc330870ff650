"""Read a catalogue file piece by piece, so that its size does not matter."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

import ijson

FORMAT = "registry-catalog/1"
SECTIONS = ("vendors", "tools", "offerings")
LARGEST_TO_REREAD = 10_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The reader in C falls over numbers that Python itself refuses, so they must not reach it.
TOO_LONG = re.compile(rb"[0-9]{1000}")
CHUNK = 1_000_000


class BrokenFile(Exception):
    """The file cannot be read as JSON at all; the message says where it breaks."""


def entries(path: Path, section: str) -> Iterator[tuple[int, object]]:
    """The numbered entries of one section, one at a time. Raises BrokenFile."""
    with opened(path) as file:
        yield from enumerate(ijson.items(file, f"{section}.item"))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file after its byte-order mark, if it has one. What breaks it is told as BrokenFile."""
    with path.open("rb") as file:
        if file.read(len(BYTE_ORDER_MARK)) != BYTE_ORDER_MARK:
            file.seek(0)
        try:
            yield file
        except (ijson.JSONError, UnicodeDecodeError, ArithmeticError) as error:
            raise BrokenFile(_where(path, error)) from error


def refuse_endless_numbers(path: Path) -> None:
    """Raises BrokenFile for a number of a thousand digits or more."""
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if TOO_LONG.search(tail + chunk):
                raise BrokenFile("it holds a number of a thousand digits or more.")
            tail = chunk[-1000:]


def _where(path: Path, error: Exception) -> str:
    """Line and column of the break; the plain reader knows them, so ask it where that is cheap."""
    if path.stat().st_size <= LARGEST_TO_REREAD:
        raw = path.read_bytes()
        if not raw.strip():
            return "it is empty."
        try:
            json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
        except json.JSONDecodeError as found:
            return f"line {found.lineno}, column {found.colno}: {found.msg}."
        except UnicodeDecodeError as found:
            return f"byte {found.start}: this is not UTF-8 text."
        except ValueError as found:
            return f"{found}."
    return f"it is not valid JSON: {str(error).splitlines()[0]}."


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")
