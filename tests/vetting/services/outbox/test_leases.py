"""Regular work is done by one at a time, and its last time is known; old texts are emptied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW
from tests.outbox_rows import message, minutes, person
from vetting.models import Heartbeat, Message
from vetting.services.outbox.glance import glance
from vetting.services.outbox.leases import (
    FINDING,
    LEASE,
    LeaseLost,
    fail,
    finish,
    finished_since,
    note,
    renew,
    take_lease,
)
from vetting.services.outbox.pruning import prune_texts

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_lease_has_one_holder_until_it_runs_out() -> None:
    first = take_lease(name=FINDING, now=NOW)
    assert first is not None
    assert take_lease(name=FINDING, now=NOW + LEASE - minutes(1)) is None
    renew(first, now=NOW + minutes(3))
    assert take_lease(name=FINDING, now=NOW + LEASE) is None
    second = take_lease(name=FINDING, now=NOW + LEASE + minutes(3))
    assert second is not None
    with pytest.raises(LeaseLost):
        renew(first, now=NOW + LEASE + minutes(3))
    finish(first, done={"found": 1}, now=NOW)
    fail(first, error="late", now=NOW)
    assert Heartbeat.objects.get().holder == second.holder


@pytest.mark.django_db
def test_what_a_run_did_or_why_it_failed_is_kept() -> None:
    lease = take_lease(name=FINDING, now=NOW)
    assert lease is not None
    fail(lease, error="KeyError: 'day'", now=NOW)
    beat = Heartbeat.objects.get()
    assert (beat.failed_at, beat.error, beat.finished_at) == (NOW, "KeyError: 'day'", None)
    lease = take_lease(name=FINDING, now=NOW + HOUR)
    assert lease is not None
    finish(lease, done={"found": 3}, now=NOW + HOUR)
    beat = Heartbeat.objects.get()
    assert (beat.done, beat.error, beat.finished_at) == ({"found": 3}, "", NOW + HOUR)
    assert (beat.holder, beat.leased_until) == (None, None)
    assert finished_since(name=FINDING, moment=NOW + HOUR)
    assert not finished_since(name=FINDING, moment=NOW + 2 * HOUR)


@pytest.mark.django_db
def test_work_without_a_lease_is_noted_too() -> None:
    note(name="sending", done={"sent": 1}, now=NOW)
    note(name="sending", done={"sent": 2}, now=NOW + HOUR)
    beat = Heartbeat.objects.get()
    assert (beat.finished_at, beat.done) == (NOW + HOUR, {"sent": 2})


@pytest.mark.django_db
def test_one_question_tells_whether_there_is_anything_to_do(django_assert_num_queries) -> None:
    assert glance(NOW).to_send
    for name in ("finding", "calendar"):
        note(name=name, done={}, now=NOW)
    with django_assert_num_queries(1):
        seen = glance(NOW)
    assert not seen.to_send
    assert seen.finding is not None and seen.finding.finished_at == NOW
    message(person(), at=NOW + HOUR)
    assert not glance(NOW).to_send
    assert glance(NOW + HOUR).to_send


@pytest.mark.django_db
def test_texts_are_emptied_after_a_while_but_not_of_what_still_waits() -> None:
    old = NOW - timedelta(days=181)
    sent = message(person(), at=old, state="sent", sent_at=old, heading="Hello", html="<p>a</p>")
    waiting = message(person(), at=old)
    fresh = message(person(), at=NOW - timedelta(days=179), state="failed")
    assert prune_texts(now=NOW, keep_days=180) == 1
    left = Message.objects.get(pk=sent.pk)
    assert (left.heading, left.text, left.html) == ("Hello", "", "")
    kept = Message.objects.filter(pk__in=[waiting.pk, fresh.pk], text__gt="")
    assert kept.count() == 2
    assert prune_texts(now=NOW, keep_days=180) == 0
