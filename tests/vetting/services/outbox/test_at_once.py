"""Several processes gather, claim and lease at the same moment; nothing is lost or doubled."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import NOW, TODAY
from tests.outbox_rows import endpoint, message, notice, person
from vetting.models import Message, Notice
from vetting.services.outbox import gathering
from vetting.services.outbox.claims import CLAIM, release_stale, take
from vetting.services.outbox.dropping import drop_unwanted
from vetting.services.outbox.gathering import gather_digests, gather_events
from vetting.services.outbox.leases import FINDING, take_lease

pytestmark = NEEDS_MANY_WRITERS


def each_notice_is_in_one_message() -> bool:
    """And no message is empty."""
    return not (
        Notice.objects.filter(message=None).exists()
        or Message.objects.filter(notices=None).exists()
    )


def test_two_who_gather_at_once_make_one_digest_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "CHUNK", 3)
    people = [person() for _ in range(10)]
    for to in people * 3:
        notice(to)
    done = at_once(*[partial(gather_digests, on=TODAY, now=NOW)] * 3)
    assert sum(done) == len(people) == Message.objects.count()
    assert each_notice_is_in_one_message()


def test_two_who_gather_events_at_once_take_each_event_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", 3)
    hooks, chats = [endpoint() for _ in range(3)], [endpoint("chat") for _ in range(2)]
    for to in [*hooks, *chats] * 4:
        notice(to)
    removed = endpoint(removed_at=NOW)
    notice(removed)
    both = [partial(gather_events, now=NOW)] * 2
    done = at_once(*both, *[partial(drop_unwanted, now=NOW)] * 2)
    gather_events(now=NOW)
    assert not [error for error in done if isinstance(error, Exception)]
    assert Message.objects.filter(endpoint__in=hooks).count() == 12
    assert Message.objects.filter(endpoint=removed).count() == 1
    assert each_notice_is_in_one_message()


def all_taken() -> list[int]:
    found = []
    while (held := take(now=NOW)) is not None:
        found.append(held.pk)
    return found


def test_each_message_is_claimed_by_one() -> None:
    to = person()
    keys = [message(to).pk for _ in range(40)]
    claimed = at_once(*[all_taken] * 3)
    assert sorted(sum(claimed, [])) == keys


def test_a_claim_that_ran_out_is_released_once() -> None:
    held = [message(person()) for _ in range(5)]
    assert len(all_taken()) == len(held)
    at_once(*[partial(release_stale, now=NOW + CLAIM, jitter=0)] * 3)
    assert Message.objects.filter(state="waiting", attempts=1).count() == len(held)


def test_one_gets_the_lease_however_many_ask() -> None:
    leases: list[Any] = at_once(*[partial(take_lease, name=FINDING, now=NOW)] * 4)
    assert len([lease for lease in leases if lease is not None]) == 1
    later = NOW + timedelta(hours=1)
    leases = at_once(*[partial(take_lease, name=FINDING, now=later)] * 4)
    assert len([lease for lease in leases if lease is not None]) == 1
