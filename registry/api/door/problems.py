"""How the API says no: RFC 9457 problem details for every error, with all that is wrong at once.

`type` is one of a closed list and `title` the phrase of the status; `errors` names each field.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

from registry.api.door.problem_types import BY_STATUS

MEDIA_TYPE = "application/problem+json"
API_ROOT = "/api/"
# Nobody keeps an answer that was a mishap, or that was made for this one question.
UNKEPT = {"Cache-Control": "no-store"}

Error = tuple[str, str]


class Invalid(exceptions.APIException):
    """The request cannot be answered as it is; `errors` names every field and what to change."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, errors: Iterable[Error]) -> None:
        self.errors = list(errors)
        super().__init__("The request is not valid; see errors.")


def problem_details(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for what nobody foresaw: Django then calls `server_error`."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound(*(str(a) for a in exc.args[:1]))
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    errors = exc.errors if isinstance(exc, Invalid) else _flat(exc)
    detail = str(exc.detail) if not isinstance(exc.detail, (list, dict)) else "See errors."
    body = problem(exc.status_code, detail, errors)
    return Response(body, status=exc.status_code, headers=_headers(exc), content_type=MEDIA_TYPE)


def problem(status: int, detail: str, errors: Iterable[Error] = ()) -> dict[str, Any]:
    found = [{"field": field, "detail": why} for field, why in errors]
    return {
        "type": BY_STATUS[HTTPStatus(status)].uri,
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **({"errors": found} if found else {}),
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.path.startswith(API_ROOT):
        return defaults.bad_request(request, exception)
    return _plain(HTTPStatus.BAD_REQUEST, "The request could not be read.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.path.startswith(API_ROOT):
        return defaults.page_not_found(request, exception)
    return _plain(HTTPStatus.NOT_FOUND, "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Says nothing about the fault: it is in the log."""
    if not request.path.startswith(API_ROOT):
        return defaults.server_error(request)
    return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; it is noted.")


def _plain(status: HTTPStatus, detail: str) -> HttpResponse:
    return JsonResponse(
        problem(status, detail), status=status, content_type=MEDIA_TYPE, headers=UNKEPT
    )


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    """What DRF hangs on an error for its headers."""
    challenge, wait = getattr(exc, "auth_header", None), getattr(exc, "wait", None)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return headers | ({"Retry-After": str(math.ceil(wait))} if wait else {})


def _flat(exc: exceptions.APIException) -> list[Error]:
    if isinstance(exc.detail, dict):
        return [(str(field), str(why)) for field, whys in exc.detail.items() for why in whys]
    return [("", str(why)) for why in exc.detail] if isinstance(exc.detail, list) else []
