"""What is due by a day and not yet said, to whom: the strongest step of each thing, each once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice

from vetting.models import Endpoint, Notice, Snooze
from vetting.scoring.reminding import Step
from vetting.services.outbox.notices import Telling
from vetting.services.reminding.directory import Directory, called, read_directory
from vetting.services.reminding.found import Found
from vetting.services.reminding.recipients import Recipient, owners_of, recipients
from vetting.services.reminding.snoozes import running
from vetting.services.reminding.subjects import due_subjects
from vetting.services.reminding.weekends import people_are_told_on
from vetting.services.telling.expiring import expiring_tellings

CHUNK = 500

Said = frozenset[tuple[str, str, int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing to tell one recipient, and in words who that is, by which way and of what."""

    telling: Telling
    recipient: str
    way: str
    what: str

    @property
    def step(self) -> str:
        return self.telling.step


def foresee(today: date) -> Iterator[list[Foreseen]]:
    """All that is to be told by today and was not yet, in chunks. Nothing is written.

    On a weekend only what productions are told, unless the site reminds its people then too.
    """
    if people_are_told_on(today):
        yield from _reminders(today)
    yield from _events(today)


def _reminders(today: date) -> Iterator[list[Foreseen]]:
    """Each chunk costs what found it and three queries: what was said, and what was put off."""
    known = cache(read_directory)

    def worth(chunk: list[Found]) -> set[str]:
        return {each.telling.subject for each in _unsaid(chunk, today, known())}

    for chunk in due_subjects(today, worth):
        yield _unsaid(chunk, today, known())


def _unsaid(chunk: list[Found], today: date, known: Directory) -> list[Foreseen]:
    keys = [found.subject.key for found in chunk]
    said, snoozed = _said(keys), running(keys, today)
    every = (each for f in chunk for each in _of(f, today, known, snoozed.get(f.subject.key)))
    return [each for each in every if _key(each.telling) not in said]


def _of(found: Found, today: date, known: Directory, snoozed: Snooze | None) -> Iterator[Foreseen]:
    step = found.subject.due_step(today)
    if step is None:
        return
    facts = _facts(found, known, snoozed)
    for recipient in recipients(found, step, known, snoozed=snoozed is not None):
        telling = _telling(found, step, recipient, facts)
        yield Foreseen(telling, recipient.name, recipient.way, _what(found))


def _telling(found: Found, step: Step, recipient: Recipient, facts: dict[str, object]) -> Telling:
    return Telling(
        subject=found.subject.key,
        step=step.name,
        person=recipient.person,
        endpoint=recipient.endpoint,
        offering=found.offerings[0][0],
        day=found.subject.day,
        facts={**facts, "role": recipient.role.value},
    )


def _facts(found: Found, known: Directory, snoozed: Snooze | None) -> dict[str, object]:
    """What it takes to put it into words, as it is today."""
    facts: dict[str, object] = {
        "matter": found.subject.matter.value,
        "title": found.title,
        "because": found.because,
        "offerings": [list(offering) for offering in found.offerings],
        "others": found.others,
        "owner": ", ".join(known.people[owner] for owner in owners_of(found, known)),
    }
    if snoozed is not None:
        facts["snoozed"] = {
            "by": called(snoozed.made_by),
            "until": snoozed.until.isoformat(),
            "because": snoozed.because,
        }
    return facts


def _what(found: Found) -> str:
    named = f"{found.title} ({found.names})" if found.title else found.names
    return f"{found.subject.matter.value} {found.subject.day.isoformat()}: {named}"


def _said(keys: Iterable[str]) -> Said:
    """Asked in two goes, each by its own index."""
    rows = Notice.objects.filter(subject__in=keys).values_list(
        "subject", "step", "person_id", "endpoint_id"
    )
    there = (rows.filter(person__isnull=False), rows.filter(endpoint__isnull=False))
    return frozenset(chain.from_iterable(there))


def _key(telling: Telling) -> tuple[str, str, int | None, int | None]:
    return telling.subject, telling.step, telling.person, telling.endpoint


def _events(today: date) -> Iterator[list[Foreseen]]:
    """What productions are warned of, without what was said; to endpoints only."""
    tellings = iter(expiring_tellings(today))
    while chunk := list(islice(tellings, CHUNK)):
        yield _to_endpoints(chunk)


def _to_endpoints(tellings: Sequence[Telling]) -> list[Foreseen]:
    keys = {telling.endpoint for telling in tellings}
    there = Endpoint.objects.select_related("production").in_bulk(filter(None, keys))
    return [
        Foreseen(
            telling, str(to.production), f"{to.get_channel_display()} ({to.label})", "expiring"
        )
        for telling in tellings
        if (to := there.get(telling.endpoint or 0))
    ]
