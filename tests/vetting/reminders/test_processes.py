"""Real processes on one database and a real receiver: nothing is lost, and nothing comes twice
that the receiver could not recognise."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.outbox_rows import endpoint, notice, person
from tests.postgres import restart, start_copy
from tests.vetting.reminders.receiving import Receiver
from vetting.models import Message

PROGRAM = [sys.executable, "-m", "tests.vetting.reminders.sending_program"]
PEOPLE, HOOKS, EACH = 8, 3, 6
MESSAGES = PEOPLE + HOOKS * EACH
CLAIM = 1.0

Run = Callable[[str], subprocess.Popen[str]]
pytestmark = pytest.mark.django_db(transaction=True)


def fill() -> None:
    """A digest each for some people, and some events each to some webhooks."""
    now = timezone.now() - timedelta(minutes=1)
    for to in [make() for make, many in ((person, PEOPLE), (endpoint, HOOKS)) for _ in range(many)]:
        for _ in range(EACH):
            notice(to, now=now)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database with work in it that other processes can open."""
    fill()
    if settings.ON_POSTGRESQL:
        host = urlsplit(os.environ["TEST_DATABASE_URL"])
        return host._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    file = tmp_path / "registry.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{file}"


@pytest.fixture
def run(receiver: Receiver) -> Iterator[Run]:
    """Starts the program on a database; what is left of it at the end is ended."""
    with ExitStack() as programs:

        def begun(database: str) -> subprocess.Popen[str]:
            program = programs.enter_context(
                subprocess.Popen(
                    [*PROGRAM, receiver.address, str(CLAIM)],
                    env={**os.environ, "DATABASE_URL": database, "REMIND_ON_WEEKENDS": "on"},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            programs.callback(program.kill)
            return program

        yield begun


def ended(process: subprocess.Popen[str]) -> str:
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    return said


def states(database: str) -> set[str]:
    if settings.ON_POSTGRESQL:
        return set(Message.objects.values_list("state", flat=True))
    with sqlite3.connect(urlsplit(database).path[1:].replace("//", "/")) as file:
        found = {state for (state,) in file.execute("SELECT state FROM vetting_message")}
    file.close()
    return found


def test_two_runs_at_once_deliver_everything_and_nothing_twice(
    receiver: Receiver, run: Run, database: str
) -> None:
    both = [run(database), run(database)]
    said = [ended(process) for process in both]
    assert len(receiver.ids) == len(set(receiver.ids)) == MESSAGES, said
    assert states(database) == {"sent"}


def test_a_run_killed_in_the_middle_of_a_send_loses_nothing_and_the_id_tells_the_repeat(
    receiver: Receiver, run: Run, database: str
) -> None:
    receiver.may_answer.clear()
    killed = run(database)
    assert receiver.arrived.wait(60)
    killed.kill()
    killed.communicate()
    receiver.may_answer.set()
    time.sleep(CLAIM)
    ended(run(database))
    assert (len(receiver.ids), len(set(receiver.ids))) == (MESSAGES + 1, MESSAGES)
    assert states(database) == {"sent"}


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="SQLite has no server that could restart")
def test_a_database_that_restarts_in_the_middle_of_a_run_loses_nothing(
    receiver: Receiver, run: Run, database: str
) -> None:
    """On a server of its own: the others go on using theirs."""
    own = start_copy(database)
    receiver.may_answer.clear()
    interrupted = run(own)
    assert receiver.arrived.wait(60)
    restart(own)
    receiver.may_answer.set()
    interrupted.communicate(timeout=60)
    assert interrupted.returncode != 0
    time.sleep(CLAIM)
    ended(run(own))
    assert (len(receiver.ids), len(set(receiver.ids))) == (MESSAGES + 1, MESSAGES)
