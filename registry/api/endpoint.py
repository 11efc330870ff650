"""What every address of the API shares: how its parameters are read and how it is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from registry.api.filterset import StrictFilterSet
from registry.api.parameters import Parameter, documented, read
from registry.api.problems import MEDIA_TYPE
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
}


class Endpoint(APIView):
    """A view whose query parameters are read, all of them and nothing else, before it runs.

    A list has filters as well, and those of the request are its `filterset`. Where parameters
    differ between methods, `parameters` is None and each method reads its own.
    """

    parameters: ClassVar[Sequence[Parameter] | None] = ()
    filterset_class: ClassVar[type[StrictFilterSet] | None] = None
    filterset: StrictFilterSet
    asked: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.parameters is None:
            return
        if self.filterset_class is None:
            self.asked = read(request.query_params, self.parameters)
        else:
            self.filterset = self.filterset_class(request.query_params, self.parameters)
            self.asked = self.filterset.asked
            self.filterset.day = self.day

    @property
    def day(self) -> date:
        """The day asked about: `as_of`, or today."""
        return self.asked.get("as_of") or timezone.localdate()


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
) -> Callable[[Any], Any]:
    """Describe one operation in the OpenAPI document, with every way in which it says no.

    `files` are its answers in other media types than JSON.
    """
    fields = (filters.fields() if filters else {}) | {p.name: p for p in parameters}
    refusals = {(code, MEDIA_TYPE): ProblemSerializer for code in REFUSALS}
    others = {(200, media_type): shape for media_type, shape in (files or {}).items()}
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or summary,
        tags=[tag],
        parameters=[documented(name, field) for name, field in fields.items()],
        request=body,
        responses={(200, "application/json"): answer, **others, **refusals},
        filters=False,
    )
