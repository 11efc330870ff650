"""How an operation appears in the OpenAPI document, with every way in which it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from registry.api.door.problems import MEDIA_TYPE
from registry.api.lists.filterset import StrictFilterSet
from registry.api.lists.parameters import Parameter, documented
from registry.api.schema.examples import written_examples
from registry.api.schema.headers import headers_documented
from registry.api.schema.problems import refusal
from registry.api.schema.security import ApiKeyScheme

# Naming it is what registers it with drf-spectacular.
SECURITY = ApiKeyScheme

REFUSALS = (400, 401, 403, 404, 405, 406, 429)
OF_A_BODY = (413, 415)
OF_A_WRITE = (503,)
JSON = "application/json"
DONE = OpenApiResponse(description="Done; there is nothing to send.")
NOT_MODIFIED = OpenApiResponse(description="What the caller holds is still the answer.")


def described(
    operation_id: str,
    summary: str,
    answer: type[Serializer] | None,
    *,
    tag: str,
    parameters: Sequence[Parameter] = (),
    filters: type[StrictFilterSet] | None = None,
    body: type[Serializer] | None = None,
    description: str = "",
    files: Mapping[str, OpenApiResponse] | None = None,
    code: int = 200,
    created: bool = False,
    writes: bool = False,
    kept: bool = True,
    examples: Sequence[OpenApiExample] = (),
) -> Callable[[Any], Any]:
    """One operation: `files` are answers in other media types, `created` adds 201, `writes` 503.

    It goes well with `code`, and is `kept` where it only reads.
    """
    fields = (filters.fields() if filters else {}) | {p.name: p for p in parameters}
    kept = kept and not body
    good = dict.fromkeys((code, *([201] if created else [])), answer)
    refused = REFUSALS + (OF_A_BODY if body else ()) + (OF_A_WRITE if writes else ())
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or summary,
        tags=[tag],
        parameters=[
            *(documented(name, field) for name, field in fields.items()),
            *headers_documented(str(code), kept=kept),
        ],
        request=body,
        responses=_responses(good, files or {}, kept) | _refusals(refused),
        examples=list(examples or written_examples(operation_id)),
        filters=False,
    )


def _responses(
    good: Mapping[int, type[Serializer] | None], files: Mapping[str, OpenApiResponse], kept: bool
) -> dict[Any, Any]:
    """The ways in which it goes well; where there is no answer, nothing is sent."""
    said = {(code, JSON) if answer else code: answer or DONE for code, answer in good.items()}
    sent = {(200, media_type): shape for media_type, shape in files.items()}
    return {**said, **sent, **({304: NOT_MODIFIED} if kept else {})}


def _refusals(codes: Sequence[int]) -> dict[Any, Any]:
    return {(code, MEDIA_TYPE): refusal(code) for code in codes}
