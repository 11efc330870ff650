"""Whether an uploaded file is what its name says, told by its content, and one that we keep."""

import re
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

import puremagic

LONGEST_NAME = 150
MEGABYTE = 2**20
# A document of this many parts, or this large once unpacked, is made to choke whoever opens it.
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * MEGABYTE
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = "[Content_Types].xml"
# Signatures that are shorter are met in plain prose too, so they prove nothing of a text.
SURE = 0.5
TEXT_LIKE = {"", ".txt", ".log", ".eml", ".mbox"}
# What a text may hold besides what is printed: tab, line feed, form feed, carriage return.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileKind:
    """One sort of file that is kept. `problem` says why content is not of it, or nothing."""

    label: str
    endings: tuple[str, ...]
    content_type: str
    problem: Callable[[bytes], str]


def file_kind(name: str) -> FileKind | None:
    """The kind that a file's name claims; None where we keep no such files."""
    ending = PurePath(name.strip().lower()).suffix
    return next((kind for kind in KINDS if ending in kind.endings), None)


def file_problems(upload: Upload, most_megabytes: int) -> list[str]:
    """Every reason why this file is not kept."""
    kind = file_kind(upload.name)
    if not upload.content:
        return ["The file is empty."]
    if len(upload.content) > most_megabytes * MEGABYTE:
        return [too_large(most_megabytes)]
    if kind is None:
        return [f"Files of this sort are not kept. Send {KINDS_IN_WORDS}."]
    why = kind.problem(upload.content)
    return [f"This is no {kind.label}, whatever its name says: {why}"] if why else []


def too_large(most_megabytes: int) -> str:
    return f"The file is too large: at most {most_megabytes} MB are kept."


def shown_name(name: str) -> str:
    """The name without a path and without signs that would hide how it ends."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = " ".join(seen.split()).rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"


def _signed(*endings: str) -> Callable[[bytes], str]:
    """Content that begins as files with these endings do."""

    def problem(content: bytes) -> str:
        found = {match.extension for match in _signatures(content)}
        return "" if found & set(endings) else "its content begins as something else does."

    return problem


def _signatures(content: bytes) -> list[puremagic.PureMagicWithConfidence]:
    """What the content may be. Without the file's name: a name would speak for itself."""
    try:
        return list(puremagic.magic_string(content))
    except puremagic.PureError:
        return []


def _office(ending: str, part: str, main_type: str) -> Callable[[bytes], str]:
    """A zip archive whose own list of contents names the main part that such a document has."""
    signed = _signed(ending)

    def problem(content: bytes) -> str:
        if why := signed(content):
            return f"{why} If it is protected by a password, save it without one."
        try:
            with ZipFile(BytesIO(content)) as archive:
                return _parts_problem(archive, part, f"{OFFICE}.{main_type}.main+xml")
        except (BadZipFile, KeyError, RuntimeError, OSError, EOFError, zlib.error):
            return "it cannot be opened. Save it again, without a password."

    return problem


def _parts_problem(archive: ZipFile, part: str, main_type: str) -> str:
    parts = archive.infolist()
    names = {one.filename for one in parts}
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        return "unpacked, it is far larger than any document."
    if any("vbaproject" in name.lower() for name in names):
        return "it carries macros. Save it without them."
    with archive.open(CONTENT_TYPES) as listed:
        types = listed.read(MEGABYTE)
    if part not in names or f'"{main_type}"'.encode() not in types:
        return "it is another sort of archive."
    return ""


def _text(content: bytes) -> str:
    if (said := _decoded(content)) is None:
        return "its content is not text. Save it as UTF-8."
    if MARKUP.match(said):
        return "it is a web page or another file with markup. Print the page as a PDF."
    sure = [m for m in _signatures(content) if m.confidence >= SURE]
    if any(match.extension not in TEXT_LIKE for match in sure):
        return f"its content begins as a file of the sort {sure[0].extension} does."
    return ""


def _decoded(content: bytes) -> str | None:
    """The text of these bytes; None where they hold what no text holds."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        said = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if CONTROLS.search(said) else said


def _mail(content: bytes) -> str:
    if b"\x00" in content:
        return "its content is not text."
    headers = BytesHeaderParser().parsebytes(content[:MEGABYTE])
    if not headers["From"] or not (headers["Date"] or headers["Received"]):
        return "it has no sender or no date, as an e-mail has. Save the message itself as .eml."
    return ""


KINDS = (
    FileKind("PDF", (".pdf",), "application/pdf", _signed(".pdf")),
    FileKind("PNG", (".png",), "image/png", _signed(".png")),
    FileKind("JPEG", (".jpg", ".jpeg"), "image/jpeg", _signed(".jpg", ".jpeg")),
    FileKind(
        "Word document",
        (".docx",),
        f"{OFFICE}.wordprocessingml.document",
        _office(".docx", "word/document.xml", "wordprocessingml.document"),
    ),
    FileKind(
        "Excel workbook",
        (".xlsx",),
        f"{OFFICE}.spreadsheetml.sheet",
        _office(".xlsx", "xl/workbook.xml", "spreadsheetml.sheet"),
    ),
    FileKind("plain text", (".txt",), "text/plain", _text),
    FileKind("e-mail", (".eml",), "message/rfc822", _mail),
)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
KINDS_IN_WORDS = (
    "a PDF, a picture (PNG, JPEG), a Word or Excel document (DOCX, XLSX), "
    "plain text (TXT) or an e-mail (EML)"
)
