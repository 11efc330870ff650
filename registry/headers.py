"""Decides what a page of ours may load: the Content-Security-Policy, shaped like Django 6's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NONE = "'none'"
SELF = "'self'"

Policy = Mapping[str, Sequence[str]]
View = Callable[..., HttpResponse]


class ContentSecurityPolicy:
    """Sends SECURE_CSP with every answer, or the policy that the view asked for instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy: Policy = getattr(response, "_csp_config", settings.SECURE_CSP)
        response.headers.setdefault("Content-Security-Policy", as_header(policy))
        return response


def as_header(policy: Policy) -> str:
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


def csp_override(policy: Policy) -> Callable[[View], View]:
    """A view decorator that replaces the whole policy for one view's answers."""

    def decorate(view: View) -> View:
        @wraps(view)
        def with_policy(*args: Any, **kwargs: Any) -> HttpResponse:
            response = view(*args, **kwargs)
            response._csp_config = policy  # type: ignore[attr-defined]
            return response

        return with_policy

    return decorate
