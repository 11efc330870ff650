"""Who asks and what they may: API keys of productions, and the scope that each address needs."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from vetting.models import ApiKey, Production
from vetting.models.gate import key_at_the_gate
from vetting.services.productions import MARK, hash_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

SCHEMES = {"bearer", "api-key"}
KEY = re.compile(rf"{MARK}_([0-9a-z]{{1,16}})_([0-9A-Za-z]{{16,128}})\Z", re.ASCII)
REFUSED = "This API key is not valid: it is unknown, revoked, expired, or its production has ended."


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer aitk_<prefix>_<secret>`. One query; no reason is given for a no."""

    def authenticate(self, request: Request) -> tuple[Production, ApiKey] | None:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        if not given:
            return None
        scheme, _, text = given.partition(" ")
        if scheme.lower() not in SCHEMES:
            raise AuthenticationFailed("Send the API key as: Authorization: Bearer <key>.")
        key = self._key(text.strip())
        if key is None:
            raise AuthenticationFailed(REFUSED)
        return key.production, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    def _key(self, text: str) -> ApiKey | None:
        parts = KEY.match(text)
        if parts is None:
            return None
        prefix, secret = parts.groups()
        key = key_at_the_gate(prefix)
        if key is None or not hmac.compare_digest(key.sha256, hash_of(secret)):
            return None
        return key if _holds(key) else None


def _holds(key: ApiKey) -> bool:
    ended = key.expires_at is not None and key.expires_at <= timezone.now()
    return key.revoked_at is None and not ended and key.production.active


class HasScope(BasePermission):
    """The key must carry the scope; without a key nothing is let in."""

    scope: ApiKey.Scope

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            raise NotAuthenticated("Send an API key as: Authorization: Bearer <key>.")
        if self.scope.value not in key.scopes:
            raise PermissionDenied(f"This API key lacks the scope '{self.scope.value}'.")
        return True


class HasReadScope(HasScope):
    """The catalogue; without a key only where the site says that anybody may read."""

    scope = ApiKey.Scope.READ

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.auth is None and settings.API_ANONYMOUS_READ:
            return True
        return super().has_permission(request, view)


class HasCheckScope(HasScope):
    """The decision call; never without a key, for its answers are given to a production."""

    scope = ApiKey.Scope.CHECK
