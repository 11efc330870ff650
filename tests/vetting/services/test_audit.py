"""The trail: every seal holds, and whatever was done to it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.builders import LATER, NOW, TODAY, at, make_decided, make_user, make_vendor
from tests.emptying import triggers_lifted
from vetting.models import AuditEntry, AuditHead
from vetting.services.audit import Act, Named, broken_links, record_act, record_acts
from vetting.services.catalogue import save_vendor

pytestmark = pytest.mark.django_db


@contextmanager
def tampering() -> Iterator[None]:
    """PostgreSQL lets go of a table's triggers only when no foreign key waits to be checked."""
    connection.check_constraints()
    with triggers_lifted():
        yield
        connection.check_constraints()


def some_entries() -> list[AuditEntry]:
    make_decided("chat")
    return list(AuditEntry.objects.order_by("pk"))


def test_an_untouched_trail_holds() -> None:
    assert broken_links() == []
    entries = some_entries()
    assert broken_links() == []
    assert entries[0].previous_sha256 == "0" * 64
    head = AuditHead.objects.get()
    assert (head.sha256, head.entries) == (entries[-1].sha256, len(entries))


@pytest.mark.parametrize(
    "field", ["by_name", "act", "subject", "subject_id", "because", "before", "after", "at"]
)
def test_a_changed_entry_shows(field: str) -> None:
    entry = some_entries()[3]
    forged = {"before": {"x": 1}, "after": {}, "at": at(-9)}.get(field, "somebody else")
    if field == "after":
        forged = {"forged": True}
    with tampering():
        AuditEntry.objects.filter(pk=entry.pk).update(**{field: forged})
    assert broken_links() == [f"Entry {entry.pk} was changed after it was written."]


def test_an_entry_cut_out_of_the_middle_shows() -> None:
    entries = some_entries()
    with tampering():
        AuditEntry.objects.filter(pk=entries[3].pk).delete()
    assert broken_links() == [
        f"Entry {entries[4].pk} does not follow the entry before it.",
        f"The trail has {len(entries) - 1} entries; its head speaks of {len(entries)}.",
    ]


def test_a_cut_tail_shows() -> None:
    entries = some_entries()
    with tampering():
        AuditEntry.objects.filter(pk=entries[-1].pk).delete()
    assert broken_links() == [
        f"The trail has {len(entries) - 1} entries; its head speaks of {len(entries)}."
    ]


def test_a_trail_without_its_head_shows() -> None:
    entries = some_entries()
    AuditHead.objects.all().delete()
    assert broken_links() == [f"The trail has {len(entries)} entries; its head speaks of 0."]


def test_no_second_is_told_for_two_acts() -> None:
    """The first act names its own; one in the same second, or with a late clock, the next."""
    vendor, second = make_vendor(), timedelta(seconds=1)
    start = NOW.replace(microsecond=0) + timedelta(hours=1)
    expected = [
        (start + second * 0.25, start),
        (start + second * 0.25, start),
        (start + second * 0.75, start + second),
        (start, start + 2 * second),
        (start + 2.5 * second, start + 3 * second),
        (start + 9.5 * second, start + 9 * second),
    ]
    for now, told in expected:
        record_act(act="looked at", subject=vendor, by=None, now=now)
        head = AuditHead.objects.get()
        assert (head.acted_at, head.changed_at) == (now, told)


def test_an_entry_keeps_the_names_of_its_day() -> None:
    rosa = make_user("analyst", username="rosa")
    vendor = make_vendor()
    record_act(act="looked at", subject=vendor, by=rosa, now=NOW, because="A question.")
    rosa.username = "rosa.l"
    rosa.save()
    vendor.name = "Acme Ltd"
    save_vendor(vendor=vendor, by=None, now=LATER)
    entry = AuditEntry.objects.get(act="looked at")
    assert (entry.by_name, entry.subject, entry.subject_kind) == ("rosa", "Acme", "vendor")
    assert broken_links() == []


def test_values_of_all_sorts_keep_their_seal_over_a_round_trip() -> None:
    values = {
        "day": TODAY,
        "moment": NOW,
        "text": "Ünïcode \u2028 \U0001f3ac",
        "list": [1, 2.5, None, True, "x" * 5000],
        "object": {"z": {"b": 1, "a": 2}, "10": "ten", "9": "nine"},
        "long": 10**30,
    }
    record_act(act="tried", subject=Named("test", "t", "T" * 400), by=None, now=NOW, after=values)
    entry = AuditEntry.objects.get()
    assert entry.after["day"] == "2026-09-01"
    assert len(entry.subject) == 250
    assert broken_links() == []


def test_many_acts_cost_no_more_queries_than_one(django_assert_num_queries: Any) -> None:
    vendor = make_vendor()
    for count in (1, 50):
        acts = [Act("looked at", vendor, str(number)) for number in range(count)]
        # Savepoint; head; entries; head; release.
        with django_assert_num_queries(5):
            record_acts(acts, by=None, now=NOW)
    assert broken_links() == []
