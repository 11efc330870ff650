"""Lists as files: what is written reads back, whoever wrote it, and hostile files are refused."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.vetting.services.exchange.workbooks import (
    SHEET,
    sheet_of,
    tampered,
    workbook,
    written,
)
from vetting.services.exchange import files_in, xlsx_in
from vetting.services.exchange.files_in import Grid, read_grid
from vetting.services.exchange.files_out import WRITERS
from vetting.services.exchange.xlsx_in import MOST_UNPACKED
from vetting.services.refusals import Refused

COLUMNS = ["slug", "name", "aliases", "ends", "count"]
ROW = ["acme", "=1+1", ["a;b", "-c"], date(2026, 1, 2), 5]
PLAIN = workbook([["slug", "name"], ["acme", "Acme"]])


def cells(grid: Grid) -> list[dict[str, object]]:
    return [line.cells for line in grid.lines]


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_grid(content, {"slug", "name"})
    return str(refused.value)


@pytest.mark.parametrize("form", list(WRITERS))
def test_a_list_reads_back_as_it_was_written(form: str) -> None:
    grid = read_grid(written(form, COLUMNS, [ROW, [None, "b", [], None, 0]]), set(COLUMNS))
    assert grid.columns == COLUMNS
    first = grid.lines[0].cells
    assert (first["slug"], first["name"]) == ("acme", "=1+1")
    assert first["aliases"] == (["a;b", "-c"] if form == "json" else "a;b\n-c")
    assert str(first["ends"])[:10] == "2026-01-02"
    assert str(first["count"]) == "5"


def test_a_workbook_holds_texts_and_no_formulas() -> None:
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x","y")']
    book = load_workbook(BytesIO(written("xlsx", ["a"], [[text] for text in dangerous])))
    found = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in found] == ["s"] * len(dangerous)
    assert [cell.value for cell in found] == dangerous
    assert all(cell.quotePrefix for cell in found)


def test_a_csv_opens_in_excel_with_its_accents() -> None:
    content = written("csv", ["name"], [["Zoë"], ["=cmd|' /C calc'!A0"]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '"name"\r\n"Zoë"\r\n"\'=cmd|\' /C calc\'!A0"\r\n'


def test_json_keeps_numbers_lists_and_nothing() -> None:
    content = written("json", COLUMNS, [ROW, ["b", "", [], None, None]])
    assert json.loads(content)[1] == {
        "slug": "b", "name": "", "aliases": [], "ends": None, "count": None,
    }  # fmt: skip
    assert json.loads(written("json", ["a"], [])) == []


def test_what_no_workbook_can_hold_does_not_stop_the_list() -> None:
    content = written("xlsx", ["a"], [["bell\x07"], ["x" * 40_000]])
    values = [row[0].value for row in load_workbook(BytesIO(content)).active.iter_rows(min_row=2)]
    assert values[0] == "bell\ufffd"
    assert len(values[1]) == 32_767


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_is_read_with_any_usual_delimiter_and_mark(delimiter: str, mark: bytes) -> None:
    text = 'Slug,"Name"\r\n\r\nacme,"Zoë; and, ""more"""\r\n'
    lines = text.replace(",", delimiter, 1).replace("acme,", f"acme{delimiter}")
    grid = read_grid(mark + lines.encode(), {"slug", "name"})
    assert cells(grid) == [{"slug": "acme", "name": 'Zoë; and, "more"'}]
    assert grid.lines[0].number == 3


def test_a_formula_in_a_workbook_is_the_text_that_was_typed() -> None:
    grid = read_grid(workbook([["slug", "name"], ["=A1", "=1+1"]]), {"slug", "name"})
    assert cells(grid) == [{"slug": "=A1", "name": "=1+1"}]


