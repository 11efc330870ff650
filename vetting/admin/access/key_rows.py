"""How the API keys of a production are listed: what each may, and whether it still works."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from vetting.admin.parts.badges import day
from vetting.models import ApiKey, Production


@dataclass(frozen=True, slots=True)
class KeyRow:
    key: ApiKey
    state: str
    works: bool
    replaced: bool


def key_rows(production: Production, now: datetime) -> list[KeyRow]:
    """The newest first. One query."""
    keys = production.keys.select_related("created_by", "successor")
    return [_row(key, now) for key in keys.order_by("-created_at", "-pk")]


def _row(key: ApiKey, now: datetime) -> KeyRow:
    successor = getattr(key, "successor", None)
    works = key.revoked_at is None and not _expired(key, now)
    state = state_of(key, now) + (f", replaced by aitk_{successor.prefix}" if successor else "")
    return KeyRow(key, state, works, successor is not None)


def state_of(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked on {_day(key.revoked_at)}"
    if _expired(key, now):
        return f"expired on {_day(key.expires_at)}"
    return f"active, ends on {_day(key.expires_at)}" if key.expires_at else "active"


def _expired(key: ApiKey, now: datetime) -> bool:
    return key.expires_at is not None and key.expires_at <= now


def _day(moment: datetime | None) -> str:
    return day(timezone.localtime(moment).date()) if moment else ""
