"""Answers that need no view: a 304 for whoever holds the answer, and what was just told to others.

A tag was only ever given to a key of this production with these scopes, for this very address, so
where it still stands nothing else is left to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, close_old_connections
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import AuthenticationFailed

from registry.api.door.freshness import unchanged
from registry.api.door.gate import REVALIDATE, SAFE, VARY, Visit, visit_of
from registry.api.door.kept import MEGABYTE, KeptAnswers
from registry.api.door.problems import API_ROOT
from registry.api.door.throttling import TooMany

CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"})
ASKED = frozenset({"HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH"})
# Whoever cannot be let in, or looked up, is told so by the view.
LEFT_TO_THE_VIEW = (AuthenticationFailed, TooMany, SuspiciousOperation, Error)

Environ = dict[str, Any]
Start = Callable[..., Any]
Site = Callable[[Environ, Start], Iterable[bytes]]

KEPT = KeptAnswers()


class NotModified:
    """WSGI: a 304 to whoever holds the newest answer, before Django takes the request in.

    Everybody else goes on to the site, and so does every error.
    """

    def __init__(self, site: Site) -> None:
        self.site = site

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        asks = environ["REQUEST_METHOD"] in SAFE and environ.keys() >= ASKED
        if not asks or not environ["PATH_INFO"].startswith(API_ROOT):
            return self.site(environ, start_response)
        headers = _still_held(WSGIRequest(environ))
        if headers is None:
            return self.site(environ, start_response)
        close_old_connections()
        start_response("304 Not Modified", list(headers.items()))
        return []


def _still_held(request: HttpRequest) -> dict[str, str] | None:
    """What is said with a 304; None where the caller is to have an answer."""
    try:
        visit = visit_of(request)
        found = visit.tagged(request, visit.stamp)
        if not unchanged(found, request.META["HTTP_IF_NONE_MATCH"], ""):
            return None
        return REVALIDATE | {"Vary": ", ".join(VARY)} | found.headers() | _counted(visit)
    except LEFT_TO_THE_VIEW:
        return None


def _counted(visit: Visit) -> dict[str, str]:
    allowance = visit.admit()
    return allowance.headers() if allowance else {}


class HeldAnswers:
    """Middleware: no second search for what this process has answered under the same stamp."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        room = settings.API_KEEP_MEGABYTES * MEGABYTE
        asks = request.method == "GET" and "HTTP_AUTHORIZATION" in request.META
        if not room or not asks or not request.path.startswith(API_ROOT):
            return self.get_response(request)
        if not CONDITIONS.isdisjoint(request.META):
            return self.get_response(request)
        try:
            visit = visit_of(request)
            counted = _counted(visit)
        except (AuthenticationFailed, TooMany):
            # The view says so.
            return self.get_response(request)
        found = visit.tagged(request, visit.stamp)
        if kept := KEPT.find(found.tag):
            return kept.again(found.headers() | counted)
        response = self.get_response(request)
        KEPT.keep(found.tag, visit.stamp, response, room=room)
        return response
