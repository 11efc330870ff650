"""The line that says when reminders last ran, and what to do where they did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.builders import make_user
from tests.vetting.admin.conftest import LogIn
from vetting.admin.home.heartbeat import at, heard
from vetting.models import Heartbeat, Message
from vetting.models.heartbeats import Pulse


def beat(**fields: Any) -> None:
    Heartbeat.objects.create(name=Heartbeat.DUE, **fields)


def told(person: Any, now: datetime) -> None:
    Message.objects.create(what="digest", person=person, on=now.date(), made_at=now, next_at=now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "words"),
    [
        (0, "There was nothing to tell anybody today."),
        (1, "1 person was told something today."),
        (3, "3 people were told something today."),
    ],
)
def test_it_says_when_reminders_last_ran_and_how_many_were_told(people: int, words: str) -> None:
    now = timezone.now()
    beat(finished_at=now)
    for _ in range(people):
        told(make_user(), now)
    found = heard(now)
    assert found.well
    assert found.words == f"Reminders last ran today at {timezone.localtime(now):%H:%M}. {words}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finished", "failed", "pulse", "words"),
    [
        (None, None, Pulse.NEVER, "Reminders have never run"),
        (27, None, Pulse.LATE, "Reminders are late: they last ran "),
        (5, 1, Pulse.FAILED, "Reminders failed when they last ran, "),
        (None, 1, Pulse.FAILED, "Reminders failed when they last ran, "),
    ],
)
@pytest.mark.parametrize("in_process", [True, False])
def test_where_they_did_not_run_it_says_so_and_what_to_do(
    finished: int | None, failed: int | None, pulse: Pulse, words: str, in_process: bool,
    settings: Any,
) -> None:  # fmt: skip
    """Hours ago. It says who is meant to do it, and which command does it now."""
    settings.RUN_IN_PROCESS, now = in_process, timezone.now()
    ago = {
        name: now - timedelta(hours=hours)
        for name, hours in (("finished_at", finished), ("failed_at", failed))
        if hours is not None
    }
    beat(error="OperationalError: disk full" if failed else "", **ago)
    found = heard(now)
    assert (found.pulse, found.well) == (pulse, False)
    assert found.words.startswith(words)
    assert ("disk full" in found.words) is (failed is not None)
    assert "manage.py run_due" in found.todo
    if pulse is not Pulse.FAILED:
        assert ("web process" in found.todo) is in_process


def test_a_moment_is_told_as_people_say_it() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=timezone.get_current_timezone())
    said = [at(now - timedelta(hours=hours), now) for hours in (2, 10, 49)]
    assert said == ["today at 07:00", "yesterday at 23:00", "on 21 November 2026 at 08:00"]


def test_only_those_who_may_see_it_are_told(log_in: LogIn, db: None) -> None:
    assert "Reminders have never run" in log_in("approver").get("/admin/").content.decode()
    assert "Reminders have never run" not in log_in("viewer").get("/admin/").content.decode()
