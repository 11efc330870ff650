"""How a place in a list is put into a cursor that nobody needs to read, and taken out again."""

from __future__ import annotations

import base64
import json
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest

from registry.api.door.freshness import origin_of
from vetting.scoring.written import written


class Place(Protocol):
    """Where to go on in a list."""

    def token(self) -> str: ...


def address_at(request: HttpRequest, name: str, place: Place | None) -> str | None:
    """The address that was asked, at another place: `name` is the parameter that takes it."""
    if place is None:
        return None
    asked = [(key, given) for key, given in request.GET.lists() if key != name]
    query = urlencode([*asked, (name, place.token())], doseq=True)
    return f"{origin_of(request)}{request.path}?{query}"


def packed(parts: list[Any]) -> str:
    """Texts, numbers and truth values as one word that an address takes as it is."""
    return base64.urlsafe_b64encode(written(parts).encode()).decode().rstrip("=")


def unpacked(token: str) -> Any:
    """What was packed, or whatever else somebody made. Raises ValueError for what is no JSON."""
    try:
        return json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
