"""Who asks for a calendar with its secret gets it, whole or "as you have it"; there is no log-in.

Calendars send no headers of their own, so the address is the key. It is asked for every few hours,
mostly in vain: then nothing is written out but one day, see `_tag`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from vetting.models import CalendarFeed
from vetting.models.days import midnight
from vetting.models.gate import newest_head
from vetting.reminders.calendar.entries import Entry, entries_of
from vetting.services.assessments import local_day
from vetting.services.feeds import feed_of

Write = Callable[[str, str, Sequence[Entry], str], bytes]

HEADERS = {
    # A shared cache would give the calendar of one to another, and hold on to what is revoked.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
NOT_HERE = "There is no calendar at this address.\n"
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Said:
    """All that a calendar says, before it is written out."""

    name: str
    about: str
    entries: Sequence[Entry]

    def written(self, only: int | None = None) -> bytes:
        return writer()(self.name, self.about, self.entries[:only], _host())


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same refusal for an address that never was, is revoked, or whose maker has left."""
    now = timezone.now()
    found = feed_of(token, now)
    if found is None:
        return HttpResponse(NOT_HERE, status=404, content_type="text/plain", headers=HEADERS)
    # Read before the entries: an act in between then makes them newer than they say, never older.
    changed = int(last_change(local_day(now)).timestamp())
    said = Said(*_named(found), entries_of(found, local_day(now)))
    tag = _tag(said)
    answer = get_conditional_response(request, tag, changed)
    if answer is None:
        answer = HttpResponse(said.written(), content_type=TYPE)
        answer.headers["Content-Disposition"] = 'inline; filename="reminders.ics"'
    for header, value in {**HEADERS, "ETag": tag, "Last-Modified": http_date(changed)}.items():
        answer.headers[header] = value
    return answer


def last_change(today: date) -> datetime:
    """When the calendar may last have changed: at the newest act, or as the day began."""
    begun = midnight(today)
    return max(newest_head().changed_at or begun, begun)


@cache
def writer() -> Write:
    """Whoever first asks waits a tenth of a second for the library behind it, not every start."""
    found: Write = import_string("vetting.reminders.calendar.ics.calendar_text")
    return found


def _tag(said: Said) -> str:
    """Of its frame and first day as they are written, and of what is written of the others."""
    digest = hashlib.sha256(said.written(only=1) + repr(said.entries).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _named(found: CalendarFeed) -> tuple[str, str]:
    if found.team is not None:
        whose = f"the team {found.team.name}"
        return f"AI tools: {found.team.name}", f"What runs out for the offerings of {whose}."
    person = found.person
    name = (person.get_full_name() or person.get_username()) if person else ""
    return f"AI tools: {name}", f"What runs out for the offerings that {name} looks after."


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
