"""How the API key appears in the OpenAPI document, under Swagger's Authorize."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from registry.api.door.authentication import HasReadScope, HasScope


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "registry.api.door.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of a production: `aitk_<prefix>_<secret>`.",
        }

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        """The key with the scope that it needs; none at all where the site lets anybody read."""
        held = [p for p in auto_schema.view.get_permissions() if isinstance(p, HasScope)]
        needed = [{"apiKey": [permission.scope.value for permission in held]}]
        reads = any(isinstance(permission, HasReadScope) for permission in held)
        return [*needed, {}] if reads and settings.API_ANONYMOUS_READ else needed
