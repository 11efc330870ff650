"""What a transactional test leaves behind: nothing of its own, and all the migrations' rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from vetting.models import AuditEntry, Policy


def add_entry() -> AuditEntry:
    return AuditEntry.objects.create(
        at=datetime(2026, 11, 22, tzinfo=UTC),
        by_name="Rosa",
        act="tested",
        subject_kind="test",
        subject_id="1",
        subject="The test itself",
        previous_sha256="0" * 64,
        sha256="1" * 64,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_each_transactional_test_begins_with_the_migrations_rows_alone(turn: int) -> None:
    assert not AuditEntry.objects.exists()
    assert Policy.objects.count() == 1
    assert Group.objects.filter(permissions__isnull=False).exists()
    add_entry()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_triggers_are_back_for_each_test(turn: int) -> None:
    entry = add_entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.count() == 1
