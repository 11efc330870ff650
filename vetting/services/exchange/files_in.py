"""Read an uploaded list, whatever it is written in: CSV, XLSX or JSON, told by its content."""

import csv
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest
from typing import NoReturn

import puremagic

from vetting.services.exchange.cells import as_written
from vetting.services.exchange.xlsx_in import opened, rows_of
from vetting.services.refusals import Refused

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
DELIMITERS = (",", ";", "\t")
TEXT_KINDS = (".csv", ".json", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, object]
    too_many: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """What a file holds: the names of its columns in their order, and its rows."""

    columns: list[str]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


def read_grid(content: bytes, known: Collection[str]) -> Grid:
    """All rows of the file. Raises Refused where it cannot be read at all.

    `known` are the names that columns may have: the delimiter of a CSV is the one that finds most.
    """
    if len(content) > MOST_BYTES:
        _refuse(f"The file is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    if not content.strip():
        _refuse("The file is empty.")
    if content.startswith(b"PK"):
        return _from_workbook(content)
    text = _decoded(content)
    if text.lstrip()[:1] in {"[", "{"}:
        return _from_json(text)
    return _from_csv(text, known)


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(
            f"{_what_it_is(content)}, or its text is not UTF-8 (byte {error.start}). "
            "Save it as “CSV UTF-8”, XLSX or JSON."
        )
    if "\x00" in text:
        _refuse(f"{_what_it_is(content)}. Save it as “CSV UTF-8”, XLSX or JSON.")
    return text


def _what_it_is(content: bytes) -> str:
    """What the content looks like, for whoever chose the wrong file."""
    try:
        kind = puremagic.from_string(content)
    except (puremagic.PureError, ValueError):
        kind = ""
    named = f"{kind.lstrip('.').upper()} file" if kind and kind not in TEXT_KINDS else "file"
    return f"This {named} is neither CSV nor XLSX nor JSON"


def _from_workbook(content: bytes) -> Grid:
    with opened(content) as book:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            _refuse("The workbook has no visible sheet.")
        grid = _grid(rows_of(sheets[0]))
    if len(sheets) > 1:
        grid.notes.append(f"Only the first sheet was read: {sheets[0].title}.")
    return grid


def _from_csv(text: str, known: Collection[str]) -> Grid:
    delimiter = max(DELIMITERS, key=lambda one: _known_columns(text, one, known))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    numbered = ((number, list(map(as_written, row))) for number, row in enumerate(reader, 1))
    try:
        return _grid(numbered)
    except csv.Error as error:
        _refuse(f"Line {reader.line_num} is not CSV: {error}.")


def _known_columns(text: str, delimiter: str, known: Collection[str]) -> int:
    first = text.lstrip().split("\n", 1)[0]
    return sum(column_name(cell) in known for cell in first.split(delimiter))


def column_name(raw: object) -> str:
    """A heading as it is compared: “Evidence kind” is evidence_kind."""
    return "_".join(str(raw or "").strip().strip('"').lower().replace("-", " ").split())


def _grid(numbered: Iterator[tuple[int, Sequence[object]]]) -> Grid:
    filled = ((n, row) for n, row in numbered if any(cell not in (None, "") for cell in row))
    _, first = next(filled, (0, ()))
    columns = [column_name(cell) for cell in first]
    while columns and not columns[-1]:
        columns.pop()
    _refuse_headings(columns)
    lines: list[Line] = []
    for number, row in filled:
        if len(lines) == MOST_ROWS:
            _refuse(f"The file has more than {MOST_ROWS:,} rows; split it.")
        beyond = any(cell not in (None, "") for cell in row[len(columns) :])
        cells = dict(zip_longest(columns, row[: len(columns)], fillvalue=""))
        lines.append(Line(number, cells, beyond))
    return Grid(columns, lines)


def _refuse_headings(columns: list[str]) -> None:
    if len(columns) > MOST_COLUMNS:
        _refuse(f"The file has more than {MOST_COLUMNS} columns.")
    for number, name in enumerate(columns, start=1):
        if not name:
            _refuse(f"Column {number} has no name in the first row.")
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        _refuse(f"The column {twice[0]} stands in the file twice.")


def _from_json(text: str) -> Grid:
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        # Half of a character can be written in JSON, and nowhere else.
        json.dumps(read, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        _refuse(f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}.")
    except (ValueError, RecursionError) as error:
        _refuse(f"The file is not JSON that can be read here: {str(error)[:200]}.")
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        _refuse("A JSON file must hold a list of objects, one for each row.")
    if len(read) > MOST_ROWS:
        _refuse(f"The file has more than {MOST_ROWS:,} rows; split it.")
    columns = list(dict.fromkeys(column_name(key) for entry in read for key in entry))
    _refuse_headings(columns)
    lines = [
        Line(number, {column_name(key): value for key, value in entry.items()})
        for number, entry in enumerate(read, start=1)
    ]
    return Grid(columns, lines)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"the key {twice[0]} stands in an object twice")
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _refuse(why: str) -> NoReturn:
    raise Refused([("file", why)])
