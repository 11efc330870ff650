"""What every address of the API shares: who asks, how often, with what, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.http import HttpResponse, HttpResponseNotModified
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.api.door.deprecation import Deprecation
from registry.api.door.freshness import Stamp, Validators, asks_for_any, unchanged
from registry.api.door.gate import REVALIDATE, SAFE, VARY, Visit, visit_of
from registry.api.door.problems import UNKEPT
from registry.api.door.throttling import Allowance, TooMany
from registry.api.lists.filterset import StrictFilterSet
from registry.api.lists.parameters import Parameter, read

KEPT = {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
# DRF has no answer without a body, and takes Django's as it is.
NOT_SENT = cast(Callable[[], Response], HttpResponseNotModified)
ALL_OF_VARY = ", ".join(VARY)
ANYTHING = "*/*"
PLAIN_JSON = (ANYTHING, JSONRenderer.media_type)


class Unchanged(Exception):
    """The caller has this answer already."""


class Revalidated(APIView):
    """A view whose answers can be kept, and asked for again without being sent again.

    What depends on the catalogue has a stamp; without one an answer depends on the code alone.
    """

    # Set it on what is to go.
    deprecation: ClassVar[Deprecation | None] = None
    visit: Visit
    validators: Validators | None = None
    allowance: Allowance | None = None

    def revalidate(
        self, stamp: Stamp | None, also: Sequence[str] = (), *, by_day: bool = True
    ) -> None:
        """Give the answer its tag. Raises Unchanged where the caller's own is still good."""
        request, meta = self.request._request, self.request.META
        if request.method not in SAFE:
            return
        # Whoever keeps an answer hears of an announcement too.
        going = self.deprecation.headers().values() if self.deprecation else ()
        self.validators = self.visit.tagged(request, stamp, (*also, *going))
        held, since = meta.get("HTTP_IF_NONE_MATCH", ""), meta.get("HTTP_IF_MODIFIED_SINCE", "")
        if unchanged(self.validators, held, since, by_day=by_day and not also):
            raise Unchanged

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Unchanged):
            return NOT_SENT()
        if isinstance(exc, TooMany):
            self.allowance = exc.allowance
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        if response.status_code == HTTPStatus.OK and self.held_in_any_form():
            response = NOT_SENT()
        done = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.headers_of(done).items():
            done.headers[name] = value
        if "Vary" in done.headers:
            patch_vary_headers(done, VARY)
        else:
            done.headers["Vary"] = ALL_OF_VARY
        if request.method == "HEAD":
            _empty(done)
        return done

    def held_in_any_form(self) -> bool:
        held = self.request.META.get("HTTP_IF_NONE_MATCH", "")
        return self.validators is not None and asks_for_any(held)

    def headers_of(self, response: Response) -> dict[str, str]:
        counted = self.allowance.headers() if self.allowance else {}
        if self.deprecation is not None:
            counted |= self.deprecation.headers()
        if self.validators is None or response.status_code not in KEPT:
            return UNKEPT | counted
        return REVALIDATE | self.validators.headers() | counted


def _empty(response: HttpResponse) -> None:
    """What DRF renders is rendered later, and what is joined from texts is there already."""
    if isinstance(response, SimpleTemplateResponse):
        response.add_post_render_callback(_without_body)
    elif response.status_code == HTTPStatus.OK:
        _without_body(response)


def _without_body(response: HttpResponse) -> None:
    """Not every server drops what no HEAD may carry, and those that do complain in the log."""
    response.headers["Content-Length"] = str(len(response.content))
    response.content = b""


class Unstamped(Revalidated):
    """A view of somebody else's whose answers depend on nothing but the code."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # These have no keys, so nobody's is looked at.
        self.visit = Visit(timezone.now(), None, "")
        self.revalidate(None)


class Endpoint(Revalidated):
    """A view whose query parameters are read, all of them and nothing else, before it runs.

    A list has filters as well, and those of the request are its `filterset`. Where parameters
    differ between methods, `parameters` is None and each method reads its own.

    Before it runs, its caller is known and counted, and who has the answer already is sent away
    with a 304. An answer that depends on nothing but the code says `stamped = False`.
    """

    parameters: ClassVar[Sequence[Parameter] | None] = ()
    filterset_class: ClassVar[type[StrictFilterSet] | None] = None
    stamped: ClassVar[bool] = True
    filterset: StrictFilterSet
    asked: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever has a key is counted before anything is refused: a refusal costs as well."""
        self.visit = visit_of(request._request)
        self.allowance = self.visit.admit()
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        self.read_parameters(request)
        # A method that reads its own parameters has not refused anything yet, and a day could be
        # that of any answer. A tag could not: no faulty question was ever given one.
        by_day = self.parameters is not None
        stamp = self.stamp if self.stamped and request.method in SAFE else None
        self.revalidate(stamp, self.outside_the_stamp(), by_day=by_day)

    def perform_authentication(self, request: Request) -> None:
        """Done at the gate; DRF's own user and key are made where a view asks for them."""

    @cached_property
    def allowed_methods(self) -> list[str]:
        """DRF looks for them several times in a request."""
        return super().allowed_methods

    def outside_the_stamp(self) -> Sequence[str]:
        """What the answer depends on besides the published state, who asks, and what is asked."""
        return ()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Nearly everybody takes anything or JSON, for which there is nothing to weigh up."""
        if request.META.get("HTTP_ACCEPT", ANYTHING) in PLAIN_JSON:
            renderer = JSONRenderer()
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def read_parameters(self, request: Request) -> None:
        if self.parameters is None:
            return
        if self.filterset_class is None:
            self.asked = read(request.query_params, self.parameters)
        else:
            self.filterset = self.filterset_class(request.query_params, self.parameters)
            self.asked = self.filterset.asked
            self.filterset.day = self.day

    @property
    def stamp(self) -> Stamp:
        return self.visit.stamp

    @property
    def day(self) -> date:
        """The day asked about: `as_of`, or today."""
        return self.asked.get("as_of") or self.today

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.visit.now)
