"""Productions and their keys: a key is shown once, works till its last day, and can be revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


def test_a_new_key_ends_in_a_year_unless_somebody_says_otherwise(
    log_in: LogIn, production: Production
) -> None:
    client, url = log_in("administrator"), page(production, "keys/new/")
    form = client.get(url).context["form"]
    assert form["expires_on"].value() == timezone.localdate() + timedelta(days=365)
    data = {"label": "x", "scopes": ["read"], "expires_on": "", "requests_per_minute": "30"}
    assert client.post(url, data).status_code == 200
    key = ApiKey.objects.get()
    assert (key.expires_at, key.requests_per_minute) == (None, 30)
    assert "30 requests a minute" in client.get(page(production)).content.decode()


def test_a_key_is_replaced_and_the_new_one_shown_once(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    old, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    client, url = log_in("administrator"), page(production, f"keys/{old.pk}/rotate/")
    assert client.get(url).context["form"]["overlap"].value() == 7
    response = client.post(url, {"overlap": "1"})
    new = ApiKey.objects.get(replaces=old)
    secret = response.context["secret"]
    assert new.sha256 == hash_of(secret.rsplit("_", 1)[1])
    assert secret in response.content.decode()
    assert f"aitk_{old.prefix}" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    old.refresh_from_db()
    assert timedelta(hours=23) < old.expires_at - timezone.now() < timedelta(hours=25)
    listed = client.get(page(production)).content.decode()
    assert secret not in listed
    assert f"replaced by aitk_{new.prefix}" in listed
    assert f"keys/{new.pk}/rotate/" in listed
    assert f"keys/{old.pk}/rotate/" not in listed
    again = client.post(url, {"overlap": "1"}).context["form"]
    assert "replaced already" in again.errors.as_text()


def test_an_overlap_is_one_of_those_offered(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    old, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    client, url = log_in("administrator"), page(production, f"keys/{old.pk}/rotate/")
    for overlap in ("", "x", "-1", "1000"):
        assert set(client.post(url, {"overlap": overlap}).context["form"].errors) == {"overlap"}
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "state", "acts"),
    [
        ({}, "active", 2),
        ({"expires_at": timedelta(days=9)}, "active, ends on", 2),
        ({"expires_at": timedelta(days=-1)}, "expired on", 0),
        ({"revoked_at": timedelta()}, "revoked on", 0),
    ],
)
def test_the_list_says_how_it_stands_with_each_key(
    log_in: LogIn,
    production: Production,
    now: datetime,
    fields: dict[str, timedelta],
    state: str,
    acts: int,
) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    ApiKey.objects.update(**{name: now + after for name, after in fields.items()})
    response = log_in("administrator").get(page(production))
    (row,) = response.context["keys"]
    assert row.state.startswith(state)
    html = response.content.decode()
    assert row.state in html
    assert f"aitk_{key.prefix}" in html
    assert html.count(f"keys/{key.pk}/") == acts


def test_a_list_of_many_keys_costs_what_one_costs(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    client = log_in("superuser")
    client.get(page(production))

    def cost() -> int:
        issue_key(production=production, label="x", scopes=["read"], by=client.person, now=now)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page(production)).status_code == 200
        return len(seen)

    assert cost() == [cost() for _ in range(5)][-1]


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver", "policy owner"])
def test_others_neither_make_nor_revoke_keys(
    role: str, log_in: LogIn, production: Production, now: datetime
) -> None:
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=now)
    client = log_in(role)
    for act in ("keys/new/", f"keys/{key.pk}/revoke/", f"keys/{key.pk}/rotate/", "change/"):
        assert client.post(page(production, act), {"because": "x"}).status_code == 403
