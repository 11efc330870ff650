"""Write a list as CSV, XLSX or JSON: row after row, so that its length does not cost memory."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from vetting.services.exchange.cells import (
    LONGEST_IN_A_SPREADSHEET,
    could_be_formula,
    harmless,
    one_text,
    plain,
)

MOST_ROWS_OF_XLSX = 50_000
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
WIDTHS = {"slug": 30, "name": 30, "because": 60, "note": 60, "question": 40}
USUAL_WIDTH = 22
DAY_FORMAT = "yyyy-mm-dd"

Row = Sequence[object]


def write_csv(file: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """With a byte-order mark, without which Excel misreads accents; every cell in quotes."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    out.writerow(columns)
    out.writerows([harmless(one_text(value)) for value in row] for row in rows)
    text.detach()


def write_json(file: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> None:
    separator = b"[\n"
    for row in rows:
        entry = dict(zip(columns, map(plain, row), strict=True))
        file.write(separator + json.dumps(entry, ensure_ascii=False).encode())
        separator = b",\n"
    file.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def write_xlsx(file: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        width = WIDTHS.get(name, USUAL_WIDTH)
        sheet.column_dimensions[get_column_letter(number)].width = width
    looks = _Looks(sheet)
    sheet.append([looks.cell(name, "heading") for name in columns])
    for row in rows:
        sheet.append([_cell(looks, value) for value in row])
    book.save(file)


WRITERS: Mapping[str, Callable[[BinaryIO, Sequence[str], Iterable[Row]], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "json": write_json,
}


class _Looks:
    """The few ways a cell can look, each worked out once: openpyxl is slow to find them again."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        models = {look: WriteOnlyCell(sheet) for look in ("heading", "day", "lines", "quoted")}
        models["heading"].font = Font(bold=True)
        models["day"].number_format = DAY_FORMAT
        models["lines"].alignment = Alignment(wrap_text=True, vertical="top")
        models["quoted"].quotePrefix = True
        self.styles = {look: cell._style for look, cell in models.items()}

    def cell(self, value: object, look: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet, value)
        cell._style = self.styles[look]
        return cell


def _cell(looks: _Looks, value: object) -> object:
    """A number, a day or a text; a text is marked as one, whatever it begins with."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return looks.cell(value, "day")
    kept = plain(value)
    if kept is None or (isinstance(kept, int | float) and not isinstance(kept, bool)):
        return kept
    text = as_spreadsheet_text(one_text(kept))
    if could_be_formula(text):
        cell = looks.cell(text, "quoted")
        cell.data_type = "s"
        return cell
    return looks.cell(text, "lines") if "\n" in text else text


def as_spreadsheet_text(text: str) -> str:
    """Without what no workbook can hold, and no longer than a cell may be."""
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    if len(text) > LONGEST_IN_A_SPREADSHEET:
        return text[: LONGEST_IN_A_SPREADSHEET - 1] + "…"
    return text
