"""Who comes with a request, whether they may, and whether they hold the answer: decided once.

Whoever asks with a tag is answered here, before Django has found the address, where the tag is
still that of the answer: a tag was only ever given to somebody who was let in, so nothing else is
left to look at. Everybody else goes on to the view, which finds here what has been decided.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from registry.api.freshness import Stamp, question_of, running_version, unchanged, validators
from registry.api.problems import API_ROOT
from registry.api.throttling import Allowance, TooMany, admit
from vetting.models import ApiKey
from vetting.models.gate import Pass, newest_head, pass_of
from vetting.services.productions import MARK, hash_of

SAFE = frozenset({"GET", "HEAD"})
# The caller may keep an answer, and asks each time whether it still holds.
REVALIDATE = {"Cache-Control": "private, no-cache"}
VARY = ("Authorization", "Accept")
SCHEMES = {"bearer", "api-key"}
KEY = re.compile(rf"{MARK}_([0-9a-z]{{1,16}})_([0-9A-Za-z]{{16,128}})\Z", re.ASCII)
REFUSED = "This API key is not valid: it is unknown, revoked, expired, or its production has ended."


def pass_shown(authorization: str, now: datetime) -> Pass | None:
    """The key in `Bearer aitk_<prefix>_<secret>`; None where no header was sent. One query.

    Raises AuthenticationFailed, and gives no reason for a no.
    """
    if not authorization:
        return None
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() not in SCHEMES:
        raise AuthenticationFailed("Send the API key as: Authorization: Bearer <key>.")
    parts = KEY.match(text.strip())
    found = pass_of(parts[1]) if parts else None
    if parts is None or found is None or not _holds(found, parts[2], now):
        raise AuthenticationFailed(REFUSED)
    return found


def _holds(found: Pass, secret: str, now: datetime) -> bool:
    row = found.row
    known = hmac.compare_digest(row["sha256"], hash_of(secret))
    ended = row["expires_at"] is not None and row["expires_at"] <= now
    return known and row["revoked_at"] is None and not ended and found.is_active


@dataclass(slots=True)
class Visit:
    """One request at the gate: when it came, with which key, and what is left to that key."""

    now: datetime
    shown: Pass | None
    address: str
    counted: bool = False
    allowance: Allowance | None = None

    @property
    def key(self) -> ApiKey | None:
        return self.shown.key if self.shown else None

    @property
    def stamp(self) -> Stamp:
        """The version of all that is published, read before the answer: it is never too new."""
        return Stamp.of(self.shown.head if self.shown else newest_head(), self.now)

    @property
    def question(self) -> tuple[str, ...]:
        """Who asks, as far as the answer may depend on it."""
        return (str(self.shown.row["production_id"]) if self.shown else "",)

    def admit(self) -> Allowance | None:
        """Count the request, once. Raises TooMany."""
        if not self.counted:
            self.allowance = admit(self.shown, self.address, self.now)
            self.counted = True
        return self.allowance


def visit_of(request: HttpRequest) -> Visit:
    """What is decided of a request. One query at the first call. Raises AuthenticationFailed."""
    visit: Visit | None = getattr(request, "_visit", None)
    if visit is None:
        now, meta = timezone.now(), request.META
        shown = pass_shown(meta.get("HTTP_AUTHORIZATION", ""), now)
        visit = Visit(now, shown, meta.get("REMOTE_ADDR", ""))
        request._visit = visit  # type: ignore[attr-defined]
    return visit


class HeldAnswers:
    """Middleware: a 304 for whoever holds the newest answer already."""

    WITH_TAG: ClassVar = ("HTTP_IF_NONE_MATCH", "HTTP_AUTHORIZATION")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asks = all(name in request.META for name in self.WITH_TAG) and request.method in SAFE
        if asks and request.path.startswith(API_ROOT):
            return _not_modified(request) or self.get_response(request)
        return self.get_response(request)


def _not_modified(request: HttpRequest) -> HttpResponse | None:
    """The 304, or None where the view has to be asked, be it for a refusal."""
    try:
        visit = visit_of(request)
        allowance = visit.admit()
    except (AuthenticationFailed, TooMany):
        return None
    question = (*question_of(request), *visit.question)
    found = validators(question, visit.stamp, running_version(), visit.now)
    if not unchanged(found, request.META["HTTP_IF_NONE_MATCH"], ""):
        return None
    counted = allowance.headers() if allowance else {}
    headers = REVALIDATE | {"Vary": ", ".join(VARY)} | found.headers() | counted
    return HttpResponseNotModified(headers=headers)
