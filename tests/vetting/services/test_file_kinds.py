"""Which files are kept: name and content must agree, and nothing that a browser would run."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest

from tests.files import (
    DOCX,
    JPEG,
    MACROS,
    MAIL,
    OLD_OFFICE,
    PDF,
    PNG,
    PROGRAM,
    TEXT,
    XLSX,
    archive,
    document,
)
from vetting.services import file_kinds
from vetting.services.file_kinds import Upload, file_kind, file_problems, shown_name

KEPT = [
    ("terms.pdf", PDF, "application/pdf"),
    ("TERMS.PDF", PDF, "application/pdf"),
    ("shot.png", PNG, "image/png"),
    ("shot.jpg", JPEG, "image/jpeg"),
    ("shot.jpeg", JPEG, "image/jpeg"),
    ("answers.docx", DOCX, f"{file_kinds.OFFICE}.wordprocessingml.document"),
    ("answers.xlsx", XLSX, f"{file_kinds.OFFICE}.spreadsheetml.sheet"),
    ("log.txt", TEXT, "text/plain"),
    ("log.txt", "Übergang".encode(), "text/plain"),
    ("log.txt", "\ufeffÜbergang".encode(), "text/plain"),
    ("log.txt", "Übergang".encode("utf-16"), "text/plain"),
    # Short signatures that prose has too: BM is a picture's, P1 another's, MZ a program's.
    ("log.txt", b"BM wrote back.", "text/plain"),
    ("log.txt", b"P1 and MZ are our sites.", "text/plain"),
    ("log.txt", MAIL, "text/plain"),
    ("mail.eml", MAIL, "message/rfc822"),
    ("mail.eml", b"Received: by x; 1 Sep 2026\nFrom: a@b.example\n\nHi", "message/rfc822"),
]
REFUSED = [
    ("terms.pdf", b"", "The file is empty."),
    ("terms", PDF, "Files of this sort are not kept."),
    ("page.html", b"<html>", "Files of this sort are not kept."),
    ("icon.svg", b"<svg/>", "Files of this sort are not kept."),
    ("tool.exe", PROGRAM, "Files of this sort are not kept."),
    ("old.doc", OLD_OFFICE, "Files of this sort are not kept."),
    ("terms.pdf.html", PDF, "Files of this sort are not kept."),
    ("terms.pdf", PNG, "This is no PDF, whatever its name says"),
    ("terms.pdf", b"<html>%PDF", "This is no PDF"),
    ("shot.png", JPEG, "This is no PNG"),
    ("shot.jpg", PNG, "This is no JPEG"),
    ("shot.png", b"<svg onload=alert(1)>", "This is no PNG"),
    ("answers.docx", XLSX, "it is another sort of archive"),
    ("answers.xlsx", DOCX, "it is another sort of archive"),
    ("answers.docx", archive({"a.txt": "x"}), "it cannot be opened"),
    ("answers.docx", archive({"[Content_Types].xml": "x"}), "it is another sort of archive"),
    ("answers.docx", DOCX[:-30], "it cannot be opened"),
    ("answers.docx", MACROS, "it carries macros"),
    ("answers.docx", OLD_OFFICE, "save it without one"),
    ("answers.docx", document("word/document.xml", "wordprocessingml.template"), "another sort"),
    ("log.txt", PROGRAM, "its content is not text"),
    ("log.txt", PNG, "its content is not text"),
    ("log.txt", "Übergang".encode("cp1252"), "Save it as UTF-8"),
    ("log.txt", b"  <!DOCTYPE html>", "it is a web page"),
    ("log.txt", b"<script>alert(1)</script>", "it is a web page"),
    ("log.txt", b"\xef\xbb\xbf<?xml version='1.0'?>", "it is a web page"),
    ("log.txt", rb"{\rtf1 Hello}", "a file of the sort .rtf"),
    ("mail.eml", TEXT, "no sender or no date"),
    ("mail.eml", PROGRAM, "its content is not text"),
    ("mail.eml", b"<html>From: a@b", "no sender or no date"),
]


@pytest.mark.parametrize(("name", "content", "content_type"), KEPT)
def test_a_file_that_is_what_its_name_says_is_kept(
    name: str, content: bytes, content_type: str
) -> None:
    assert file_problems(Upload(name, content), 1) == []
    kind = file_kind(name)
    assert kind is not None
    assert kind.content_type == content_type


@pytest.mark.parametrize(("name", "content", "said"), REFUSED)
def test_a_file_that_is_something_else_is_refused(name: str, content: bytes, said: str) -> None:
    (sentence,) = file_problems(Upload(name, content), 1)
    assert said in sentence


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    whole = PDF + bytes(file_kinds.MEGABYTE - len(PDF))
    assert file_problems(Upload("a.pdf", whole), 1) == []
    assert file_problems(Upload("a.pdf", whole + b"x"), 1) == [
        "The file is too large: at most 1 MB are kept."
    ]


@pytest.mark.parametrize(("limit", "most"), [("MOST_PARTS", 2), ("MOST_UNPACKED", 10)])
def test_an_archive_that_would_choke_its_reader_is_refused(
    limit: str, most: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(file_kinds, limit, most)
    bomb = document("word/document.xml", "wordprocessingml.document", **{"a": "x" * 100})
    assert "far larger" in file_problems(Upload("a.docx", bomb), 1)[0]


def test_a_document_with_a_password_is_refused_with_a_sentence() -> None:
    made = BytesIO(DOCX)
    with zipfile.ZipFile(made) as file:
        offset = file.getinfo("[Content_Types].xml").header_offset
    locked = bytearray(DOCX)
    # The first bit of the flags says "encrypted", here and in the list at the end.
    locked[offset + 6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "without a password" in file_problems(Upload("a.docx", bytes(locked)), 1)[0]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("terms.pdf", "terms.pdf"),
        ("C:\\Users\\rosa\\terms.pdf", "terms.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        # A sign that turns the reading direction would show fdp.exe as exe.pdf.
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("  two   words .pdf ", "two words .pdf"),
    ],
)
def test_a_name_is_shown_without_path_or_hidden_signs(given: str, shown: str) -> None:
    assert shown_name(given) == shown
