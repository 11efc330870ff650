"""Which days stand in a calendar: all that runs out, and the days on which a verdict lapses.

What waits has no last day: it is reminded of, but is in no calendar.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Max
from django.urls import reverse

from vetting.models import AuditEntry, CalendarFeed, Contact, Offering
from vetting.reminders.calendar.sayings import CATEGORIES, said_of_end, said_of_lapse
from vetting.scoring.reminding import Matter
from vetting.services.reminding.directory import called
from vetting.services.reminding.found import Found
from vetting.services.reminding.looked_after import FAR, looked_after_by

BACK, AHEAD = timedelta(90), FAR
A_DAY = timedelta(1)
# More than anybody looks at; the lists of the desk have the rest.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of a calendar. `key` names it for good.

    `acts` are what was done so far to the offerings that it names, `acted_at` when last.
    """

    key: str
    day: date
    summary: str
    description: str
    url: str
    category: str
    acts: int
    acted_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    acts: int
    acted_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """What is told of a day, before it is looked up when that last changed."""

    key: str
    on: date
    said: tuple[str, str]
    url: str
    category: str
    offerings: tuple[int, ...]
    owners: tuple[int, ...]


def entries_of(feed: CalendarFeed, today: date) -> list[Entry]:
    """In the order of their days. A few queries more for each hundred proofs, and for no more."""
    people = _members(feed.team_id) if feed.person_id is None else [feed.person_id]
    found = looked_after_by(people, today, waiting=False)
    days = sorted(_days(found, today), key=lambda day: (day.on, day.key))[:MOST]
    names = _names(days) if feed.person_id is None else {}
    histories = _histories({key for day in days for key in day.offerings})
    return [_entry(day, histories, names) for day in days]


def _members(team: int | None) -> list[int]:
    return list(Contact.objects.filter(team=team).values_list("person_id", flat=True))


def _days(found: Iterable[tuple[Found, tuple[int, ...]]], today: date) -> Iterator[Day]:
    for each, owners in found:
        for day in (_end(each, owners), *_lapse(each, owners)):
            if today - BACK <= day.on <= today + AHEAD:
                yield day


def _end(found: Found, owners: tuple[int, ...]) -> Day:
    """The day on which it runs out."""
    subject = found.subject
    offerings = tuple(key for key, _ in found.offerings)
    page, key = "admin:vetting_offering_change", offerings[0]
    if subject.matter is Matter.EVIDENCE:
        page, key = "admin:vetting_evidence_change", int(subject.key.partition(":")[2])
    url, category = reverse(page, args=[key]), CATEGORIES[subject.matter]
    return Day(subject.key, subject.day, said_of_end(found), url, category, offerings, owners)


def _lapse(found: Found, owners: tuple[int, ...]) -> Iterator[Day]:
    """The first day on which it is no longer told to be usable; the review stands for it."""
    if found.subject.matter is Matter.REVIEW and found.last_usable is not None:
        first = found.last_usable + A_DAY
        offering = found.offerings[0][0]
        yield Day(
            found.subject.key.replace("review:", "lapse:"),
            first,
            said_of_lapse(found, first),
            reverse("admin:vetting_offering_change", args=[offering]),
            "Lapse",
            (offering,),
            owners,
        )


def _entry(day: Day, histories: dict[int, History], names: dict[int, str]) -> Entry:
    summary, description = day.said
    url = settings.PUBLIC_URL + day.url
    looking = ", ".join(names[key] for key in day.owners if key in names)
    lines = [description, f"Looked after by: {looking}" if looking else "", url]
    own = [histories[key] for key in day.offerings]
    return Entry(
        day.key,
        day.on,
        summary,
        "\n\n".join(filter(None, lines)),
        url,
        day.category,
        sum(history.acts for history in own),
        max(history.acted_at for history in own),
    )


def _names(days: Iterable[Day]) -> dict[int, str]:
    people = {key for day in days for key in day.owners}
    return {person.pk: called(person) for person in User.objects.filter(pk__in=people)}


def _histories(offerings: Collection[int]) -> dict[int, History]:
    """What was done so far to each of them, and when last; from the start on. Two queries."""
    rows = Offering.objects.filter(pk__in=offerings)
    acts = AuditEntry.objects.filter(subject_kind="offering", subject_id__in=rows.values("slug"))
    done = {
        slug: History(count, last)
        for slug, count, last in acts.values_list("subject_id")
        .annotate(count=Count("pk"), last=Max("at"))
        .order_by()
    }
    return {
        key: done.get(slug, History(0, created))
        for key, slug, created in rows.values_list("pk", "slug", "created_at")
    }
