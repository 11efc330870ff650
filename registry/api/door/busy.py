"""What a writer is told where the database takes no writes just now: 503, and when to retry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from rest_framework.exceptions import APIException

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
