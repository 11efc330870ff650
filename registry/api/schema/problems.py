"""The type of every error answer, an example of each, and the list of what they can be."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers

from registry.api.door.problem_types import BY_STATUS, URIS, ProblemType
from registry.api.door.problems import problem

TYPES = list(URIS)
DETAILS = {
    400: "The request is not valid; see errors.",
    401: "Send an API key as: Authorization: Bearer <key>.",
    403: "This API key lacks the scope 'read'.",
    404: "There is no offering with this slug.",
    405: 'Method "PUT" not allowed.',
    406: "Could not satisfy the request Accept header.",
    413: "The body is larger than 4,000,000 bytes; send fewer items at once.",
    415: 'Unsupported media type "text/plain" in request.',
    429: "The requests of this minute are used up.",
    503: "The registry cannot write just now; nothing was changed. Ask again shortly.",
}
FAULTS = {400: [("colour", "There is no such parameter here. Known are: as_of, fields.")]}


class ProblemErrorSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="The parameter or the place in the body; may be empty.")
    detail = serializers.CharField(help_text="What is wrong with it, and what to give instead.")


class ProblemSerializer(serializers.Serializer):
    """An error as RFC 9457 shapes it."""

    type = serializers.ChoiceField(TYPES, help_text="Which way of saying no; see problems/.")
    title = serializers.CharField(help_text="The phrase of the status.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="What went wrong, in a sentence.")
    errors = ProblemErrorSerializer(many=True, required=False, help_text="All faults at once.")  # type: ignore[assignment]


class ProblemTypeSerializer(serializers.Serializer):
    """One way of saying no."""

    type = serializers.ChoiceField(TYPES, help_text="As it stands in the type of a problem.")
    title = serializers.CharField(help_text="The phrase of the status.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    means = serializers.CharField(help_text="What went wrong.")
    do = serializers.CharField(help_text="What the caller can do about it.")


class ProblemTypesSerializer(serializers.Serializer):
    """Every way of saying no."""

    results = ProblemTypeSerializer(many=True)


def shown(kind: ProblemType) -> dict[str, str | int]:
    return {
        "type": kind.uri,
        "title": kind.status.phrase,
        "status": int(kind.status),
        "means": kind.means,
        "do": kind.do,
    }


def refusal(status: int) -> OpenApiResponse:
    """How an operation shows that it may answer with this status."""
    kind = BY_STATUS[HTTPStatus(status)]
    example = OpenApiExample(kind.name, problem(status, DETAILS[status], FAULTS.get(status, ())))
    return OpenApiResponse(ProblemSerializer, description=kind.means, examples=[example])
