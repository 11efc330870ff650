"""Who asks, where nothing is answered without a key."""

from __future__ import annotations

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from registry.api.door.gate import visit_of
from vetting.models import ApiKey, Production
from vetting.models.gate import Pass


def key_of(request: Request) -> ApiKey:
    """The key that was shown. Raises NotAuthenticated."""
    return shown_by(request).key


def production_of(request: Request) -> Production:
    """The production whose key it is."""
    return shown_by(request).owner


def shown_by(request: Request) -> Pass:
    """What the key's row says. Raises NotAuthenticated."""
    shown = visit_of(request._request).shown
    if shown is None:
        raise NotAuthenticated("Send an API key as: Authorization: Bearer <key>.")
    return shown
