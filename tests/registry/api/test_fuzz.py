"""Odd questions by the thousand, made from the API's own document: every answer keeps to it.

Schemathesis draws them from the served document, always the same ones. To draw more of them:
    FUZZ=500 python -m pytest -p tests.postgres_plugin tests/registry/api/test_fuzz.py
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from registry.api.changes import Position
from registry.api.pagination import Cursor
from registry.wsgi import application
from tests.registry.api.building import answered, days
from tests.registry.api.catalogues import chats_and_pictures, six_offerings
from tests.registry.api.conftest import SECRET, client_with
from vetting.models import ApiKey, Offering, Production
from vetting.services.productions import hash_of

ASKED: list[Any] = []
CASES = int(os.environ.get("FUZZ", "25"))
KEY = {"Authorization": f"Bearer aitk_fuzz_{SECRET}"}

# The snapshot is what is served (test_schema.py), and reading it opens no database too early.
schema = schemathesis.openapi.from_path(Path(__file__).parent / "openapi.json")
schema.app = application
schema.config.generation.update(deterministic=True, database="none", no_shrink=True)


# What is there, for a made-up name finds nothing but a 404 and a made-up cursor nothing but a 400.
THERE: dict[str, list[str]] = {
    "offerings": ["pix-free", "chat-team", "cut-cloud"],
    "tools": ["pix", "chat"],
    "vendors": ["acme", "lab"],
    "policies": ["2026.1"],
}
VALUES = {
    "as_of": [days(0).isoformat(), days(-20).isoformat(), days(-400).isoformat()],
    "tool": ["ChatGPT", "pix", "Pixi"],
    "vendor": ["acme", "nobody"],
    "domain": ["chatgpt.com", "https://sso.pix.com/a?b=c"],
    "url": ["https://solo.ai/", "pix.com"],
    "after": [Position(3).token(), Position(0, (days(-1), 2)).token()],
}
STARTS = {"name": "M", "p2": "50.0", "p3": None, "decided_on": days(-40).isoformat()}


@schema.hook
def map_case(context: Any, case: Any) -> Any:
    """Every other sound question gets something that is there in place of what was made up."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return case
    there = THERE.get(case.operation.path.split("/")[3], [])
    for name, value in case.path_parameters.items():
        case.path_parameters[name] = likely(value, there)
    for name, value in case.query.items():
        case.query[name] = likely(value, VALUES.get(name, []))
    if "cursor" in case.query and len(case.query["cursor"]) % 2:
        ordering = case.query.get("ordering") or "name"
        start = STARTS.get(ordering.strip("-"), "host")
        case.query["cursor"] = Cursor(ordering, start, 3, ordering == "-name").token()
    return case


def likely(value: Any, known: list[str]) -> Any:
    pick = len(str(value)) % (2 * len(known) or 1)
    return known[pick] if pick < len(known) else value


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two small catalogues with a receipt and a request, made once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        six_offerings()
        chats_and_pictures()
        answered(Offering.objects.get(slug="pix-free"), "trains_on_inputs", "always")
        production = Production.objects.create(slug="p", name="P", created_at=timezone.now())
        ApiKey.objects.create(
            production=production,
            label="fuzz",
            prefix="fuzz",
            sha256=hash_of(SECRET),
            scopes=["read", "check", "requests"],
            requests_per_minute=0,
            created_at=timezone.now(),
            last_used_at=timezone.now(),
        )
        api = client_with("fuzz")
        checked = api.get("/api/v1/check/", {"tool": "ChatGPT"}).json()
        asked = api.post("/api/v1/requests/", {"tool": "Something new"}).json()
        THERE["receipts"], THERE["requests"] = [checked["receipt"]], [asked["id"]]
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kept_open() -> Iterator[None]:
    """A finished request would close the connection, and with it the catalogue's transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(reset_queries)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
    request_started.connect(reset_queries)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_every_answer_keeps_to_the_document(case: Any, catalogue: None, kept_open: None) -> None:
    ASKED.append(case.meta.phase.name if case.meta else None)
    if os.environ.get("COUNT"):
        Path(os.environ["COUNT"]).write_text(str(len(ASKED)))
    with transaction.atomic():
        case.call_and_validate(headers=KEY, excluded_checks=unfit(case))


def unfit(case: Any) -> list[Any]:
    """No schema can say which cursors we made, which days are past and which texts are hosts.

    So what it allows may be refused. And a fault in one item of a batch does not refuse the batch.
    """
    of_a_batch = (case.method, case.operation.path) == ("POST", "/api/v1/check/")
    return [positive_data_acceptance, *([negative_data_rejection] if of_a_batch else [])]
