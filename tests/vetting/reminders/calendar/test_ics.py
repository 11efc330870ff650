"""The text of a calendar: a library reads it, and it keeps to the letter of RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from vetting.reminders.calendar.entries import Entry
from vetting.reminders.calendar.ics import calendar_text

ACTED = datetime(2026, 9, 1, 14, 0, 30, 99, tzinfo=UTC)
PAGE = "https://registry.example/admin/vetting/offering/7/change/"
HARD = 'Chat, "Pro"; a\\b: ümläut 映画 ' + "long " * 40


def entry(**given: Any) -> Entry:
    values: dict[str, Any] = {
        "key": "review:12",
        "day": date(2026, 12, 31),
        "summary": f"Review due: {HARD}",
        "description": f"First, this; then that.\n\n{HARD}\n{PAGE}",
        "url": PAGE,
        "category": "Review",
        "acts": 3,
        "acted_at": ACTED,
    }
    return Entry(**(values | given))


def text(*entries: Entry, name: str = "AI tools: Pictures, Sound; Light") -> bytes:
    return calendar_text(name, "What runs out, and when.", entries, "registry.example")


def unfolded(written: bytes) -> list[str]:
    return written.decode().replace("\r\n ", "").split("\r\n")


def lines(name: str, *entries: Entry) -> list[str]:
    found = unfolded(text(*entries or [entry()]))
    return [line for line in found if line.split(":")[0].split(";")[0] == name]


def test_a_library_reads_from_it_what_was_put_in() -> None:
    calendar = Calendar.from_ical(text(entry(), entry(key="lapse:12", day=date(2027, 1, 30))))
    first, second = calendar.walk("VEVENT")
    assert (first["UID"], second["UID"]) == (
        "review:12@registry.example",
        "lapse:12@registry.example",
    )
    assert first["DTSTART"].dt == date(2026, 12, 31)
    assert first["DTEND"].dt == date(2027, 1, 1)
    assert first["SUMMARY"] == f"Review due: {HARD}"
    assert first["DESCRIPTION"] == f"First, this; then that.\n\n{HARD}\n{PAGE}"
    assert first["URL"] == PAGE
    assert first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt == ACTED.replace(microsecond=0)
    assert first["SEQUENCE"] == 3
    assert [str(name) for name in first["CATEGORIES"].cats] == ["AI tools", "Review"]
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert all(not part.errors for part in calendar.walk())


def test_lines_end_as_they_should_and_are_at_most_75_octets_long() -> None:
    written = text(entry(), entry(summary="映" * 200))
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert written.count(b"\n") == written.count(b"\r\n") == written.count(b"\r")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    for line in written.split(b"\r\n"):
        line.decode()  # A character is never cut in two.


def test_what_means_something_is_escaped() -> None:
    assert lines("SUMMARY") == [
        'SUMMARY:Review due: Chat\\, "Pro"\\; a\\\\b: ümläut 映画 ' + "long " * 40
    ]
    assert lines("DESCRIPTION")[1].startswith(
        "DESCRIPTION:First\\, this\\; then that.\\n\\nChat\\, "
    )
    assert lines("NAME") == ["NAME:AI tools: Pictures\\, Sound\\; Light"]
    assert lines("X-WR-CALNAME") == ["X-WR-CALNAME:AI tools: Pictures\\, Sound\\; Light"]


@pytest.mark.parametrize("smuggled", ["a\r\nEND:VEVENT\r\nx", "a\nEND:VEVENT\nx", "a\rEND:VEVENT"])
def test_no_text_can_end_a_line(smuggled: str) -> None:
    written = unfolded(text(entry(summary=smuggled, description=smuggled), name=smuggled))
    assert written.count("END:VEVENT") == 1
    assert not any("\r" in line for line in written)


def test_a_day_is_a_whole_day_that_takes_nobodys_time_and_rings_no_bell() -> None:
    assert lines("DTSTART") == ["DTSTART;VALUE=DATE:20261231"]
    assert lines("DTEND") == ["DTEND;VALUE=DATE:20270101"]
    assert lines("TRANSP") == ["TRANSP:TRANSPARENT"]
    assert lines("STATUS") == ["STATUS:CONFIRMED"]
    assert lines("DTSTAMP") == ["DTSTAMP:20260901T140030Z"]
    assert b"VALARM" not in text(entry())


def test_it_is_a_calendar_to_read_and_no_invitation() -> None:
    found = unfolded(text())
    assert found[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "X-PUBLISHED-TTL:PT6H"} <= set(found)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in found
    assert [line for line in found if line.startswith("PRODID:-//")]
    assert not [line for line in found if line.startswith(("METHOD", "ORGANIZER", "ATTENDEE"))]


def test_the_same_days_are_the_same_bytes() -> None:
    assert text(entry()) == text(entry())
