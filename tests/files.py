"""Small files of every sort that the desk keeps, and of some that it does not."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(32) + b"\xff\xd9"
TEXT = b"Deletion tested on 1 September: gone after 20 minutes.\r\n"
MAIL = (
    b"From: Sam <sam@vendor.example>\r\nTo: rosa@studio.example\r\n"
    b"Date: Tue, 1 Sep 2026 10:00:00 +0000\r\nSubject: Retention\r\n\r\nThirty days.\r\n"
)
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
PROGRAM = b"MZ" + bytes(200)


def archive(parts: dict[str, str]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return made.getvalue()


def document(part: str, main: str, **more: str) -> bytes:
    """An Office document as far as its list of contents tells."""
    types = f'<Override PartName="/{part}" ContentType="{OFFICE}.{main}.main+xml"/>'
    return archive({"[Content_Types].xml": f"<Types>{types}</Types>", part: "<x/>", **more})


DOCX = document("word/document.xml", "wordprocessingml.document")
XLSX = document("xl/workbook.xml", "spreadsheetml.sheet")
MACROS = document("word/document.xml", "wordprocessingml.document", **{"word/vbaProject.bin": "x"})
