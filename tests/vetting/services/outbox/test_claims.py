"""A message is sent by whoever claimed it, while the claim lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW
from tests.outbox_rows import endpoint, message, minutes, person
from vetting.models import Message
from vetting.services.outbox.backing_off import PAUSES
from vetting.services.outbox.claims import CLAIM, NEVER_ENDED, keep_words, release_stale, take

pytestmark = pytest.mark.django_db


def taken(now: Any = NOW) -> Message:
    found = take(now=now)
    assert found is not None
    return found


def test_what_is_due_longest_is_taken_first_and_once() -> None:
    second, first = message(person()), message(person(), at=NOW - minutes(5))
    message(person(), at=NOW + minutes(1))
    assert [taken().pk, taken().pk, take(now=NOW)] == [first.pk, second.pk, None]


def test_to_take_a_message_counts_as_an_attempt_and_lasts_some_minutes() -> None:
    message(person())
    held = taken()
    assert (held.state, held.attempts, held.claimed_until) == ("sending", 1, NOW + CLAIM)
    assert held.claim is not None


@pytest.mark.parametrize("state", ["sent", "failed", "dropped"])
def test_what_is_over_is_not_taken(state: str) -> None:
    message(person(), state=state, sent_at=NOW if state == "sent" else None)
    assert take(now=NOW) is None


def test_a_paused_endpoint_has_its_messages_waiting_but_not_a_test() -> None:
    hook = endpoint(paused_at=NOW, paused_because="20 in a row failed.")
    message(hook)
    test = message(hook, what="test")
    assert taken().pk == test.pk
    assert take(now=NOW) is None
    type(hook).objects.update(paused_at=None, paused_because="")
    assert taken().attempts == 1


def test_nothing_is_sent_to_a_removed_endpoint() -> None:
    hook = endpoint(removed_at=NOW)
    message(hook)
    message(hook, what="test")
    assert take(now=NOW) is None


def test_what_is_about_to_be_sent_is_written_down_unless_another_has_taken_it() -> None:
    message(person(), text="")
    held = taken()
    assert keep_words(held, heading="h" * 300, text="t", html="<p>t</p>")
    kept = Message.objects.get()
    assert (kept.heading, kept.text, kept.html) == ("h" * 250, "t", "<p>t</p>")
    later = NOW + CLAIM
    release_stale(now=later, jitter=0)
    taken(later)
    assert not keep_words(held, heading="other", text="other", html="")
    assert Message.objects.get().text == "t"


def test_a_claim_that_ran_out_is_taken_again_at_once_the_first_time() -> None:
    message(person())
    code = taken().code
    release_stale(now=NOW + CLAIM - minutes(1), jitter=0)
    assert Message.objects.get().state == "sending"
    assert release_stale(now=NOW + CLAIM, jitter=0) == 0
    again = taken(NOW + CLAIM)
    assert (again.code, again.attempts, again.error) == (code, 2, NEVER_ENDED)


def test_a_message_that_stops_everybody_who_sends_it_ends_as_failed() -> None:
    message(person())
    now, attempts, failed = NOW, 0, 0
    while (held := take(now=now)) is not None:
        attempts = held.attempts
        failed = release_stale(now=now + CLAIM, jitter=1)
        now += CLAIM + timedelta(days=2)
    assert (attempts, failed) == (len(PAUSES) + 1, 1)
    left = Message.objects.get()
    assert (left.state, left.error, left.claim) == ("failed", NEVER_ENDED, None)


def test_to_take_one_costs_the_same_however_many_wait(django_assert_num_queries: Any) -> None:
    hook = endpoint()
    for _ in range(30):
        message(hook)
    # What is due, the claim, the message.
    with django_assert_num_queries(3):
        taken()
