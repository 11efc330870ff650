"""Rows of the outbox for tests: people, endpoints, notices and messages, written straight."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from tests.builders import NOW
from vetting.models import Endpoint, Message, Notice, Production, Team

_numbers = count(1)


def person(**fields: Any) -> Any:
    name = f"person-{next(_numbers)}"
    return get_user_model().objects.create(username=name, email=f"{name}@studio.test", **fields)


def endpoint(channel: str = "webhook", *, of: str = "production", **fields: Any) -> Endpoint:
    """An endpoint of a new production, team or person."""
    number = next(_numbers)
    owners = {
        "production": lambda: Production.objects.create(
            slug=f"film-{number}", name=f"Film {number}", created_at=NOW
        ),
        "team": lambda: Team.objects.create(
            slug=f"team-{number}", name=f"Team {number}", created_at=NOW
        ),
        "person": person,
    }
    fields.setdefault("style", "slack" if channel == "chat" else "")
    fields.setdefault(of, owners[of]())
    return Endpoint.objects.create(
        channel=channel,
        label=f"Endpoint {number}",
        address="https://hooks.studio.test/",
        created_at=NOW,
        **fields,
    )


def notice(to: Any, *, now: datetime = NOW, **fields: Any) -> Notice:
    fields.setdefault("subject", f"review:{next(_numbers)}")
    fields.setdefault("step", "before-14")
    column = "endpoint" if isinstance(to, Endpoint) else "person"
    return Notice.objects.create(**{column: to}, on=now.date(), made_at=now, **fields)


def message(to: Any, *, what: str = "event", at: datetime = NOW, **fields: Any) -> Message:
    """A message that is due at `at`."""
    column = "endpoint" if isinstance(to, Endpoint) else "person"
    fields.setdefault("on", at.date())
    fields.setdefault("next_at", at)
    fields.setdefault("text", "As it was put into words.")
    return Message.objects.create(**{column: to}, what=what, made_at=at, **fields)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
