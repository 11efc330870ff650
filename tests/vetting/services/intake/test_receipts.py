"""Receipts: kept once for the same question and answer on a day, never changed, or honestly not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from tests.builders import LATER, NOW, TODAY
from tests.unwritable import no_writes
from vetting.models import AuditEntry, Production, Receipt
from vetting.services.intake import Busy, Told, Wish, ask, keep_receipt, unpacked

TOLD = Told(
    question=b'{"items":[{"tool":"Pix"}]}',
    answer=b'{"policy":"2026.1","results":[]}',
    as_of=TODAY,
    policy="2026.1",
    policy_sha256="a" * 64,
    items=1,
    summary={"allowed": 1},
)


def production(slug: str = "harbour") -> Production:
    return Production.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "created_at": NOW}
    )[0]


def kept(told: Told = TOLD, by: str = "harbour", now: Any = NOW) -> str:
    return keep_receipt(production=production(by), told=told, now=now)


@pytest.mark.django_db
def test_the_same_on_one_day_is_kept_once_with_its_first_hour() -> None:
    codes = {kept(), kept(now=NOW + timedelta(hours=3))}
    (receipt,) = Receipt.objects.all()
    assert codes == {receipt.code}
    assert (receipt.made_at, receipt.made_on, len(receipt.code)) == (NOW, TODAY, 32)
    assert (unpacked(receipt.question), unpacked(receipt.answer)) == (TOLD.question, TOLD.answer)


@pytest.mark.django_db
def test_whatever_differs_makes_another_receipt() -> None:
    codes = [
        kept(),
        kept(by="atlas"),
        kept(now=LATER),
        kept(replace(TOLD, question=b"{}")),
        kept(replace(TOLD, answer=b"{}")),
        kept(replace(TOLD, policy_sha256="b" * 64)),
    ]
    assert len(set(codes)) == len(codes) == Receipt.objects.count()


@pytest.mark.django_db
def test_a_receipt_is_one_statement_and_no_act_of_the_desk(
    django_assert_num_queries: Any,
) -> None:
    production()
    entries = AuditEntry.objects.count()
    for _ in range(2):
        with django_assert_num_queries(2):
            # The production, which a key brings along; the receipt.
            kept()
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vetting_receipt SET policy = 'x'",
        "DELETE FROM vetting_receipt",
        "TRUNCATE vetting_receipt",
    ],
)
def test_the_database_refuses_to_change_it(statement: str) -> None:
    if not statement.startswith("TRUNCATE"):
        kept()
    elif connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with (
        pytest.raises(DatabaseError, match="a receipt is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_models_are_refused_too() -> None:
    kept()
    receipt = Receipt.objects.get()
    for change in (receipt.save, receipt.delete, lambda: Receipt.objects.update(policy="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(ProtectedError):
        receipt.production.delete()


@pytest.mark.django_db(transaction=True)
def test_without_writes_only_what_is_kept_already_has_a_receipt() -> None:
    code = kept()
    with no_writes():
        assert kept() == code
        with pytest.raises(Busy):
            kept(replace(TOLD, answer=b"{}"))
        with pytest.raises(Busy):
            ask(wish=Wish("Runway"), production=production(), now=NOW)
    assert kept(replace(TOLD, answer=b"{}")) != code


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite waits by a setting")
def test_the_patience_of_the_database_is_as_before() -> None:
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()
        kept()
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == before
