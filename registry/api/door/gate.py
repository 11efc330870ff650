"""Who comes with a request, whether they may, and what is left to them: decided once.

Whoever comes first looks: the site's door for those who may hold the answer already, the middleware
for those who ask what this process has answered before, or else the view. The others find here
what has been decided.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from registry.api.door.freshness import (
    Stamp,
    Validators,
    question_of,
    running_version,
    validators,
)
from registry.api.door.throttling import Allowance, admit
from vetting.models import ApiKey
from vetting.models.gate import Pass, newest_head, pass_of
from vetting.services.productions import MARK, hash_of

# Where a request carries its visit: every form of it, from the server's own on, has these values.
VISIT = "registry.visit"
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


@dataclass(repr=False)
class Visit:
    """One request at the gate: when it came, with which key, and what is left to that key.

    Gate and view both ask it, and what one has worked out the other need not.
    """

    now: datetime
    shown: Pass | None
    address: str
    counted: bool = False
    allowance: Allowance | None = None
    _tagged: tuple[Stamp | None, tuple[str, ...], Validators] | None = None

    @property
    def key(self) -> ApiKey | None:
        return self.shown.key if self.shown else None

    @cached_property
    def stamp(self) -> Stamp:
        """The version of all that is published, read before the answer: it is never too new."""
        return Stamp.of(self.shown.head if self.shown else newest_head(), self.now)

    @property
    def asker(self) -> tuple[str, ...]:
        """Who asks, as far as the answer may depend on it."""
        row = self.shown.row if self.shown else {}
        return str(row.get("production_id", "")), str(row.get("scopes", ""))

    def tagged(
        self, request: HttpRequest, stamp: Stamp | None, also: Sequence[str] = ()
    ) -> Validators:
        """The tag and the day of the answer, which may depend on more than what and who asks."""
        also = tuple(also)
        if self._tagged is None or self._tagged[:2] != (stamp, also):
            question = (*question_of(request), *self.asker, *also)
            made = validators(question, stamp, running_version(), self.now)
            self._tagged = stamp, also, made
        return self._tagged[2]

    def admit(self) -> Allowance | None:
        """Count the request, once. Raises TooMany."""
        if not self.counted:
            self.allowance = admit(self.shown, self.address, self.now)
            self.counted = True
        return self.allowance


def visit_of(request: HttpRequest) -> Visit:
    """What is decided of a request. One query at the first call. Raises AuthenticationFailed."""
    meta = request.META
    visit: Visit | None = meta.get(VISIT)
    if visit is None:
        now = timezone.now()
        shown = pass_shown(meta.get("HTTP_AUTHORIZATION", ""), now)
        visit = meta[VISIT] = Visit(now, shown, meta.get("REMOTE_ADDR", ""))
    return visit
