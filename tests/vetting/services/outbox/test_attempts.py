"""What becomes of an attempt, of an endpoint that fails again and again, and a retry by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOW, make_user
from tests.outbox_rows import endpoint, message, minutes, person
from vetting.models import AuditEntry, Endpoint, Message
from vetting.services.outbox.attempts import Outcome, record_failure, record_sent, retry
from vetting.services.outbox.claims import CLAIM, release_stale, take
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db
WHY = "The receiver answered 503."


def taken(now: datetime = NOW) -> Message:
    found = take(now=now)
    assert found is not None
    return found


def failed(held: Message, now: datetime = NOW, **fields: Any) -> Outcome:
    return record_failure(message=held, error=WHY, now=now, jitter=0, **fields)


def test_what_was_sent_says_when() -> None:
    message(person(), error="earlier")
    assert record_sent(message=taken(), now=NOW) is Outcome.SENT
    left = Message.objects.get()
    assert (left.state, left.sent_at, left.error, left.claim) == ("sent", NOW, "", None)


def test_what_did_not_arrive_waits_with_its_reason() -> None:
    message(person())
    assert failed(taken()) is Outcome.AGAIN
    left = Message.objects.get()
    assert (left.state, left.error, left.next_at) == ("waiting", WHY, NOW + minutes(1))
    assert failed(taken(left.next_at), retry_after=minutes(50)) is Outcome.AGAIN
    assert Message.objects.get().next_at == NOW + minutes(50)


@pytest.mark.parametrize(
    ("fields", "how"),
    [({}, {"permanent": True}), ({"what": "test"}, {}), ({"attempts": 9}, {})],
)
def test_it_fails_for_good_when_it_never_will_arrive_or_was_tried_enough_or_is_a_test(
    fields: dict[str, Any], how: dict[str, Any]
) -> None:
    message(endpoint(), **fields)
    assert failed(taken(), **how) is Outcome.FAILED
    left = Message.objects.get()
    assert (left.state, left.error, left.claim) == ("failed", WHY, None)


def test_whoever_was_too_slow_changes_nothing_any_more() -> None:
    message(endpoint())
    slow = taken()
    release_stale(now=NOW + CLAIM, jitter=0)
    quick = taken(NOW + CLAIM)
    assert failed(slow) is Outcome.LOST
    assert record_sent(message=slow, now=NOW) is Outcome.LOST
    assert Message.objects.get().claim == quick.claim
    assert Endpoint.objects.get().failures == 0


def test_an_endpoint_remembers_since_when_it_fails_until_something_arrives() -> None:
    for _ in range(3):
        message(endpoint() if not Endpoint.objects.exists() else Endpoint.objects.get())
    failed(taken())
    failed(taken(), NOW + minutes(9))
    held = Endpoint.objects.get()
    assert (held.failures, held.failing_since) == (2, NOW)
    record_sent(message=taken(), now=NOW + minutes(10))
    held = Endpoint.objects.get()
    assert (held.failures, held.failing_since, held.paused_at) == (0, None, None)


@pytest.mark.parametrize(
    ("held", "because"),
    [
        ({"failures": 19, "failing_since": NOW}, "20 attempts in a row failed."),
        (
            {"failures": 5, "failing_since": NOW - timedelta(days=6)},
            "Every attempt has failed for 6 days.",
        ),
    ],
)
def test_an_endpoint_that_always_fails_is_paused_and_the_trail_says_why(
    held: dict[str, Any], because: str
) -> None:
    message(endpoint(**held))
    failed(taken())
    left = Endpoint.objects.get()
    assert (left.paused_at, left.paused_because) == (NOW, because)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.because) == ("paused", None, because)


def test_attempts_are_no_acts_of_the_desk() -> None:
    message(endpoint())
    failed(taken())
    record_sent(message=taken(NOW + minutes(2)), now=NOW)
    assert AuditEntry.objects.count() == 0


def test_a_failed_message_is_sent_again_by_hand_under_its_old_id() -> None:
    old = message(endpoint(), state="failed", attempts=10, error=WHY, at=NOW)
    later = NOW + timedelta(days=9)
    assert retry(messages=[old], by=make_user("analyst"), now=later) == 1
    again = taken(later)
    assert (again.code, again.attempts, again.text) == (old.code, 1, old.text)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_id) == ("sent again", str(old.pk))


def test_only_what_has_failed_is_sent_again_and_all_problems_are_said_at_once() -> None:
    fine, sent = message(person(), state="failed"), message(person(), state="sent", sent_at=NOW)
    gone = message(endpoint(removed_at=NOW), state="failed")
    with pytest.raises(Refused) as refused:
        retry(messages=[fine, sent, gone], by=make_user("approver"), now=NOW)
    assert [why for _, why in refused.value.problems] == [
        "“event of 2026-09-01” has not failed: it is sent.",
        f"“event of 2026-09-01” went to {gone.endpoint}, which was removed.",
    ]
    assert Message.objects.get(pk=fine.pk).state == "failed"


def test_whoever_only_reads_sends_nothing_again() -> None:
    with pytest.raises(Refused):
        retry(messages=[message(person(), state="failed")], by=make_user("viewer"), now=NOW)
