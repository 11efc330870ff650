"""A year with missed nights: everybody is told exactly what the table says, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests.vetting.reminders.lives import NIGHTS, START, a_year, day
from tests.vetting.reminders.rows import at, live_through, write_people, write_rows
from tests.vetting.reminders.the_table import Told, to_tell
from vetting.models import Endpoint, Notice
from vetting.reminders.collecting import collect

pytestmark = pytest.mark.django_db

SATURDAY = 5
# From then on people are told on weekends too.
LATE = day(NIGHTS - 90)


def test_a_year_of_nights_tells_exactly_what_the_table_says(settings: Any) -> None:
    chance = Random(1)  # noqa: S311 (nothing is kept secret by it)
    year, people = a_year(chance), write_people()
    write_rows(year, people)
    names = {("person", pk): name for name, pk in people.items()}
    names |= {("endpoint", e.pk): e.label for e in Endpoint.objects.all()}
    said: set[Told] = set()
    newest, before = 0, START - timedelta(1)
    for night in year.nights:
        live_through(year, people, before, night)
        settings.REMIND_ON_WEEKENDS = night > LATE
        quiet = night.weekday() >= SATURDAY and night <= LATE
        expected = set() if quiet else to_tell(year, night, said)
        collect(today=night, now=at(night))
        if night.day % 14 == 0:
            collect(today=night, now=at(night, 15))
        told, newest = told_after(newest, names)
        assert sorted(told) == sorted(expected), (night, set(told) ^ expected)
        said, before = said | expected, night
    assert enough(said)


def told_after(newest: int, names: dict[tuple[str, int], str]) -> tuple[list[Told], int]:
    """What was put into the outbox since, with the newest of it; twice if it is there twice."""
    rows = list(Notice.objects.filter(pk__gt=newest).order_by("pk"))
    told = [
        (
            row.subject,
            row.step,
            names["person", row.person_id] if row.person_id else names["endpoint", row.endpoint_id],
        )
        for row in rows
    ]
    return told, rows[-1].pk if rows else newest


def enough(said: set[Told]) -> bool:
    """Every step of the table came up, of every matter."""
    steps = {step for _, step, _ in said}
    matters = {subject.split(":")[0] for subject, _, _ in said}
    return len(said) > 3000 and len(steps) == 12 and len(matters) == 7
