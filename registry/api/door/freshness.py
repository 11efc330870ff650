"""Decides when an answer that somebody keeps is still the answer: entity tags and their days.

Every act changes the newest seal of the trail, and nothing else but the turn of the day, other code
or other settings changes what is published. So a tag is made of these, and of the question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from vetting.models.days import midnight
from vetting.models.gate import Head

SOURCES = ("registry", "vetting")
KINDS = {".py", ".json", ".toml", ".html", ".lock"}
# The settings that change what is answered.
ANSWERING = ("API_", "DOMAINS_")
# An act is dated when it begins. One that began yesterday may end a little after midnight, and
# until then the new day's answers have no date that could not come again.
SETTLING = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
ANY = ["*"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A version of all that is published: what was read under one stamp is true under it.

    `seal` changes with every act and `day` at local midnight; equal stamps tell the same.
    """

    seal: str
    day: date
    changed_at: datetime | None = field(default=None, compare=False)

    @classmethod
    def of(cls, head: Head, now: datetime) -> Stamp:
        return cls(head.sha256, timezone.localdate(now), head.changed_at)


@dataclass(frozen=True, slots=True)
class Version:
    """What runs here: a digest of code and settings, and the day of the newest file."""

    digest: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """The tag of an answer and when it last changed; `modified` is None where that can come again.

    `shown` is what the caller is told: the same, or a second that no answer will ever have.
    """

    tag: str
    modified: datetime | None
    shown: datetime

    def headers(self) -> dict[str, str]:
        return {"ETag": self.tag, "Last-Modified": http_date(self.shown.timestamp())}


def origin_of(request: HttpRequest) -> str:
    """The scheme and host that were asked: every address in an answer begins with it."""
    origin: str | None = getattr(request, "_origin", None)
    if origin is None:
        origin = f"{request.scheme}://{request.get_host()}"
        request._origin = origin  # type: ignore[attr-defined]
    return origin


def question_of(request: HttpRequest) -> tuple[str, ...]:
    """All of a request that its answer may depend on."""
    return (
        f"{origin_of(request)}{request.get_full_path()}",
        request.META.get("HTTP_ACCEPT", ""),
    )


def validators(
    question: Iterable[str], stamp: Stamp | None, version: Version, now: datetime
) -> Validators:
    """For the answer to `question` under `stamp`; without one it depends on the code alone."""
    state = [stamp.seal, stamp.day.isoformat()] if stamp else []
    text = "\n".join([version.digest, *state, *question])
    tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    modified = settles = version.since
    if stamp is not None:
        modified, settles = _last_change(stamp.changed_at, stamp.day, version)
    if now >= settles:
        return Validators(tag, modified, modified)
    return Validators(tag, None, min(modified, now.replace(microsecond=0)) - SECOND)


def unchanged(
    found: Validators, if_none_match: str, if_modified_since: str, *, by_day: bool = True
) -> bool:
    """Whether the caller has this very answer (RFC 9110, 13.1); a tag beats a day.

    A day counts only if it is the one we told: any other may hide an act that was begun before it
    and ended after. `*` is no business of this: whether there is anything shows when it is looked
    for.
    """
    if if_none_match:
        return any(_bare(tag) == _bare(found.tag) for tag in parse_etags(if_none_match))
    if not if_modified_since or not by_day or found.modified is None:
        return False
    return parse_http_date_safe(if_modified_since) == int(found.modified.timestamp())


def asks_for_any(if_none_match: str) -> bool:
    """`If-None-Match: *`: send nothing if there is anything at all."""
    return parse_etags(if_none_match) == ANY


@cache
def running_version() -> Version:
    """Of the code in this process, read once: a new version begins with a new process."""
    digest, newest = hashlib.sha256(), 0.0
    for path in _sources():
        digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
        digest.update(path.read_bytes())
        newest = max(newest, path.stat().st_mtime)
    names = [name for name in dir(settings) if name.startswith(ANSWERING)]
    for name in [*names, "PUBLIC_URL", "TIME_ZONE"]:
        digest.update(f"{name}={getattr(settings, name)!r}".encode())
    return Version(digest.hexdigest(), datetime.fromtimestamp(int(newest), UTC))


def _sources() -> list[Path]:
    root = Path(settings.BASE_DIR)
    found = [path for house in SOURCES for path in (root / house).rglob("*")]
    return sorted(path for path in [*found, *root.glob("*.lock")] if path.suffix in KINDS)


@lru_cache(maxsize=16)
def _last_change(
    changed_at: datetime | None, day: date, version: Version
) -> tuple[datetime, datetime]:
    """The last change, and from when on no act can still take that very moment."""
    changed = max(changed_at or version.since, version.since).replace(microsecond=0)
    begun = midnight(day)
    return (changed, changed) if changed > begun else (begun, begun + SETTLING)


def _bare(tag: str) -> str:
    return tag.removeprefix("W/")
