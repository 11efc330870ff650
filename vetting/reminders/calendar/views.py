"""Who asks for a calendar with its secret gets it, or hears that it is as it was. No log-in.

Calendars send no headers of their own, so the address is the key.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
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
from vetting.services.reminding.directory import called

Write = Callable[[str, str, Iterable[Entry], str], bytes]

HEADERS = {
    # A shared cache would give the calendar of one to another, and hold on to what is revoked.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
NOT_HERE = "There is no calendar at this address.\n"
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Written:
    """A calendar as it is sent, and the tag that says whether somebody has it."""

    text: bytes
    tag: str


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same refusal for an address that never was, is revoked, or whose maker has left."""
    now = timezone.now()
    found = feed_of(token, now)
    if found is None:
        return _refused()
    # Read before the days are: an act in between makes them newer than the seal, never older.
    head, today = newest_head(), local_day(now)
    changed = int(max(head.changed_at or midnight(today), midnight(today)).timestamp())
    written = _kept(head.sha256, today, found)
    answer = get_conditional_response(request, written.tag, changed)
    if answer is None:
        answer = HttpResponse(written.text, content_type=TYPE)
        answer.headers["Content-Disposition"] = 'inline; filename="reminders.ics"'
        answer.headers["Content-Length"] = str(len(written.text))
    if request.method == "HEAD":
        answer.content = b""
    validators = {"ETag": written.tag, "Last-Modified": http_date(changed)}
    for header, value in (HEADERS | validators).items():
        answer.headers[header] = value
    return answer


def _refused() -> HttpResponse:
    """Django would log the address, which works again once its maker is back."""
    answer = HttpResponse(NOT_HERE, status=404, content_type="text/plain", headers=HEADERS)
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


@lru_cache(maxsize=16)
def _kept(seal: str, today: date, found: CalendarFeed) -> Written:
    """Written once for each state of the registry: every act sets a new seal.

    Calendars ask every few minutes, and mostly nothing has changed.
    """
    name, about = _named(found)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    text = writer()(name, about, entries_of(found, today), host)
    return Written(text, f'"{hashlib.sha256(text).hexdigest()[:32]}"')


@cache
def writer() -> Write:
    """Whoever asks first waits for the library behind it to be loaded, and not every start."""
    found: Write = import_string("vetting.reminders.calendar.ics.calendar_text")
    return found


def _named(found: CalendarFeed) -> tuple[str, str]:
    if found.team is not None:
        team = found.team.name
        return f"AI tools: {team}", f"What runs out for the offerings that {team} looks after."
    name = called(found.person) if found.person else ""
    return f"AI tools: {name}", f"What runs out for the offerings that {name} looks after."
