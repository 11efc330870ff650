"""Cells: nothing that a spreadsheet runs as a formula, and what was written comes back."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

from vetting.services.exchange.cells import (
    CellError,
    as_written,
    could_be_formula,
    harmless,
    one_text,
    read_text,
)

DANGEROUS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\tx", "  =1", " \n=1", "'=1", '"=1', "''+x",
    "\uff1d1+1", "\uff0bx", "\ufeff=1", "a;=1+1", "a; 'b;-2", '=cmd|"/C calc"!A1', "\u00a0=1",
]  # fmt: skip
PLAIN = ["", "text", "1-2", "a=b", "e-mail, +1 then -2", "'quoted'", "a; b", "2026-01-02", "(=)"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_begins_like_a_formula_in_a_file(text: str) -> None:
    written = harmless(text)
    assert could_be_formula(text)
    assert written != text
    for cell in written.split(";"):
        begins = cell.lstrip(" \n\u00a0\ufeff")[:1]
        assert begins not in {"=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b"}, written


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_that_cannot_be_a_formula_stays_as_it_is(text: str) -> None:
    assert not could_be_formula(text)
    assert harmless(text) == as_written(text) == text


@pytest.mark.parametrize("text", [*DANGEROUS, *PLAIN])
def test_what_was_made_harmless_reads_back_to_the_same(text: str) -> None:
    assert as_written(harmless(text)) == text


def test_any_text_reads_back_to_the_same() -> None:
    chance = random.Random(7)  # noqa: S311 (nothing is kept secret by it)
    for _ in range(3000):
        text = "".join(chance.choices("=+-@;'\" \t\r\nab", k=chance.randint(0, 8)))
        assert as_written(harmless(text)) == text, repr(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (["a", "b"], "a\nb"),
        ([], ""),
        ({"a": 1}, '{"a": 1}'),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (12.5, "12.5"),
    ],
)
def test_a_value_stands_in_a_cell_as_one_text(value: object, text: str) -> None:
    assert one_text(value) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (2026.0, "2026"),
        (True, "yes"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 (as a spreadsheet gives it)
        (" a\r\nb ", "a\nb"),
        (None, ""),
    ],
)
def test_whatever_a_cell_holds_is_read_as_text(raw: object, text: str) -> None:
    assert read_text(raw) == text


@pytest.mark.parametrize("raw", [float("inf"), ["a"], {"a": 1}, "a\x07b"])
def test_what_stands_for_no_text_is_refused_with_a_sentence(raw: object) -> None:
    with pytest.raises(CellError, match=r"\.$|kept"):
        read_text(raw)
