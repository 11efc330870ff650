"""What the calendar does, a lapse above all, is told once, whether an act wrote it down or not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.api.changes import Position, changes_after
from tests.builders import at, make_decided, make_offering
from tests.conftest import Once
from tests.registry.api.test_changes import FOREVER, follow, lapses_on, told
from vetting.models import Offering, StatusChange
from vetting.services.changes import catch_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def decided(once: Once) -> None:
    once(lambda: [make_decided(slug) for slug in ("first", "second", "third")])


@pytest.fixture
def three(db: None) -> list[Offering]:
    return list(Offering.objects.order_by("pk"))


@pytest.fixture
def day(three: list[Offering]) -> date:
    """The day on which they lapse."""
    return lapses_on(three[0])


@pytest.mark.parametrize("most", [1, 2, FOREVER])
def test_a_lapse_is_told_on_its_day_though_nobody_did_anything(
    most: int, three: list[Offering], day: date
) -> None:
    _, start = follow(Position(), day - timedelta(1), most)
    found, end = follow(start, day, most)
    assert told(found) == [(o.slug, "not_vetted", "lapsed") for o in three]
    assert [(c.status_before, c.calendar, c.on) for c in found] == [("approved", True, day)] * 3
    assert timezone.localtime(found[0].at).hour == 0
    assert follow(end, day + timedelta(90)) == ([], end)


@pytest.mark.parametrize("most", [1, 3, FOREVER])
@pytest.mark.parametrize("read_before", [0, 1, 2, 3])
def test_what_the_calendar_did_is_told_once_whether_an_act_wrote_it_down_or_not(
    read_before: int, most: int, three: list[Offering], day: date
) -> None:
    """A mirror may have read none, some or all of the lapses before the next act."""
    _, start = follow(Position(), day - timedelta(1))
    early = changes_after(start, read_before, day) if read_before else []
    for change in early:
        start = start.after(change)
    make_offering("new", now=at((day - at(0).date()).days))
    found, _ = follow(start, day, most)
    assert told([*early, *found]) == [
        *((o.slug, "not_vetted", "lapsed") for o in three),
        ("new", "not_vetted", "never_decided"),
    ]
    assert list(StatusChange.objects.values_list("number", flat=True)) == list(
        range(1, StatusChange.objects.count() + 1)
    )


def test_catching_up_twice_writes_nothing_twice(day: date) -> None:
    catch_up(day, now=at(0))
    count = StatusChange.objects.count()
    assert catch_up(day, now=at(0)) == day
    assert StatusChange.objects.count() == count
