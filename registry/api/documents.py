"""GET /, schema/ and docs/: where everything is, described for programs and for people to try."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint, Unstamped
from registry.api.door.problem_types import ALL
from registry.api.schema.catalogue import RootSerializer
from registry.api.schema.problems import ProblemTypesSerializer, shown
from registry.headers import csp_override

CATALOGUE = ("offerings", "tools", "vendors", "domains", "policies", "changes")
OWN = ("check", "receipts", "requests", "subscriptions", "webhooks")
NAMES = (*CATALOGUE, *OWN, "problems", "schema", "docs")
# Swagger UI sets style attributes as it draws; scripts still come from here alone.
STYLES = [*settings.SECURE_CSP["style-src"], "'unsafe-inline'"]
DOCS_CSP = {**settings.SECURE_CSP, "style-src": STYLES}


class Root(Endpoint):
    """Needs no key: it says nothing that the README does not."""

    permission_classes = (AllowAny,)
    stamped = False

    @described("root", "List the addresses", RootSerializer, tag="about")
    def get(self, request: Request) -> Response:
        return Response(
            {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in NAMES}
        )


class Problems(Endpoint):
    """Needs no key: whoever was refused can read why."""

    permission_classes = (AllowAny,)
    stamped = False

    @described(
        "problems_list",
        "List the ways of saying no",
        ProblemTypesSerializer,
        tag="about",
        description="What the `type` of a problem can be, what it means and what to do about it.",
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [shown(kind) for kind in ALL]})


class Schema(Unstamped, SpectacularJSONAPIView):
    """The OpenAPI document. Needs no key: it holds no data."""

    permission_classes = (AllowAny,)
    authentication_classes = ()


@method_decorator(csp_override(DOCS_CSP), name="dispatch")  # type: ignore[arg-type]
class Docs(Unstamped, SpectacularSwaggerSplitView):
    """Swagger UI from our own files: it works without the internet."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    url_name = "api:schema"
