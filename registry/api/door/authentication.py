"""Who asks and what they may: API keys of productions, and the scope that each address needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from registry.api.door.asker import shown_by
from registry.api.door.gate import visit_of
from vetting.models import ApiKey, Production

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer aitk_<prefix>_<secret>`: what was decided at the gate."""

    def authenticate(self, request: Request) -> tuple[Production, ApiKey] | None:
        key = visit_of(request._request).key
        return (key.production, key) if key else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """The key must carry the scope; without a key nothing is let in."""

    scope: ApiKey.Scope

    def has_permission(self, request: Request, view: APIView) -> bool:
        if self.scope.value not in shown_by(request).scopes:
            raise PermissionDenied(f"This API key lacks the scope '{self.scope.value}'.")
        return True


class HasReadScope(HasScope):
    """The catalogue; without a key only where the site says that anybody may read."""

    scope = ApiKey.Scope.READ

    def has_permission(self, request: Request, view: APIView) -> bool:
        if settings.API_ANONYMOUS_READ and visit_of(request._request).shown is None:
            return True
        return super().has_permission(request, view)


class HasCheckScope(HasScope):
    """The decision call; never without a key, for its answers are given to a production."""

    scope = ApiKey.Scope.CHECK
