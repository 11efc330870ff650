"""Decides whether a key may make one more request in this minute, without a write per request.

Each web process counts for itself and tells the key's own row of it, at most once a second and
only when there is something worth telling: a sixtieth of the limit, or a first use after a pause.
The count of the others comes back with the key. So one process is exact, and of several each may
let through what the others have not told yet: at most a sixtieth of the limit, or what they
answered in one second where that is more, for each further process.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from rest_framework.exceptions import APIException

from vetting.models.gate import Pass
from vetting.services.productions import note_use

WINDOW = timedelta(minutes=1)
TELL_EVERY = timedelta(seconds=1)
NOTE_USE_EVERY = timedelta(minutes=1)
PARTS = 60
MOST_ASKERS = 10_000


def window_of(now: datetime) -> datetime:
    """The start of the minute."""
    return now.replace(second=0, microsecond=0)


def seconds_left(now: datetime) -> int:
    """Whole seconds until the next minute: 1 to 60."""
    return 60 - now.second


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an asker is told: the limit, what is left of it, and when it begins anew."""

    asker: str
    limit: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As the IETF's draft-ietf-httpapi-ratelimit-headers shapes them."""
        return {
            "RateLimit-Policy": f'"{self.asker}";q={self.limit};w=60',
            "RateLimit": f'"{self.asker}";r={self.left};t={self.seconds}',
        }


class TooMany(APIException):
    """The asker has used up this minute; `wait` becomes Retry-After."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, allowance: Allowance) -> None:
        self.allowance, self.wait = allowance, allowance.seconds
        super().__init__(
            f"The {allowance.limit} requests of this minute are used up. "
            f"Ask again in {allowance.seconds} s."
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What the key's row says: how many requests of which minute, and when it was last used."""

    window: datetime | None = None
    requests: int = 0
    used_at: datetime | None = None


@dataclass(slots=True)
class Count:
    """What this process knows of one asker in one minute."""

    window: datetime
    own: int = 0
    # Of its own, how many are in the row or on their way; and what others put there.
    told: int = 0
    others: int = 0
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of asking: whether it may pass, what is left, and what the row should hear."""

    passes: bool
    left: int
    window: datetime
    to_tell: int = 0


class Counts:
    """The counts of one process, for all its threads; the askers longest unseen are forgotten."""

    def __init__(self, most: int = MOST_ASKERS) -> None:
        self._most = most
        self._lock = Lock()
        self._counts: OrderedDict[str, Count] = OrderedDict()

    def take(self, asker: str, limit: int, now: datetime, told: Told | None = None) -> Taken:
        """One more request, if the limit (0: none) lets it pass; `told` is the row as just read.

        Where `to_tell` is not 0, the caller tells the row, and calls `untold` if that fails.
        """
        with self._lock:
            count = self._count(asker, window_of(now))
            if told is not None and told.window == count.window:
                # What is on its way may be in the row or not: only the rest is surely of others.
                count.others = max(count.others, told.requests - count.told)
            used = count.own + count.others
            if limit and used >= limit:
                return Taken(False, 0, count.window)
            count.own += 1
            to_tell = _worth_telling(count, limit, now, told)
            if to_tell:
                count.told, count.told_at = count.own, now
            return Taken(True, max(limit - used - 1, 0), count.window, to_tell)

    def untold(self, asker: str, taken: Taken) -> None:
        """The row did not take what it was told."""
        with self._lock:
            count = self._counts.get(asker)
            if count is not None and count.window == taken.window:
                count.told -= taken.to_tell

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()

    def _count(self, asker: str, window: datetime) -> Count:
        """A thread that was held up at the turn of the minute counts into the new one."""
        count = self._counts.get(asker)
        if count is None or not window <= count.window <= window + WINDOW:
            told_at = count.told_at if count else None
            count = self._counts[asker] = Count(window, told_at=told_at)
            if len(self._counts) > self._most:
                self._counts.popitem(last=False)
        self._counts.move_to_end(asker)
        return count


def _worth_telling(count: Count, limit: int, now: datetime, told: Told | None) -> int:
    """How many requests the row should hear of now; 0 where it can wait."""
    untold = count.own - count.told
    if told is None or (count.told_at is not None and abs(now - count.told_at) < TELL_EVERY):
        return 0
    unused = told.used_at is None or now - told.used_at >= NOTE_USE_EVERY
    enough = limit > 0 and untold >= limit / PARTS
    return untold if unused or enough else 0


KEYS, ADDRESSES = Counts(), Counts()


def admit(shown: Pass | None, address: str, now: datetime) -> Allowance | None:
    """Count this request; None where there is no limit. Raises TooMany."""
    if shown is not None:
        return _admit_key(shown, now)
    if settings.API_ANONYMOUS_READ and settings.API_REQUESTS_PER_MINUTE:
        limit = settings.API_REQUESTS_PER_MINUTE
        taken = ADDRESSES.take(address, limit, now)
        return _told("address", limit, taken, now)
    return None


def _admit_key(shown: Pass, now: datetime) -> Allowance | None:
    row, own = shown.row, shown.row["requests_per_minute"]
    limit = settings.API_REQUESTS_PER_MINUTE if own is None else own
    told = Told(row["window_starts_at"], row["window_requests"], row["last_used_at"])
    taken = KEYS.take(row["prefix"], limit, now, told)
    if taken.to_tell and not note_use(
        key=shown.key, window=taken.window, requests=taken.to_tell, now=now
    ):
        KEYS.untold(row["prefix"], taken)
    return _told("key", limit, taken, now) if limit else None


def _told(asker: str, limit: int, taken: Taken, now: datetime) -> Allowance:
    allowance = Allowance(asker, limit, taken.left, seconds_left(now))
    if not taken.passes:
        raise TooMany(allowance)
    return allowance
