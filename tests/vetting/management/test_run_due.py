"""The door to the regular work: one line of numbers, a rehearsal, and a loop."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.builders import GOOD, ONE_CONDITION, answer_all, make_offering, publish
from tests.outbox_rows import endpoint, message
from vetting.management.commands.run_due import ON_WEEKENDS
from vetting.models import Heartbeat, Message, Notice
from vetting.scoring.vocabulary import Verdict

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("run_due", *arguments, stdout=out)
    return out.getvalue()


def test_a_run_without_work_says_so_and_leaves_its_heartbeat(settings: Any) -> None:
    settings.REMIND_ON_WEEKENDS = True
    assert said() == "Nothing was due.\n"
    assert Heartbeat.objects.filter(name="finding", finished_at__isnull=False).exists()


def test_a_delivery_that_failed_for_good_fails_the_command() -> None:
    """As the last attempt to an address to which nothing may be sent."""
    hook = endpoint()
    type(hook).objects.update(address="https://127.0.0.1:1/")
    message(hook, attempts=9)
    with pytest.raises(CommandError, match="failed for good"):
        said()
    assert Message.objects.get().state == "failed"


def test_a_rehearsal_says_who_would_be_told_what_and_writes_nothing(settings: Any) -> None:
    settings.REMIND_ON_WEEKENDS = True
    hook, then = endpoint(), timezone.now() - timedelta(165)
    chat = make_offering("chat", now=then)
    answer_all(chat, GOOD, but={"pen_test_date": then.date(), **ONE_CONDITION}, now=then)
    publish(chat, Verdict.CONDITIONAL, now=then)
    message(hook, attempts=2, heading="Earlier")
    text = said("--dry-run")
    author = chat.decisions.get().author
    assert f"To {author} by mail (NO MAIL ADDRESS): {chat}: the review " in text
    assert f"  {chat}: review, " in text
    owner = hook.production
    assert f"To {owner} by webhook ({hook}): Earlier (tried 2 times)\n" in text
    assert text.endswith("messages would be sent; nothing was written.\n")
    assert (Message.objects.count(), Heartbeat.objects.count()) == (1, 0)
    assert not Notice.objects.exists()


def test_on_a_weekend_it_says_why_nobody_of_the_desk_is_told(settings: Any) -> None:
    settings.REMIND_ON_WEEKENDS = False
    assert (ON_WEEKENDS in said()) is (timezone.localdate().weekday() >= 5)


@pytest.mark.parametrize("seconds", ["0", "many", "100000"])
def test_a_loop_takes_a_sensible_number_of_seconds(seconds: str) -> None:
    with pytest.raises(CommandError):
        said("--loop", seconds)


def test_a_loop_goes_on_where_the_database_is_away_and_ends_when_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    looping = subprocess.Popen(
        [sys.executable, "manage.py", "run_due", "--loop", "0.2"],
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert looping.stderr is not None
    for _ in range(2):
        assert "no such table" in looping.stderr.readline()
    looping.send_signal(signal.SIGTERM)
    looping.communicate(timeout=10)
    assert looping.returncode == 0
