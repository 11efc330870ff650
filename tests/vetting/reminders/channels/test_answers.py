"""What an answer means for a message: taken, refused for good, or to be tried again, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vetting.reminders.channels.answers import (
    Answer,
    answer_of,
    is_whole,
    refuse_unless_taken,
    wait_asked,
)
from vetting.reminders.channels.errors import DeliveryError

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_what_was_taken_raises_nothing(status: int) -> None:
    refuse_unless_taken("hooks.example", Answer(status), now=NOW)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        *((status, True) for status in (301, 302, 303, 307, 308, 410)),
        *((status, False) for status in (400, 401, 403, 404, 408, 413, 425, 429, 500, 502, 503)),
        (None, False),
    ],
)
def test_all_is_tried_again_but_what_is_gone_or_points_elsewhere(
    status: int | None, permanent: bool
) -> None:
    with pytest.raises(DeliveryError) as caught:
        refuse_unless_taken("hooks.example", Answer(status), now=NOW)
    assert caught.value.permanent is permanent
    assert caught.value.sentence.startswith("hooks.example ")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("120", 2),
        ("99999999", 360),
        ("0", None),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("Sun, 22 Nov 2026 08:10:00 GMT", 10),
        ("Sun, 22 Nov 2026 08:10:00 -0000", 10),
        ("Sun, 22 Nov 2026 09:10:00 +0100", 10),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 360),
        ("Sun, 22 Nov 2026 07:00:00 GMT", None),
        ("Sun, 99 Nov 2026 07:00:00 GMT", None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_and_as_a_day(said: str, minutes: int | None) -> None:
    wait = None if minutes is None else timedelta(minutes=minutes)
    assert wait_asked(said, now=NOW) == wait


@pytest.mark.parametrize("status", [429, 503])
def test_those_who_ask_to_wait_are_heard(status: int) -> None:
    with pytest.raises(DeliveryError) as caught:
        refuse_unless_taken("hooks.example", Answer(status, "60"), now=NOW)
    assert caught.value.retry_after == timedelta(minutes=1)


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


@pytest.mark.parametrize(
    ("got", "answer", "whole"),
    [
        (b"", Answer(None), False),
        (b"HTTP/1.1 20", Answer(None), False),
        (b"HTTP/1.1 200 OK\r\n", Answer(200), False),
        (b"HTTP/1.1 204\r\n\r\n", Answer(204), True),
        (b"HTTP/1.0 200 OK\n\nok", Answer(200), True),
        (b"HTTP/1.1 100 Continue\r\n\r\n", Answer(None), False),
        (HINTS + b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", Answer(200), True),
        (HINTS + HINTS + b"HTTP/1.1 429 Slow\r\nRETRY-AFTER:  7 \r\n\r\n", Answer(429, "7"), True),
        (b"HTTP/1.1 503 Busy\r\n\r\nRetry-After: 9\r\n", Answer(503), True),
        (b"HTTP/2 200 OK\r\n\r\n", Answer(None), True),
        (b"HTTP/1.1 2000 OK\r\n\r\n", Answer(None), True),
        (b"HTTP/1.1 600 OK\r\n\r\n", Answer(None), True),
        (b"\x00\xff\r\n\r\n", Answer(None), True),
    ],
)
def test_the_head_of_an_answer_is_read_wherever_it_ends(
    got: bytes, answer: Answer, whole: bool
) -> None:
    assert (answer_of(got), is_whole(got)) == (answer, whole)
