"""When a failed attempt is repeated, when it is given up, and when an endpoint is paused. Pure."""

from datetime import datetime, timedelta

DAY = timedelta(days=1)
# About three days in all: a receiver may be down over a weekend.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# So much of a pause is left to chance, or all that failed together would come back together.
SPREAD = 0.2
FAILURES = 20
FAILING = timedelta(days=5)


def pause_after(
    attempts: int, *, jitter: float, only_once: bool, retry_after: timedelta | None = None
) -> timedelta | None:
    """How long to wait after so many attempts; None where it is given up.

    `jitter` is from 0 to 1. What the receiver asks for is granted, up to a day.
    """
    if only_once or not 0 < attempts <= len(PAUSES):
        return None
    pause = PAUSES[attempts - 1] * (1 + SPREAD * jitter)
    return max(pause, min(retry_after or pause, DAY))


def why_pause(*, failures: int, failing_since: datetime, now: datetime) -> str:
    """Why nothing more is sent there for the time being; empty where it goes on."""
    if failures >= FAILURES:
        return f"{failures} attempts in a row failed."
    if now - failing_since >= FAILING:
        return f"Every attempt has failed for {(now - failing_since).days} days."
    return ""
