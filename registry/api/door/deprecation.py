"""What is to go says so in every answer, long before: since when, until when, and what instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.http import http_date

# The README promises it: at least twelve months.
NOTICE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An address that is to go: not used for anything new from `since`, gone after `sunset`.

    `instead` is the address of a page that says what to use. Raises ValueError for short notice.
    """

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"Give at least {NOTICE.days} days of notice before something goes.")

    def headers(self) -> dict[str, str]:
        """As RFC 9745 and RFC 8594 have them."""
        return {
            "Deprecation": f"@{_moment(self.since)}",
            "Sunset": http_date(_moment(self.sunset)),
            "Link": f'<{self.instead}>; rel="deprecation"',
        }


def _moment(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())
