"""How days, numbers and texts from elsewhere are said. Pure: no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vetting.reminders.words.phrases import (
    WIDTH,
    away,
    counted,
    dated,
    day_of,
    listed,
    one_line,
    paragraphs,
    shortened,
    told,
    wrapped,
)
from vetting.reminders.words.worded import LONGEST_HEADING, heading_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "said", "day_and_said"),
    [
        (0, "today", "today"),
        (1, "tomorrow", "on 23 November 2026, tomorrow"),
        (-1, "yesterday", "on 21 November 2026, yesterday"),
        (14, "in 14 days", "on 6 December 2026, in 14 days"),
        (-16, "16 days ago", "on 6 November 2026, 16 days ago"),
        (2000, "in 2,000 days", "on 14 May 2032, in 2,000 days"),
    ],
)
def test_a_day_is_written_out_with_how_far_away_it_is(
    days: int, said: str, day_and_said: str
) -> None:
    day = TODAY + timedelta(days)
    assert away(day, TODAY) == said
    assert dated(day, TODAY) == day_and_said


def test_a_day_has_no_zero_in_front() -> None:
    assert day_of(date(2026, 12, 6)) == "6 December 2026"


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (1, ("thing",), "1 thing"),
        (0, ("thing",), "0 things"),
        (3, ("thing",), "3 things"),
        (5000, ("thing",), "5,000 things"),
        (1, ("proof runs out", "proofs run out"), "1 proof runs out"),
        (2, ("proof runs out", "proofs run out"), "2 proofs run out"),
    ],
)
def test_a_number_agrees_with_its_noun(count: int, words: tuple[str, ...], said: str) -> None:
    assert counted(count, *words) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_people_do(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Runway\r\nBcc: all@example.com", "Runway Bcc: all@example.com"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("one\u2028two\u2029three", "one two three"),
        ("harm\u202eless", "harm less"),
        ("  wide \t open  ", "wide open"),
        ("naïve 日本 👩\u200d💻", "naïve 日本 👩\u200d💻"),
    ],
)
def test_a_text_from_elsewhere_stays_on_one_line_without_hidden_signs(text: str, line: str) -> None:
    assert one_line(text) == line


def test_paragraphs_are_kept_and_empty_ones_are_not() -> None:
    assert paragraphs("We looked at it.\r\n\r\n\tUse the other.\n") == [
        "We looked at it.",
        "Use the other.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("memory is on", "memory is on."),
        ("Is it?", "Is it?"),
        (
            "It held until 2026-11-01 and has lapsed.",
            "It held until 1 November 2026 and has lapsed.",
        ),
        ("Version 2026-02-31 is no day", "Version 2026-02-31 is no day."),
    ],
)
def test_a_reason_is_a_sentence_with_its_days_written_out(text: str, sentence: str) -> None:
    assert told(text) == sentence


def test_a_long_heading_is_cut_with_a_sign_that_it_was() -> None:
    cut = heading_of("x" * 300)
    assert len(cut) == LONGEST_HEADING
    assert cut.endswith("x…")
    assert shortened("short", 10) == "short"


def test_plain_text_is_wrapped_and_an_address_is_not_broken() -> None:
    url = f"http://localhost:8000/{'very-long-' * 12}"
    lines = wrapped(f"{'word ' * 30}{url}", "  ").splitlines()
    assert f"  {url}" in lines
    assert all(len(line) <= WIDTH for line in lines[:-1])
