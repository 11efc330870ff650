"""Messages as the outbox hands them over, without a database: sending writes nothing down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from vetting.models import Endpoint, Message

CODE = UUID("0b9c1f6e-5d3a-4a52-9f0e-2f3f5a1f9c01")


def stored_for(
    endpoint: Endpoint | None = None, *, person: User | None = None, **fields: Any
) -> Message:
    """A message that is about to be sent there."""
    fields.setdefault("heading", "Runway Unlimited may no longer be used")
    fields.setdefault("text", "It was banned today.")
    return Message(code=CODE, endpoint=endpoint, person=person, **fields)


def rosa(**fields: Any) -> User:
    """Somebody of the desk."""
    fields.setdefault("email", "rosa@studio.example")
    return User(username="rosa", **fields)
