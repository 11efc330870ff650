"""Keys: the secret is shown once, kept as a hash, ended for good, and its last use is noted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from vetting.models import ApiKey, AuditEntry, Production
from vetting.services.productions import create_production, issue_key, revoke_key, touch_last_used
from vetting.services.refusals import Refused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


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


def test_the_last_use_is_noted_at_most_once_a_minute(ada: User, production: Production) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)
    assert touch_last_used(key=key, now=NOW)
    stale_copy = ApiKey.objects.get()
    assert not touch_last_used(key=stale_copy, now=NOW + timedelta(seconds=59))
    assert not touch_last_used(key=key, now=NOW + timedelta(seconds=59))
    assert touch_last_used(key=stale_copy, now=NOW + timedelta(seconds=60))
    assert ApiKey.objects.get().last_used_at == NOW + timedelta(seconds=60)


def test_a_note_that_cannot_be_written_fails_nobody(
    ada: User, production: Production, caplog: pytest.LogCaptureFixture
) -> None:
    """And the transaction around it goes on."""
    caplog.set_level("DEBUG", logger="vetting.services.productions")
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=ada, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vetting_apikey RENAME TO vetting_moved")
        assert not touch_last_used(key=key, now=NOW)
        cursor.execute("ALTER TABLE vetting_moved RENAME TO vetting_apikey")
    assert key.prefix in caplog.text
    assert ApiKey.objects.get().last_used_at is None
