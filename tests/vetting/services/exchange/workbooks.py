"""Makes workbooks for tests: honest ones, and ones that nobody should open carelessly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from vetting.services.exchange.files_out import WRITERS

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(form: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """The list as the registry writes it itself."""
    file = BytesIO()
    WRITERS[form](file, columns, rows)
    return file.getvalue()


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """As a person types it: what begins with = is a formula."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def tampered(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def sheet_of(rows: str, dimension: str = "A1:B2") -> bytes:
    return (
        f'<worksheet xmlns="{NAMESPACE}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()
