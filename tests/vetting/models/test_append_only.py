"""The trail, decisions and released policies: the database refuses to change or delete them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from tests.builders import make_decided
from tests.conftest import Once
from vetting.models import AuditEntry, Decision, Policy

pytestmark = pytest.mark.django_db

KEPT = {
    "vetting_auditentry": "the audit trail is append-only",
    "vetting_decision": "a decision is never changed; make a new one",
    "vetting_policy": "a released policy is never changed; release a new version",
}
COLUMNS = {"vetting_auditentry": "act", "vetting_decision": "because", "vetting_policy": "source"}


@pytest.fixture(autouse=True, scope="module")
def decided(once: Once) -> None:
    once(lambda: make_decided("chat"))


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = 'x'", "DELETE FROM {table}"])
def test_plain_sql_is_refused_with_a_sentence(table: str, statement: str) -> None:
    sql = statement.format(table=table, column=COLUMNS[table])
    with (
        pytest.raises(DatabaseError, match=KEPT[table]),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("model", [AuditEntry, Decision, Policy])
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(**{"sha256" if hasattr(rows.model, "sha256") else "because": "x"}),
        lambda rows: rows.latest("pk").save(),
        lambda rows: rows.latest("pk").delete(),
        lambda rows: rows.delete(),
    ],
    ids=["update", "save", "delete", "delete all"],
)
def test_the_models_are_refused_too(model: Any, change: Callable[[Any], Any]) -> None:
    kept = list(model.objects.order_by("pk").values())
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        change(model.objects.all())
    assert list(model.objects.order_by("pk").values()) == kept


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", KEPT)
def test_truncate_is_refused(table: str) -> None:
    with (
        pytest.raises(DatabaseError, match=KEPT[table]),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces rows")
def test_replacing_a_row_is_refused_as_deleting_it_is() -> None:
    with pytest.raises(DatabaseError, match="released"), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO vetting_policy SELECT * FROM vetting_policy")


def test_a_draft_may_still_be_edited_and_thrown_away() -> None:
    draft = Policy.objects.create(version="2026.2", source="a", sha256="a")
    draft.source = "b"
    draft.save()
    draft.delete()
    assert Policy.objects.count() == 1
