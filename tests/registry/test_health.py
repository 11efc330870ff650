"""What the site says to whoever watches it, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from registry.headers import ContentSecurityPolicy, csp_override
from registry.health import require_migrations
from vetting.models import Heartbeat


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
    never = {"due_work": "never ran", "due_work_last_ran": None}
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", **never})
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/readyz", "/heartbeat"])
def test_a_ready_site_asks_its_database_twice(
    client: Client, address: str, django_assert_num_queries: Any
) -> None:
    client.get(address)
    with django_assert_num_queries(2):  # SELECT 1, the heartbeat
        client.get(address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finished", "failed", "told", "status"),
    [
        (1, None, "ok", 200),
        (1, 2, "ok", 200),
        (30, None, "late", 503),
        (2, 1, "failed", 503),
        (None, 1, "failed", 503),
        (None, None, "never ran", 503),
    ],
)
def test_a_monitor_is_told_how_the_regular_work_stands_and_the_pages_stay(
    finished: int | None, failed: int | None, told: str, status: int, client: Client
) -> None:
    """Hours since a run ended well, and since one failed."""
    now = timezone.now()
    Heartbeat.objects.create(
        name=Heartbeat.DUE,
        finished_at=None if finished is None else now - timedelta(hours=finished),
        failed_at=None if failed is None else now - timedelta(hours=failed),
        error="smtp.internal refused registry:secret",
    )
    answer = client.get("/heartbeat")
    assert (answer.status_code, answer.json()["due_work"]) == (status, told)
    assert bool(answer.json()["due_work_last_ran"]) is (finished is not None)
    assert "internal" not in answer.content.decode()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["due_work"]) == (200, told)


@pytest.mark.django_db
def test_a_site_that_lacks_a_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    for _ in range(2):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "manage.py migrate" in answer.json()["because"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/readyz", "/heartbeat"])
def test_a_silent_database_makes_the_site_unready(client: Client, address: str) -> None:
    def refuse(*_: Any) -> Any:
        raise OperationalError("could not connect to db.internal as registry")

    with connection.execute_wrapper(refuse):
        answer = client.get(address)
    assert answer.status_code == 503
    assert answer.json()["because"] == "The database does not answer."


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/heartbeat"])
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
