"""Nobody gets in without a good key, and a key opens what its scopes say and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from tests.registry.api.conftest import SECRET, Counting, client_with
from vetting.models import ApiKey, Production

READ = ["offerings/", "tools/", "vendors/", "offerings/x/", "tools/x/", "vendors/x/"]
MakeKey = Callable[..., ApiKey]


@pytest.mark.parametrize("path", [*READ, "check/?tool=x"])
def test_nothing_is_told_without_a_key(stranger: APIClient, path: str) -> None:
    response = stranger.get(f"/api/v1/{path}")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.json()["title"] == "Unauthorized"


@pytest.mark.parametrize("path", ["", "schema/", "docs/"])
def test_what_describes_the_api_needs_no_key(stranger: APIClient, path: str) -> None:
    assert stranger.get(f"/api/v1/{path}").status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Api-Key", "API-KEY"])
def test_both_schemes_open(make_key: MakeKey, scheme: str) -> None:
    make_key("abc", "read")
    assert client_with("abc", scheme).get("/api/v1/offerings/").status_code == 200


BAD = [
    f"Bearer aitk_abc_{SECRET[:-1]}4",
    f"Bearer aitk_abd_{SECRET}",
    f"Bearer aitk_abc_{SECRET} x",
    f"Bearer aitk__{SECRET}",
    f"Bearer abc_{SECRET}",
    f"Bearer {SECRET}",
    "Bearer",
    "Bearer ",
    "Bearer \x00",
    f"Basic aitk_abc_{SECRET}",
    f"Bearer aitk_ABC_{SECRET}",
    "Bearer aitk_abc_" + "5" * 10_000,
]


@pytest.mark.parametrize("header", BAD)
def test_a_bad_key_is_refused(make_key: MakeKey, stranger: APIClient, header: str) -> None:
    make_key("abc", "read")
    stranger.credentials(HTTP_AUTHORIZATION=header)
    response = stranger.get("/api/v1/offerings/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_an_ended_key_is_refused(make_key: MakeKey, production: Production) -> None:
    now = timezone.now()
    make_key("gone", "read", revoked_at=now)
    make_key("old", "read", expires_at=now)
    make_key("new", "read", expires_at=now + timedelta(hours=1))
    opens = {p: client_with(p).get("/api/v1/tools/").status_code for p in ("gone", "old", "new")}
    assert opens == {"gone": 401, "old": 401, "new": 200}
    production.active = False
    production.save()
    assert client_with("new").get("/api/v1/tools/").status_code == 401


def test_a_bad_key_is_refused_even_where_anybody_may_read(make_key: MakeKey) -> None:
    with override_settings(API_ANONYMOUS_READ=True):
        assert client_with("none").get("/api/v1/tools/").status_code == 401


def test_a_key_opens_what_its_scopes_say(make_key: MakeKey) -> None:
    make_key("reads", "read")
    make_key("checks", "check")
    make_key("nothing")
    for prefix, path, status in (
        ("reads", "offerings/", 200),
        ("reads", "check/?tool=x", 403),
        ("checks", "offerings/", 403),
        ("checks", "check/?tool=x", 200),
        ("nothing", "offerings/", 403),
    ):
        assert client_with(prefix).get(f"/api/v1/{path}").status_code == status, (prefix, path)
    refused = client_with("reads").get("/api/v1/check/?tool=x").json()
    assert refused["detail"] == "This API key lacks the scope 'check'."


@override_settings(API_ANONYMOUS_READ=True)
def test_anybody_may_read_but_not_check_where_the_site_says_so(stranger: APIClient) -> None:
    found = {path: stranger.get(f"/api/v1/{path}").status_code for path in READ}
    assert found == {p: 404 if p.endswith("x/") else 200 for p in READ}
    assert stranger.get("/api/v1/check/?tool=x").status_code == 401


def test_a_key_costs_one_query(make_key: MakeKey, queries: Counting) -> None:
    """The key with its production; the vendors."""
    make_key("abc", "read")
    client = client_with("abc")
    with queries(2):
        client.get("/api/v1/vendors/")


def test_the_last_use_of_a_key_is_noted(make_key: MakeKey) -> None:
    key = make_key("abc", "read")
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(hours=1))
    client_with("abc").get("/api/v1/vendors/")
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert timezone.now() - key.last_used_at < timedelta(minutes=1)
