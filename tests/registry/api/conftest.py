"""Who asks in these tests: Paul's production with a key for all, and clients that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api import alternatives, detail, explained, hosts, policies, policy_pages
from registry.api.door import held, throttling
from registry.api.lists import prepared
from vetting.models import ApiKey, Production
from vetting.services.productions import hash_of

SECRET = "5" * 64
Ask = Callable[..., dict[str, Any]]
Counting = Callable[[int], AbstractContextManager[None]]


def forget_everything() -> None:
    """What a process remembers of policies, outcomes, answers and keys."""
    held.KEPT.forget()
    throttling.KEYS.forget()
    throttling.ADDRESSES.forget()
    policies.policy_on.cache_clear()
    policies.rules_of.cache_clear()
    alternatives._held.cache_clear()
    prepared._held.clear()
    hosts.hosts_on.cache_clear()
    detail._usable_like.cache_clear()
    explained._judged.cache_clear()
    policy_pages._rules.cache_clear()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What a process remembers must not leak from test to test."""
    yield
    forget_everything()


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> None:
    """These tests write rows without an act, which nobody else does; see test_kept.py."""
    settings.API_KEEP_MEGABYTES = 0


@pytest.fixture
def production(db: None) -> Production:
    return Production.objects.create(slug="paul", name="Paul's title", created_at=timezone.now())


@pytest.fixture
def make_key(production: Production) -> Callable[..., ApiKey]:
    def make(prefix: str, *scopes: str, **fields: Any) -> ApiKey:
        now = timezone.now()
        return ApiKey.objects.create(
            production=production,
            label="script",
            prefix=prefix,
            sha256=hash_of(SECRET),
            scopes=list(scopes),
            created_at=now,
            last_used_at=now,
            **fields,
        )

    return make


@pytest.fixture
def api(make_key: Callable[..., ApiKey]) -> APIClient:
    """A client that shows a key with these scopes."""
    make_key("all", "read", "check", "requests", "subscriptions")
    return client_with("all")


@pytest.fixture
def stranger(db: None) -> APIClient:
    return APIClient()


def client_with(prefix: str, scheme: str = "Bearer", secret: str = SECRET) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} aitk_{prefix}_{secret}")
    return client


@pytest.fixture
def queries() -> Counting:
    """Expects exactly this many queries, and prints them where they are others."""

    @contextmanager
    def expect(count: int) -> Iterator[None]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            yield
        assert len(seen) == count, "\n".join(q["sql"][:200] for q in seen)

    return expect


@pytest.fixture
def ask(api: APIClient) -> Ask:
    """One item, and the result for it."""

    def ask_one(use: dict[str, Any] | None = None, /, **item: Any) -> dict[str, Any]:
        response = api.post("/api/v1/check/", {"items": [item], **({"use": use} if use else {})})
        assert response.status_code == 200, response.json()
        (result,) = response.json()["results"]
        return dict(result)

    return ask_one
