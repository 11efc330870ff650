"""The worker on PostgreSQL: woken by what an act puts into the outbox, and stopped in peace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.builders import NOW, TODAY
from tests.outbox_rows import endpoint, person
from vetting.models import Endpoint, Message
from vetting.services.endpoints.testing import test_endpoint as ask_for_test
from vetting.services.outbox.notices import Telling, put
from vetting.services.outbox.waking import DELIVER

NEEDS_POSTGRESQL = pytest.mark.skipif(
    not settings.ON_POSTGRESQL, reason="the worker needs PostgreSQL"
)


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo'")
        return [name for (name,) in cursor.fetchall()]


def tell(to: int) -> None:
    put([Telling("change:1", f"step-{time.monotonic_ns()}", endpoint=to)], on=TODAY, now=NOW)


@NEEDS_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_the_worker_is_called_once_however_many_acts_put_something_into_the_outbox() -> None:
    hook = endpoint()
    with suppress(ZeroDivisionError), transaction.atomic():
        tell(hook.pk)
        raise ZeroDivisionError
    assert jobs() == []
    for _ in range(3):
        with transaction.atomic():
            tell(hook.pk)
            assert DELIVER not in jobs() or _
    assert jobs() == [DELIVER]
    put([Telling("review:1", "due", person=person().pk)], on=TODAY, now=NOW)
    assert jobs() == [DELIVER]


def within(seconds: float, seen: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@NEEDS_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_delivers_at_once_and_stops_when_it_is_told_to() -> None:
    host = urlsplit(os.environ["TEST_DATABASE_URL"])
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"],
        env={
            **os.environ,
            "DATABASE_URL": host._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert within(30, lambda: _listens())
        # Nothing may be sent to this machine, so what it is told there is known at once.
        here = endpoint()
        Endpoint.objects.update(address="https://127.0.0.1:1/")
        ask_for_test(endpoint=here, by=None, now=timezone.now())
        assert within(5, lambda: Message.objects.filter(state="failed").exists())
        assert "no public address" in Message.objects.get().error
        # The minute's own look may have been first; what was asked for is done all the same.
        assert within(10, lambda: DELIVER not in jobs())
        worker.send_signal(signal.SIGTERM)
        said, _ = worker.communicate(timeout=20)
    finally:
        worker.kill()
        worker.communicate()
    assert worker.returncode == 0, said


def _listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        return bool(cursor.fetchone()[0])


@pytest.mark.skipif(settings.ON_POSTGRESQL, reason="there the worker would run")
def test_without_postgresql_the_worker_says_what_to_use_instead() -> None:
    with pytest.raises(CommandError, match="needs PostgreSQL.*run_due --loop 30"):
        call_command("run_worker")


@pytest.mark.django_db
def test_the_desk_shows_our_pages_only() -> None:
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"auth", "vetting"}
