"""How an operation appears in the OpenAPI document, with every way in which it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from registry.api.filterset import StrictFilterSet
from registry.api.parameters import Parameter, documented
from registry.api.problems import MEDIA_TYPE
from registry.api.schema.headers import headers_documented
from registry.api.schema.problems import ProblemSerializer
from registry.api.schema.security import ApiKeyScheme

# Naming it is what registers it with drf-spectacular.
SECURITY = ApiKeyScheme

REFUSALS = {
    400: "Something in the request is not valid; errors names each field.",
    401: "The API key is missing or not valid.",
    403: "The API key lacks the scope.",
    404: "There is nothing of that name.",
    405: "This address does not take this method.",
    406: "The Accept header rules out what this address sends.",
    429: "The requests of this minute are used up; Retry-After says when the next one begins.",
}
OF_A_BODY = {
    413: "The body is too large; send fewer items at once.",
    415: "The body is not JSON.",
}
OF_A_WRITE = {503: "The registry cannot write just now; Retry-After says when to ask again."}
JSON = "application/json"
NOT_MODIFIED = OpenApiResponse(description="What the caller holds is still the answer.")


def described(
    operation_id: str,
    summary: str,
    answer: type[Serializer],
    *,
    tag: str,
    parameters: Sequence[Parameter] = (),
    filters: type[StrictFilterSet] | None = None,
    body: type[Serializer] | None = None,
    description: str = "",
    files: Mapping[str, OpenApiResponse] | None = None,
    created: bool = False,
    writes: bool = False,
    examples: Sequence[OpenApiExample] = (),
) -> Callable[[Any], Any]:
    """One operation: `files` are answers in other media types, `created` adds 201, `writes` 503."""
    fields = (filters.fields() if filters else {}) | {p.name: p for p in parameters}
    refused = REFUSALS | (OF_A_BODY if body else {}) | (OF_A_WRITE if writes else {})
    said = {(code, JSON): answer for code in (200, *([201] if created else []))}
    files_sent = {(200, media_type): shape for media_type, shape in (files or {}).items()}
    responses: dict[Any, Any] = {**said, **files_sent, **({} if body else {304: NOT_MODIFIED})}
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or summary,
        tags=[tag],
        parameters=[
            *(documented(name, field) for name, field in fields.items()),
            *headers_documented(kept=not body),
        ],
        request=body,
        responses=responses | {(code, MEDIA_TYPE): ProblemSerializer for code in refused},
        examples=list(examples),
        filters=False,
    )
