"""How long a failed attempt waits, when it is given up, and when an endpoint is paused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW
from vetting.services.outbox.backing_off import PAUSES, pause_after, why_pause

M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "jitter", "asked", "pause"),
    [
        (1, 0.0, None, M),
        (1, 1.0, None, 1.2 * M),
        (2, 0.5, None, 5.5 * M),
        (3, 0.0, None, 30 * M),
        (4, 0.0, None, 2 * H),
        (9, 0.0, None, D),
        (9, 1.0, None, 1.2 * D),
        (10, 0.0, None, None),
        (11, 0.0, None, None),
        # What was never tried has no pause.
        (0, 0.0, None, None),
        # A receiver may ask for more patience than ours, for up to a day, never for less.
        (1, 0.0, 10 * M, 10 * M),
        (4, 0.0, 10 * M, 2 * H),
        (1, 0.0, 300 * D, D),
        (9, 1.0, 300 * D, 1.2 * D),
        (10, 0.0, 10 * M, None),
        (1, 0.0, -M, M),
    ],
)
def test_each_attempt_waits_longer_than_the_one_before_and_the_last_is_the_last(
    attempts: int, jitter: float, asked: timedelta | None, pause: timedelta | None
) -> None:
    found = pause_after(attempts, jitter=jitter, only_once=False, retry_after=asked)
    assert found == pause


def test_what_is_tried_only_once_has_no_pause() -> None:
    assert pause_after(1, jitter=0, only_once=True, retry_after=M) is None


def test_a_receiver_may_be_away_for_three_days() -> None:
    assert sum(PAUSES, timedelta()) > 3 * D
    assert list(PAUSES) == sorted(PAUSES)


@pytest.mark.parametrize(
    ("failures", "days", "because"),
    [
        (1, 0, ""),
        (19, 4.9, ""),
        (20, 0.1, "20 attempts in a row failed."),
        (21, 9, "21 attempts in a row failed."),
        (2, 5, "Every attempt has failed for 5 days."),
        (12, 8.5, "Every attempt has failed for 8 days."),
    ],
)
def test_an_endpoint_is_paused_after_many_failures_or_long_ones(
    failures: int, days: float, because: str
) -> None:
    since = NOW - timedelta(days=days)
    assert why_pause(failures=failures, failing_since=since, now=NOW) == because
