"""A run: what time changed, what is due, what waits; one fault leaves the rest alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOW, TODAY, answer_all, make_offering, publish
from tests.outbox_rows import endpoint, message, minutes, notice, person
from tests.vetting.reminders.ways_of_tests import refusal, world
from vetting.models import AuditHead, Heartbeat, Message, Notice, StatusChange
from vetting.reminders.faults import TOO_MANY
from vetting.reminders.run import run_due
from vetting.reminders.words import NothingLeft, Worded
from vetting.scoring.vocabulary import Verdict
from vetting.services.outbox.leases import FINDING, SENDING, LeaseLost, take_lease
from vetting.services.outbox.notices import Telling

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_run_finds_gathers_words_and_sends_and_a_second_one_does_nothing() -> None:
    anna, hook = person(), endpoint()
    told = [Telling("review:1", "due", person=anna.pk), Telling("change:1", "t", endpoint=hook.pk)]
    here = world(NOW, *told)
    done = run_due(now=NOW, way=here.way)
    assert here.channel.texts == ["review:1 due", "change:1 t"]
    assert done.counts["sent"] == 2
    assert Message.objects.get(person=anna).text == "review:1 due"
    run_due(now=NOW, way=here.way)
    assert len(here.channel.sent) == 2
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {
        "finding",
        "calendar",
        "sending",
    }
    assert Heartbeat.objects.get(name=SENDING).done == {}


def test_what_does_not_arrive_is_sent_again_as_it_was_and_under_the_same_id() -> None:
    hook = endpoint()
    waiting = notice(hook, subject="change:1", step="tightened")
    here = world(NOW)
    here.channel.refusing["change:1"] = refusal()
    assert run_due(now=NOW, way=here.way).counts["to be tried again"] == 1
    held = Message.objects.get()
    Notice.objects.filter(pk=waiting.pk).update(subject="other")
    here.channel.refusing.clear()
    here.clock.forward(minutes(1))
    run_due(now=NOW, way=here.way)
    assert [(m.code, m.text) for m in here.channel.sent] == [(held.code, "change:1 tightened")]


def test_a_run_says_how_many_failed_for_good() -> None:
    message(person(), text="bad")
    message(person(), text="good")
    here = world(NOW)
    here.channel.refusing["bad"] = refusal("There is no such address.", permanent=True)
    done = run_due(now=NOW, way=here.way)
    assert (done.failed, here.channel.texts, states()) == (1, ["good"], ["failed", "sent"])
    assert str(done) == "1 failed for good, 1 sent."


def test_what_was_dealt_with_before_it_was_sent_is_dropped() -> None:
    def nothing_left(message: Message, *, today: date) -> Worded:
        raise NothingLeft

    message(person(), text="")
    here = world(NOW)
    done = run_due(now=NOW, way=replace(here.way, worded=nothing_left))
    assert (done.counts["no longer needed"], states(), here.channel.sent) == (1, ["dropped"], [])


def test_a_fault_that_nobody_foresaw_is_told_after_the_others_were_sent() -> None:
    for text in ("poison", "good", "fine"):
        message(person(), text=text)
    here = world(NOW)
    here.channel.refusing["poison"] = KeyError("facts")
    with pytest.raises(ExceptionGroup) as raised:
        run_due(now=NOW, way=here.way)
    assert [type(fault) for fault in raised.value.exceptions] == [KeyError]
    assert (here.channel.texts, states()) == (["good", "fine"], ["sending", "sent", "sent"])
    for _ in range(25):
        here.clock.forward(DAY)
        with suppress(ExceptionGroup):
            run_due(now=NOW, way=here.way)
    assert states() == ["failed", "sent", "sent"]


def test_where_everything_is_at_fault_not_every_message_is_tried() -> None:
    for _ in range(TOO_MANY + 3):
        message(person(), text="poison")
    here = world(NOW)
    here.channel.refusing["poison"] = KeyError("facts")
    with pytest.raises(ExceptionGroup):
        run_due(now=NOW, way=here.way)
    assert states().count("sending") == TOO_MANY


def test_a_finding_that_fails_is_told_and_what_waits_is_sent_all_the_same() -> None:
    message(person(), text="good")
    here = world(NOW)
    here.found.fault = KeyError("day")
    with pytest.raises(ExceptionGroup):
        run_due(now=NOW, way=here.way)
    assert here.channel.texts == ["good"]
    beat = Heartbeat.objects.get(name=FINDING)
    assert (beat.error, beat.failed_at, beat.holder) == ("KeyError: 'day'", NOW, None)


def test_who_finds_the_finding_taken_helps_to_send_and_waits_for_its_end() -> None:
    message(person(), text="good")
    here = world(NOW)
    lease = timedelta(seconds=20)
    assert take_lease(name=FINDING, now=NOW, length=lease) is not None
    run_due(now=NOW, way=here.way)
    # The other one died: its lease ran out, and this one stood in.
    assert here.channel.texts == ["good"]
    assert here.found.days == [TODAY]
    assert here.clock.now == NOW + lease


def test_who_was_taken_for_dead_leaves_the_finding_to_the_other() -> None:
    here = world(NOW)
    here.found.fault = LeaseLost()
    run_due(now=NOW, way=here.way)
    assert Heartbeat.objects.get(name=FINDING).finished_at is None


@pytest.mark.parametrize(("on_weekends", "sent"), [(True, 1), (False, 0)])
def test_what_was_found_late_on_friday_waits_for_monday(
    on_weekends: bool, sent: int, settings: Any
) -> None:
    settings.REMIND_ON_WEEKENDS = on_weekends
    notice(person())
    here = world(datetime(2026, 9, 5, 12, tzinfo=UTC))
    run_due(now=here.clock.now, way=here.way)
    assert len(here.channel.sent) == sent
    here.clock.forward(2 * DAY)
    run_due(now=here.clock.now, way=here.way)
    assert len(here.channel.sent) == 1


def test_a_lapse_is_written_into_the_log_without_anybody_acting() -> None:
    offering = make_offering()
    answer_all(offering)
    publish(offering, Verdict.APPROVED)
    head, until = AuditHead.objects.get(), offering.periods.get(ends_on=None).starts_on
    here = world(datetime(until.year, until.month, until.day, 1, tzinfo=UTC))
    assert run_due(now=here.clock.now, way=here.way).counts["status changes written"] == 1
    change = StatusChange.objects.latest("number")
    assert (change.on, change.calendar, change.status) == (until, True, "not_vetted")
    assert run_due(now=here.clock.now, way=here.way).counts == {}
    assert AuditHead.objects.get().sha256 == head.sha256
