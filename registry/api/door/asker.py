"""Who asks, at the addresses that never answer without a key."""

from __future__ import annotations

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from vetting.models import ApiKey, Production


def key_of(request: Request) -> ApiKey:
    """The key that was shown. Raises NotAuthenticated, as the scope of the address does before."""
    if not isinstance(request.auth, ApiKey):
        raise NotAuthenticated("Send an API key as: Authorization: Bearer <key>.")
    return request.auth


def production_of(request: Request) -> Production:
    """The production whose key it is."""
    return key_of(request).production
