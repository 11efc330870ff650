"""A calendar as its clients take it: iCalendar (RFC 5545 and 7986), day by day.

There are no alarms in it: whatever is due comes by mail or chat as well, most clients take alarms
out of a calendar that they subscribe to, and in the others everything would ring twice.
"""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vText

from vetting.reminders.calendar.entries import Entry

PRODUCT = "-//AI tool registry//Reminders//EN"
READ_EVERY = timedelta(hours=6)
A_DAY = timedelta(days=1)


def calendar_text(name: str, about: str, entries: Iterable[Entry], host: str) -> bytes:
    """A calendar with one day for each entry. Nothing in it depends on when it is read."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The second of each pair is older and as widely read; the library knows neither for a text.
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(name))
    for key in ("description", "x-wr-caldesc"):
        calendar.add(key, vText(about))
    calendar.add("refresh-interval", READ_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, host))
    return bytes(calendar.to_ical())


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", entry.acted_at)
    event.add("last-modified", entry.acted_at)
    event.add("sequence", entry.acts)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + A_DAY)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("categories", ["AI tools", entry.category])
    event.add("status", "CONFIRMED")
    # It takes nobody's time: the day stays free.
    event.add("transp", "TRANSPARENT")
    return event
