"""Productions and their keys: a key is shown once, works till its last day, and can be revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.vetting.admin.conftest import LogIn
from vetting.models import ApiKey, AuditEntry, Production
from vetting.services.productions import create_production, hash_of, issue_key


@pytest.fixture
def production(db: object, now: datetime) -> Production:
    return create_production(slug="harbour", name="Harbour", by=None, now=now)


def page(production: Production, act: str = "change/") -> str:
    return f"/admin/vetting/production/{production.pk}/{act}"


def test_an_administrator_makes_and_changes_a_production(log_in: LogIn) -> None:
    client = log_in("administrator")
    data = {"name": "Harbour", "slug": "harbour", "active": "on"}
    assert client.post("/admin/vetting/production/add/", data).status_code == 302
    production = Production.objects.get()
    client.post(page(production), {"name": "Harbour", "slug": "harbour", "because": "Wrapped."})
    production.refresh_from_db()
    assert production.active is False
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because, entry.after["active"]) == ("changed", "Wrapped.", False)


def test_a_key_is_shown_once_and_kept_as_a_hash(log_in: LogIn, production: Production) -> None:
    client = log_in("administrator")
    data = {"label": "Render pipeline", "scopes": ["read", "check"]}
    response = client.post(page(production, "keys/new/"), data)
    secret = response.context["secret"]
    assert secret in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    key = ApiKey.objects.get()
    assert key.sha256 == hash_of(secret.rsplit("_", 1)[1])
    again = client.get(page(production)).content.decode()
    assert secret not in again
    assert key.prefix in again


def test_a_key_needs_a_scope_and_cannot_end_in_the_past(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    yesterday = (now - timedelta(days=2)).date().isoformat()
    client, url = log_in("administrator"), page(production, "keys/new/")
    assert set(client.post(url, {"label": "x"}).context["form"].errors) == {"scopes"}
    late = client.post(url, {"label": "x", "scopes": ["read"], "expires_on": yesterday})
    assert "A key has to end after this moment." in late.context["form"].errors.as_text()
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_with_a_reason(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    client, url = log_in("administrator"), page(production, f"keys/{key.pk}/revoke/")
    assert client.post(url, {"because": "Laptop lost."}).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert "revoked already" in client.post(url, {"because": "x"}).context["form"].errors.as_text()


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver", "policy owner"])
def test_others_neither_make_nor_revoke_keys(
    role: str, log_in: LogIn, production: Production, now: datetime
) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    client = log_in(role)
    for act in ("keys/new/", f"keys/{key.pk}/revoke/", "change/"):
        assert client.post(page(production, act), {"because": "x"}).status_code == 403
