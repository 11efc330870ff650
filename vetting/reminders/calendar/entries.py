"""Which days stand in a calendar: all that runs out, and the days on which a verdict lapses.

What waits has no last day: it is reminded of, but is in no calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from vetting.models import AuditEntry, CalendarFeed, Contact, Offering
from vetting.reminders.calendar.sayings import CATEGORIES, said_of_end, said_of_lapse
from vetting.scoring.reminding import Matter
from vetting.services.looked_after import Found, looked_after_by

BACK, AHEAD = timedelta(90), timedelta(400)
A_DAY = timedelta(1)
# More than anybody looks at; the lists of the desk have the rest.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of a calendar. `acts` are those so far on what it is about, the last at `acted_at`.

    `key` names it for good.
    """

    key: str
    day: date
    summary: str
    description: str
    url: str
    category: str
    offerings: tuple[int, ...]
    acted_at: datetime
    acts: int = 0


def entries_of(feed: CalendarFeed, today: date) -> list[Entry]:
    """In the order of their days; as many queries however many there are."""
    people = _members(feed.team_id) if feed.person_id is None else [feed.person_id]
    days = _days(looked_after_by(people, today), today)
    first = sorted(days, key=lambda entry: (entry.day, entry.key))[:MOST]
    return _with_acts(first)


def _members(team: int | None) -> list[int]:
    return list(Contact.objects.filter(team=team).values_list("person_id", flat=True))


def _days(found: Iterable[Found], today: date) -> Iterator[Entry]:
    for each in found:
        if each.subject.matter.runs_out:
            for entry in (_end(each), *_lapse(each)):
                if today - BACK <= entry.day <= today + AHEAD:
                    yield entry
