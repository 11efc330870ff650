"""Keys: the secret is shown once, kept as a hash, ended for good, and its last use is noted."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from tests.builders import make_user
from vetting.models import ApiKey, AuditEntry, Production
from vetting.services.productions import create_production, issue_key, note_use, revoke_key
from vetting.services.refusals import Refused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def ada(db: None) -> User:
    return make_user("administrator", username="ada")


@pytest.fixture
def production(ada: User) -> Production:
    return create_production(slug="paul", name=" Paul's title ", by=ada, now=NOW)


def test_a_production_is_registered_with_its_entry(ada: User, production: Production) -> None:
    assert (production.name, production.active) == ("Paul's title", True)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_id, entry.by) == ("created", "paul", ada)


@pytest.mark.parametrize(("slug", "name"), [("Paul X", "Paul"), ("paul", "Paul"), ("x", " ")])
def test_a_bad_production_is_refused(
    ada: User, production: Production, slug: str, name: str
) -> None:
    with pytest.raises(Refused):
        create_production(slug=slug, name=name, by=ada, now=NOW)
    assert Production.objects.count() == 1


def test_only_a_hash_of_the_secret_is_kept(ada: User, production: Production) -> None:
    key, text = issue_key(
        production=production, label="pipeline", scopes=["check", "read"], by=ada, now=NOW
    )
    mark, prefix, secret = text.split("_")
    assert (mark, prefix, len(secret)) == ("aitk", key.prefix, 64)
    assert key.sha256 == hashlib.sha256(secret.encode()).hexdigest()
    kept = f"{ApiKey.objects.values().get()} {list(AuditEntry.objects.values())}"
    assert secret not in kept
    assert key.scopes == ["check", "read"]


def test_no_two_keys_are_alike(ada: User, production: Production) -> None:
    texts = {
        issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)[1]
        for _ in range(20)
    }
    assert len(texts) == 20


@pytest.mark.parametrize(
    ("field", "value"), [("scopes", []), ("scopes", ["all"]), ("label", " "), ("expires_at", NOW)]
)
def test_a_bad_key_is_not_issued(
    ada: User, production: Production, field: str, value: object
) -> None:
    wish = {"label": "x", "scopes": ["read"], "expires_at": None, field: value}
    with pytest.raises(Refused) as refused:
        issue_key(production=production, by=ada, now=NOW, **wish)
    assert [name for name, _ in refused.value.problems] == [field]
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_once_and_for_a_reason(ada: User, production: Production) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)
    with pytest.raises(Refused):
        revoke_key(key=key, because=" ", by=ada, now=NOW)
    revoke_key(key=key, because="It leaked.", by=ada, now=NOW)
    assert ApiKey.objects.get().revoked_at == NOW
    assert AuditEntry.objects.latest("pk").because == "It leaked."
    with pytest.raises(Refused):
        revoke_key(key=key, because="Again.", by=ada, now=NOW)


def test_a_number_of_requests_is_kept_with_the_key(ada: User, production: Production) -> None:
    wish = {"production": production, "label": "x", "scopes": ["read"], "by": ada, "now": NOW}
    key, _ = issue_key(**wish, requests_per_minute=20)
    assert ApiKey.objects.get(pk=key.pk).requests_per_minute == 20
    with pytest.raises(Refused):
        issue_key(**wish, requests_per_minute=-1)


@pytest.mark.parametrize(
    ("held", "minute", "requests", "kept"),
    [
        ((None, 0), 0, 3, (0, 3)),
        ((0, 3), 0, 2, (0, 5)),
        ((0, 5), 1, 2, (1, 2)),
        # A process whose clock is behind does not take the count back.
        ((1, 2), 0, 9, None),
    ],
)
def test_use_is_added_to_the_minute_it_was_made_in(
    ada: User,
    production: Production,
    held: tuple[int | None, int],
    minute: int,
    requests: int,
    kept: tuple[int, int] | None,
) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)
    begun = None if held[0] is None else NOW + timedelta(minutes=held[0])
    ApiKey.objects.update(window_starts_at=begun, window_requests=held[1])
    window = NOW + timedelta(minutes=minute)
    now = window + timedelta(seconds=5)
    assert note_use(key=key, window=window, requests=requests, now=now) is (kept is not None)
    key.refresh_from_db()
    if kept is not None:
        assert key.window_starts_at == NOW + timedelta(minutes=kept[0])
        assert (key.window_requests, key.last_used_at) == (kept[1], now)
    assert AuditEntry.objects.count() == 2


def test_a_note_that_cannot_be_written_fails_nobody(
    ada: User, production: Production, caplog: pytest.LogCaptureFixture
) -> None:
    """And the transaction around it goes on."""
    caplog.set_level("DEBUG", logger="vetting.services.productions")
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vetting_apikey RENAME TO vetting_moved")
        assert not note_use(key=key, window=NOW, requests=1, now=NOW)
        cursor.execute("ALTER TABLE vetting_moved RENAME TO vetting_apikey")
    assert key.prefix in caplog.text
    assert ApiKey.objects.get().last_used_at is None


@pytest.mark.django_db(transaction=True)
def test_a_note_never_waits_for_whoever_writes() -> None:
    """On PostgreSQL for the holder of the row, on SQLite for the one writer there is."""
    production = create_production(slug="paul", name="Paul", by=None, now=NOW)
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=NOW)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(label="held")
        begun = monotonic()
        assert pool.submit(noted_elsewhere, key).result(timeout=10) is False
        assert monotonic() - begun < 5
    assert note_use(key=key, window=NOW, requests=1, now=NOW)


def noted_elsewhere(key: ApiKey) -> bool:
    try:
        return note_use(key=key, window=NOW, requests=1, now=NOW)
    finally:
        connection.close()
