"""What the gate of the API reads before it answers: a key, its production and the newest seal.

Every request passes here, and to put such a query together takes Django ten times as long as to
run it; so it is written out once, and only reading its row is left.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from vetting.models.productions import ApiKey, Production

KEY = (
    *("id", "production_id", "label", "prefix", "sha256", "scopes", "expires_at", "revoked_at"),
    *("last_used_at", "requests_per_minute", "window_starts_at", "window_requests"),
)
PRODUCTION = ("id", "slug", "name", "active")
HEAD = ("sha256", "changed_at")
# Table and column names of our own; the prefix alone comes from outside.
AT_THE_GATE = (
    f"SELECT {', '.join(f'k.{name}' for name in KEY)}, "  # noqa: S608
    f"{', '.join(f'p.{name}' for name in PRODUCTION)}, {', '.join(f'h.{name}' for name in HEAD)} "
    "FROM vetting_apikey k JOIN vetting_production p ON p.id = k.production_id "
    "LEFT JOIN vetting_audithead h ON h.id = 1 WHERE k.prefix = %s"
)
NEWEST = f"SELECT {', '.join(HEAD)} FROM vetting_audithead WHERE id = 1"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal of the trail, and when it was set; empty before the first act."""

    sha256: str = ""
    changed_at: datetime | None = None


@dataclass
class Pass:
    """A key as its row has it, good or not; it becomes an instance only where one is needed."""

    row: dict[str, Any]
    production: tuple[Any, ...]
    head: Head

    @property
    def is_active(self) -> bool:
        """Whether the production is."""
        return bool(self.production[PRODUCTION.index("active")])

    @property
    def scopes(self) -> list[str]:
        return list(_json(self.row["scopes"]))

    @cached_property
    def key(self) -> ApiKey:
        key = ApiKey.from_db(connection.alias, list(self.row), list(self.row.values()))
        key.scopes, key.production = self.scopes, self.owner
        return key

    @cached_property
    def owner(self) -> Production:
        """The production whose key it is."""
        *values, active = self.production
        return Production.from_db(connection.alias, PRODUCTION, [*values, bool(active)])


def pass_of(prefix: str) -> Pass | None:
    """The key of that prefix with its production and the newest seal. One query."""
    found = _row(AT_THE_GATE, [prefix])
    if found is None:
        return None
    key, rest = found[: len(KEY)], found[len(KEY) :]
    row = {name: _zoned(value) for name, value in zip(KEY, key, strict=True)}
    return Pass(row, rest[: len(PRODUCTION)], _head(rest[len(PRODUCTION) :]))


def newest_head() -> Head:
    """The newest seal for those who show no key. One query."""
    return _head(_row(NEWEST, []) or (None, None))


def _row(query: str, parameters: list[str]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _head(values: tuple[Any, ...]) -> Head:
    sha256, changed_at = values
    return Head(sha256, _zoned(changed_at)) if sha256 else Head()


def _zoned(value: Any) -> Any:
    """SQLite keeps moments in UTC without saying so."""
    naive = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if naive else value


def _json(value: Any) -> Any:
    """Both databases give JSON as text to whoever asks without a model."""
    return json.loads(value) if isinstance(value, str) else value
