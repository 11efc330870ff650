"""What the gate of the API reads before it answers: a key, its production and the newest seal.

Every request passes here, and to put such a query together takes Django ten times as long as to
run it; so it is written out once, and only reading its row is left.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from vetting.models.audit import AuditHead
from vetting.models.productions import ApiKey, Production

Row = TypeVar("Row", bound=models.Model)

GATE = (ApiKey, Production, AuditHead)
TABLES = (
    "vetting_apikey"
    " JOIN vetting_production ON vetting_production.id = vetting_apikey.production_id"
    " LEFT JOIN vetting_audithead ON vetting_audithead.id = 1"
)


def key_at_the_gate(prefix: str) -> ApiKey | None:
    """The key of that prefix with its production and its `head`, good or not. One query."""
    found = _row(_gate_query(), [prefix])
    if found is None:
        return None
    values = iter(found)
    key, production = _instance(ApiKey, values), _instance(Production, values)
    key.production, key.head = production, _head(values)
    return key


def newest_head() -> AuditHead:
    """The newest seal for those who show no key; an empty one before the first act. One query."""
    return _head(iter(_row(_head_query(), []) or ()))


def _row(query: str, parameters: list[str]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


@cache
def _gate_query() -> str:
    # Table and column names of our own models; the prefix alone comes from outside.
    return f"SELECT {_columns(*GATE)} FROM {TABLES} WHERE vetting_apikey.prefix = %s"  # noqa: S608


@cache
def _head_query() -> str:
    return f"SELECT {_columns(AuditHead)} FROM vetting_audithead WHERE id = 1"  # noqa: S608


def _columns(*of: type[models.Model]) -> str:
    return ", ".join(
        f"{model._meta.db_table}.{field.column}"
        for model in of
        for field in model._meta.concrete_fields
    )


def _head(values: Iterator[Any]) -> AuditHead:
    head = _instance(AuditHead, values)
    return head if head.pk else AuditHead(sha256="")


def _instance(model: type[Row], values: Iterator[Any]) -> Row:
    """The model's next columns as an instance; all None where the join found nothing."""
    names, readers = _fields(model)
    read = [reader(next(values, None)) for reader in readers]
    return model.from_db(connection.alias, names, read)


@cache
def _fields(model: type[models.Model]) -> tuple[list[str], list[Callable[[Any], Any]]]:
    fields = model._meta.concrete_fields
    return [f.attname for f in fields], [READERS.get(type(f), _as_it_is) for f in fields]


def _as_it_is(value: Any) -> Any:
    return value


def _zoned(value: datetime | None) -> datetime | None:
    """SQLite keeps moments in UTC without saying so."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _json(value: str | None) -> Any:
    return None if value is None else json.loads(value)


READERS: dict[type, Callable[[Any], Any]] = {models.DateTimeField: _zoned, models.JSONField: _json}
