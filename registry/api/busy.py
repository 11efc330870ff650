"""What a writer is told where the database takes no writes just now: 503, and when to retry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.serializers import Serializer

from registry.api.endpoint import REFUSALS
from registry.api.problems import MEDIA_TYPE
from registry.api.schema.problems import ProblemSerializer
from vetting.services.intake import Busy


class Unavailable(APIException):
    """`wait`, in seconds, becomes the Retry-After header."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The registry cannot write just now; nothing was changed. Ask again shortly."
    wait = 10


@contextmanager
def or_unavailable() -> Iterator[None]:
    """Raise Unavailable for what could not be written."""
    try:
        yield
    except Busy as error:
        raise Unavailable from error


def writes(
    answers: Mapping[int, type[Serializer]], examples: Sequence[OpenApiExample] = ()
) -> Callable[[Any], Any]:
    """Add to what `described` says of an operation: its answers, and that it may be unavailable."""
    codes = (*REFUSALS, HTTPStatus.SERVICE_UNAVAILABLE.value)
    refusals = {(code, MEDIA_TYPE): ProblemSerializer for code in codes}
    return extend_schema(responses={**answers, **refusals}, examples=list(examples))
