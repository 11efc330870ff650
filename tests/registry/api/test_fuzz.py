"""Odd questions by the thousand, made from the API's own document: every answer keeps to it.

Schemathesis draws them from the served document, always the same ones. To draw more of them:
    FUZZ=500 python -m pytest -p tests.postgres_plugin tests/registry/api/test_fuzz.py
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, reset_queries, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from registry.api.changes import Position
from registry.api.lists.pagination import Cursor
from registry.wsgi import application
from tests.registry.api.building import answered, days
from tests.registry.api.catalogues import chats_and_pictures, six_offerings
from tests.registry.api.conftest import SECRET, client_with
from vetting.models import ApiKey, Offering, Production
from vetting.services.productions import hash_of

CASES = int(os.environ.get("FUZZ", "60"))
KEY = {"Authorization": f"Bearer aitk_fuzz_{SECRET}"}
# The snapshot is what is served (test_schema.py).
SNAPSHOT = Path(__file__).parent / "openapi.json"
PATHS: dict[str, Any] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))["paths"]
OPERATIONS = [(method, path) for path in PATHS for method in PATHS[path]]


# What is there, for a made-up name finds nothing but a 404 and a made-up cursor nothing but a 400.
THERE: dict[str, list[str]] = {
    "offerings": ["pix-free", "chat-team", "cut-cloud"],
    "tools": ["pix", "chat"],
    "vendors": ["acme", "lab"],
    "policies": ["2026.1"],
    "subscriptions": ["pix-free", "chat-team", "cut-cloud"],
}
# Each fault in what is sent there refuses the whole of it.
FAULTS_SHOW = {f"/api/v1/{name}/" for name in ("requests", "subscriptions", "webhooks")}
VALUES = {
    "as_of": [days(0).isoformat(), days(-20).isoformat(), days(-400).isoformat()],
    "tool": ["ChatGPT", "pix", "Pixi"],
    "vendor": ["acme", "nobody"],
    "domain": ["chatgpt.com", "https://sso.pix.com/a?b=c"],
    "url": ["https://solo.ai/", "pix.com"],
    "after": [Position(3).token(), Position(0, (days(-1), 2)).token()],
}
STARTS = {"name": "M", "p2": "50.0", "p3": None, "decided_on": days(-40).isoformat()}


def made_likely(case: Any) -> Any:
    """Every other value of a sound question is of something that is there, and not made up."""
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
    """Two small catalogues and what a production makes, made once and taken back at the end."""
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
            scopes=["read", "check", "requests", "subscriptions"],
            requests_per_minute=0,
            created_at=timezone.now(),
            last_used_at=timezone.now(),
        )
        api = client_with("fuzz")
        checked = api.get("/api/v1/check/", {"tool": "ChatGPT"}).json()
        asked = api.post("/api/v1/requests/", {"tool": "Something new"}).json()
        THERE["receipts"], THERE["requests"] = [checked["receipt"]], [asked["id"]]
        api.post("/api/v1/subscriptions/", {"offerings": THERE["subscriptions"][:2]})
        hook = {"label": "Farm", "url": "https://hooks.example.com/farm"}
        THERE["webhooks"] = [api.post("/api/v1/webhooks/", hook).json()["id"]]
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


@pytest.fixture(scope="module")
def schema() -> Any:
    loaded = schemathesis.openapi.from_path(SNAPSHOT)
    loaded.app = application
    return loaded


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="Once is enough, and PostgreSQL refuses more."
)
@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_keeps_to_the_document(
    schema: Any, method: str, path: str, catalogue: None, kept_open: None
) -> None:
    operation = schema[path][method]
    # Without sources of its own it draws the same cases, whatever else has been imported.
    sound = operation.as_strategy(feedback=FeedbackSources()).map(made_likely)
    drawn = [sound]
    if operation.query or operation.body:
        drawn.append(operation.as_strategy(GenerationMode.NEGATIVE, feedback=FeedbackSources()))

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=one_of(drawn))
    def ask(case: Any) -> None:
        with transaction.atomic():
            case.call_and_validate(headers=KEY, excluded_checks=unfit(case))
            # What one case ended is there for the next.
            transaction.set_rollback(True)

    ask()


def unfit(case: Any) -> list[Any]:
    """The checks that a schema says too little for.

    It cannot say which cursors we made, which days are past and which texts are hosts: what it
    allows may be refused. What was made faulty in a query string may vanish on its way, as an empty
    list does, and a fault in one item of a batch does not refuse the batch: so only the other
    bodies have to be refused for every fault.
    """
    faults_show = case.method == "POST" and case.operation.path in FAULTS_SHOW
    return [positive_data_acceptance, *([] if faults_show else [negative_data_rejection])]
