"""What /livez and /readyz say to whoever watches the site, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from registry.headers import ContentSecurityPolicy, csp_override
from registry.health import require_migrations


@pytest.fixture(autouse=True)
def forgotten_yes() -> Iterator[None]:
    """A yes about migrations is remembered by the process, and so by all later tests."""
    require_migrations.cache_clear()
    yield
    require_migrations.cache_clear()


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_a_migrated_site_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies


@pytest.mark.django_db
def test_a_ready_site_asks_its_database_once(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/readyz")
    with django_assert_num_queries(1):  # SELECT 1
        client.get("/readyz")


@pytest.mark.django_db
def test_a_site_that_lacks_a_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    for _ in range(2):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "manage.py migrate" in answer.json()["because"]


@pytest.mark.django_db
def test_a_silent_database_makes_the_site_unready(client: Client) -> None:
    def refuse(*_: Any) -> Any:
        raise OperationalError("could not connect to db.internal as registry")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["because"] == "The database does not answer."


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_health_is_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_the_front_door_leads_to_the_admin(client: Client) -> None:
    assert client.get("/", follow=True).request["PATH_INFO"] == "/admin/login/"


def test_every_answer_carries_the_policy(client: Client) -> None:
    policy = client.get("/livez").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_view_can_ask_for_another_policy() -> None:
    @csp_override({"default-src": ["'none'"], "style-src": ["'self'", "'unsafe-inline'"]})
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer = ContentSecurityPolicy(view)(RequestFactory().get("/"))
    assert (
        answer.headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'self' 'unsafe-inline'"
    )
