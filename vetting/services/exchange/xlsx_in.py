"""Read an XLSX that anybody may have sent: looked over as an archive first, then row by row."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from vetting.services.refusals import Refused

MOST_PARTS = 500
MOST_UNPACKED = 20_000_000
# No sheet has more rows; a file may claim any number of them.
LAST_ROW = 1_048_576
WIDEST = 60
NOTHING = (None,) * (WIDEST + 1)
CHUNK = 1_000
NOT_WANTED = (
    ("xl/vbaproject", "It holds macros. Save it as a plain workbook (.xlsx) without them."),
    ("xl/macrosheets/", "It holds macros. Save it as a plain workbook (.xlsx) without them."),
    ("xl/activex/", "It holds controls that run programs. Save it without them."),
    ("xl/embeddings/", "It holds other files inside. Save it without them."),
    (
        "xl/externallinks/",
        "It links to other files. Break the links (Data, Edit links) and save it again.",
    ),
    ("xl/connections", "It fetches data from elsewhere. Remove the connections and save it again."),
)
DAMAGED = "This workbook is damaged; open it and save it again."
# What the parsers below raise where a workbook is not what it says it is.
BROKEN = (
    ParseError, BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OverflowError, AssertionError, NotImplementedError, RecursionError, RuntimeError,
    EOFError, OSError, zlib.error, struct.error,
)  # fmt: skip


@contextmanager
def opened(content: bytes) -> Iterator[Workbook]:
    """The workbook, to be read within the block. Raises Refused with the reason why not."""
    _look_over(content)
    with _damage_told():
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def rows_of(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """The numbered rows that hold something; what the sheet says of its own size is not asked.

    Raises Refused where the sheet breaks off.
    """
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=LAST_ROW, max_col=WIDEST + 1)
    start = 1
    while chunk := _next(rows):
        for number, row in enumerate(chunk, start):
            # Equal at a glance: a row far down makes a million empty ones above it.
            if row != NOTHING:
                yield number, [_plain(value) for value in row]
        start += len(chunk)


def _next(rows: Iterator[tuple[object, ...]]) -> list[tuple[object, ...]]:
    with _damage_told():
        return list(islice(rows, CHUNK))


@contextmanager
def _damage_told() -> Iterator[None]:
    with warnings.catch_warnings():
        # It warns of whatever Excel adds and it leaves out, such as extensions of validations.
        warnings.simplefilter("ignore")
        try:
            yield
        except BROKEN as error:
            raise Refused([("file", DAMAGED)]) from error


def _plain(value: object) -> object:
    """A formula is the text that somebody typed; nobody works it out here."""
    if isinstance(value, ArrayFormula):
        return str(value.text or "=")
    if isinstance(value, DataTableFormula):
        return "="
    return value


def _look_over(content: bytes) -> None:
    with _damage_told(), ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused([("file", "Unpacked, this workbook is too large to be read here.")])
        _refuse_unwanted([part.filename.lower() for part in parts])
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                _refuse_tricks(archive.read(part))


def _refuse_unwanted(names: list[str]) -> None:
    for beginning, why in NOT_WANTED:
        if any(name.startswith(beginning) for name in names):
            raise Refused([("file", why)])
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise Refused([("file", "This is an archive, but no workbook that Excel would open.")])


def _refuse_tricks(xml: bytes) -> None:
    """No honest workbook declares entities, or hides that it does by another encoding."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml[:200]:
        raise Refused([("file", "This workbook declares what no plain workbook needs.")])
    if b"macroEnabled" in xml:
        raise Refused([("file", NOT_WANTED[0][1])])
