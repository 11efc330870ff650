"""Notices become messages: a digest a day for the desk, events as they come for productions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import NOW, TODAY
from tests.outbox_rows import endpoint, message, notice, person
from vetting.models import Message, Notice
from vetting.services.outbox import gathering
from vetting.services.outbox.dropping import drop_unwanted
from vetting.services.outbox.gathering import gather_digests, gather_events

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


def told(to: Any) -> list[list[str]]:
    """What each message to somebody tells, in the order in which they were made."""
    column = "person" if hasattr(to, "username") else "endpoint"
    messages = Message.objects.filter(**{column: to}).order_by("pk")
    return [sorted(m.notices.values_list("subject", flat=True)) for m in messages]


@pytest.mark.parametrize("chunk", [500, 1])
def test_everybody_of_the_desk_gets_one_digest_with_all_there_is(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", chunk)
    anna, ben, chat = person(), person(), endpoint("chat", of="team")
    for to, subject in [(anna, "a"), (ben, "b"), (anna, "c"), (chat, "d"), (chat, "e")]:
        notice(to, subject=subject)
    assert gather_digests(on=TODAY, now=NOW) == 3
    assert [told(anna), told(ben), told(chat)] == [[["a", "c"]], [["b"]], [["d", "e"]]]
    assert set(Message.objects.values_list("what", "state", "on", "next_at")) == {
        ("digest", "waiting", TODAY, NOW)
    }
    assert gather_events(now=NOW) == 0


def test_what_is_found_after_the_digest_waits_for_the_next_day() -> None:
    anna = person()
    notice(anna, subject="a")
    gather_digests(on=TODAY, now=NOW)
    notice(anna, subject="b")
    assert gather_digests(on=TODAY, now=NOW) == 0
    assert told(anna) == [["a"]]
    assert gather_digests(on=TOMORROW.date(), now=TOMORROW) == 1
    assert told(anna) == [["a"], ["b"]]


def test_an_endpoint_of_the_desk_that_is_paused_gets_all_in_one_when_it_is_resumed() -> None:
    chat = endpoint("chat", of="person", paused_at=NOW, paused_because="20 in a row failed.")
    notice(chat, subject="a")
    assert gather_digests(on=TODAY, now=NOW) == 0
    notice(chat, subject="b")
    type(chat).objects.update(paused_at=None, paused_because="")
    assert gather_digests(on=TOMORROW.date(), now=TOMORROW) == 1
    assert told(chat) == [["a", "b"]]


@pytest.mark.parametrize("chunk", [500, 2])
def test_each_event_is_a_message_of_its_own_to_a_webhook_and_one_of_all_elsewhere(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", chunk)
    hook, chat, mail = endpoint(), endpoint("chat"), endpoint("mail")
    for to, subject in [(hook, "a"), (hook, "b"), (chat, "c"), (chat, "d"), (mail, "e")]:
        notice(to, subject=subject)
    assert gather_events(now=NOW) == 4
    assert [told(hook), told(chat), told(mail)] == [[["a"], ["b"]], [["c", "d"]], [["e"]]]
    assert set(Message.objects.values_list("what", "state", "on")) == {("event", "waiting", TODAY)}
    assert gather_digests(on=TODAY, now=NOW) == 0


def test_events_of_one_day_may_come_in_several_messages() -> None:
    chat = endpoint("chat")
    for subject in "ab":
        notice(chat, subject=subject)
        assert gather_events(now=NOW) == 1
    assert told(chat) == [["a"], ["b"]]


def test_a_paused_webhook_has_its_messages_waiting_and_a_paused_chat_its_notices() -> None:
    paused = {"paused_at": NOW, "paused_because": "20 in a row failed."}
    hook, chat = endpoint(**paused), endpoint("chat", **paused)
    for to in (hook, chat):
        notice(to, subject="a")
    assert gather_events(now=NOW) == 1
    assert [told(hook), told(chat)] == [[["a"]], []]


def test_what_waits_for_those_who_are_gone_is_dropped_and_stays_to_be_seen() -> None:
    gone = [endpoint(removed_at=NOW), endpoint("chat", of="team", removed_at=NOW)]
    gone += [person(is_active=False), endpoint("chat", of="person", person=person(is_active=False))]
    here = [person(), endpoint()]
    for to in gone + here:
        notice(to)
        message(to)
    notice(gone[0])
    sending = {"state": "sending", "claim": gone[0].code, "claimed_until": NOW}
    message(gone[0], **sending)
    assert drop_unwanted(now=NOW) == 4 + 4
    assert Notice.objects.filter(message=None).count() == len(here)
    states = Message.objects.filter(endpoint=gone[0]).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["dropped", "sending", "dropped"]
    assert set(Message.objects.filter(person=here[0]).values_list("state", flat=True)) == {
        "waiting"
    }
    assert drop_unwanted(now=NOW) == 0


def test_gathering_asks_no_more_questions_for_more_notices() -> None:
    asked = []
    for size, day in [(2, TODAY), (20, TOMORROW.date())]:
        for to in [make() for make in (person, endpoint) for _ in range(size)] * 2:
            notice(to)
        with CaptureQueriesContext(connection) as queries:
            gather_digests(on=day, now=NOW)
            gather_events(now=NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