def test_only_the_first_visible_sheet_is_read_and_that_is_said() -> None:
    file = BytesIO(PLAIN)
    book = load_workbook(file)
    book.create_sheet("More")
    book.save(file)
    assert read_grid(file.getvalue(), {"slug"}).notes == ["Only the first sheet was read: Sheet."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "neither CSV nor XLSX nor JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither CSV nor XLSX nor JSON"),
        (b"slug,name\nacme,Z\xf6e", "not UTF-8"),
        ("slug,name\nacme,Zöe".encode("utf-16"), "CSV UTF-8"),
        (b'slug,name\n"a"b,c\n', "Line 2 is not CSV"),
        (b"slug,name\n" + b"x" * 200_000, "is not CSV"),
        (b"slug,,name\na,b,c", "Column 2 has no name"),
        (b"slug,name,slug\na,b,c", "slug stands in the file twice"),
        (b'{"slug": "a"}', "a list of objects"),
        (b'[{"slug": "a"}', "is not JSON"),
        (b'[{"slug": 1e999}, NaN]', "NaN"),
        (b'[{"slug": "a", "slug": "b"}]', "slug stands in an object twice"),
        (b"[" * 100_000, "not JSON"),
        (b'[{"slug": ' + b"9" * 5_000 + b"}]", "not JSON"),
        (b'[{"slug": "\\ud800"}]', "not JSON"),
        (b"x," * 80 + b"\n", "no name|more than"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
    ids=range(19),
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    assert any(part in refusal(content) for part in why.split("|"))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_too_many_rows_are_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_in, "MOST_ROWS", 2)
    rows = [[f"a{number}"] for number in range(3)]
    assert "more than 2 rows" in refusal(written(form, ["slug"], rows))
    assert len(read_grid(written(form, ["slug"], rows[:2]), {"slug"}).lines) == 2


FAR = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
HOSTILE = {
    "macros": ({"xl/vbaProject.bin": b"x"}, "macros"),
    "macro sheets": ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "macros"),
    "a macro type": (
        {"[Content_Types].xml": b'<Types><Override ContentType="x.macroEnabled.main"/></Types>'},
        "macros",
    ),
    "links to files": ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "links to other files"),
    "connections": ({"xl/connections.xml": b"<x/>"}, "fetches data"),
    "embedded files": ({"xl/embeddings/oleObject1.bin": b"x"}, "other files inside"),
    "entities": (
        {SHEET: b'<!DOCTYPE a [<!ENTITY b "bbb">]>' + sheet_of("&b;")},
        "declares what no plain workbook needs",
    ),
    "another encoding": ({SHEET: sheet_of("").decode().encode("utf-16")}, "no plain workbook"),
    "a bomb": ({SHEET: b" " * (MOST_UNPACKED + 1)}, "too large"),
    "many parts": ({f"xl/x{number}.bin": b"" for number in range(501)}, "too large"),
    "broken xml": ({SHEET: sheet_of("<row><c")}, "damaged"),
    "no sheet": ({"xl/workbook.xml": b"<workbook/>"}, "damaged|no visible sheet"),
    "a string that is not there": (
        {SHEET: sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')},
        "damaged",
    ),
    "a column that cannot be": (
        {SHEET: sheet_of('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>')},
        "damaged",
    ),
    "a number that cannot be": (
        {SHEET: sheet_of(f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>')},
        "damaged",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(name: str) -> None:
    parts, why = HOSTILE[name]
    assert any(part in refusal(tampered(PLAIN, parts)) for part in why.split("|"))


def test_a_workbook_may_lie_about_its_size_without_costing_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A dimension of a billion cells, and a row so far down that nobody could count to it."""
    monkeypatch.setattr(xlsx_in, "LAST_ROW", 20_000)
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>acme</t></is></c></row>'
    lying = tampered(PLAIN, {SHEET: sheet_of(FAR + row.format(2), "A1:XFD1048576")})
    assert cells(read_grid(lying, {"slug"})) == [{"slug": "acme"}]
    beyond = tampered(PLAIN, {SHEET: sheet_of(FAR + row.format(10**15))})
    assert read_grid(beyond, {"slug"}).lines == []


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "no workbook" in refusal(file.getvalue())
