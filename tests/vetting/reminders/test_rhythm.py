"""What runs on and on: from which hour it finds, how often, and how little an idle look costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.outbox_rows import endpoint, message, minutes, notice, person
from tests.vetting.reminders.ways_of_tests import world
from vetting.models import Heartbeat
from vetting.reminders.background import Background
from vetting.reminders.rhythm import Moments, is_due, tick

MORNING = datetime(2026, 9, 1, 7, tzinfo=UTC)
H, M = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("last", "at", "due"),
    [
        (Moments(), MORNING, True),
        (Moments(), MORNING - M, False),
        (Moments(), MORNING - 7 * H, False),
        (Moments(MORNING), MORNING + 59 * M, False),
        (Moments(MORNING), MORNING + H, True),
        (Moments(MORNING - 8 * H), MORNING - M, False),
        (Moments(MORNING - 8 * H), MORNING, True),
        (Moments(failed=MORNING), MORNING + 9 * M, False),
        (Moments(failed=MORNING), MORNING + 10 * M, True),
        (Moments(MORNING, MORNING - M), MORNING + 30 * M, False),
        (Moments(MORNING - H, MORNING), MORNING + 10 * M, True),
    ],
)
def test_it_finds_from_the_hour_on_and_each_hour_again(
    last: Moments, at: datetime, due: bool
) -> None:
    assert is_due(last, now=at, from_hour=7) is due


def test_a_new_day_begins_where_the_site_is() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    midnight = datetime(2026, 9, 2, tzinfo=there)
    last = Moments((midnight - 10 * M).astimezone(UTC))
    assert not is_due(last, now=midnight - M, from_hour=0)
    assert is_due(last, now=midnight + M, from_hour=0)


@pytest.mark.django_db
def test_a_look_sends_at_any_hour_but_finds_only_from_the_set_one(settings: Any) -> None:
    settings.REMIND_FROM_HOUR = 7
    here = world(MORNING - 3 * H)
    notice(endpoint())
    notice(person())
    assert tick(here.way) is not None
    assert (len(here.channel.sent), here.found.days) == (1, [])
    here.clock.now = MORNING
    assert tick(here.way) is not None
    assert (len(here.channel.sent), here.found.days) == (2, [MORNING.date()])
    here.clock.forward(30 * M)
    assert tick(here.way) is None
    here.clock.forward(30 * M)
    assert tick(here.way) is not None
    assert len(here.found.days) == 2
    assert Heartbeat.objects.get(name="sending").finished_at == MORNING + H


@pytest.mark.django_db
def test_an_idle_look_is_one_question(django_assert_num_queries: Any) -> None:
    here = world(MORNING)
    tick(here.way)
    message(person(), at=MORNING + H)
    notice(person())
    here.clock.forward(minutes(1))
    with django_assert_num_queries(1):
        assert tick(here.way) is None


def test_the_thread_of_a_web_process_never_keeps_it_from_ending() -> None:
    background = Background(every=60)
    assert background.thread.daemon
    background.start()
    background.stop()
    assert not background.thread.is_alive()
