"""Empties the database after a transactional test, as Django does, where ours would refuse it.

Append-only tables refuse to be emptied, and what migrations put in (the policy, the roles) would be
gone for the next test. So the triggers step aside, and the migrations' rows come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

POSTGRESQL_TABLES = (
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
)
SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def emptied(
    test: TransactionTestCase,
    tear_down: Callable[[TransactionTestCase], None],
    beginning: str,
) -> None:
    """Runs Django's own tear-down, and then puts back the rows that the database began with."""
    # Set, it keeps Django from making content types and permissions anew, with other keys.
    test.serialized_rollback = True
    connection._test_serialized_contents = beginning
    with triggers_lifted():
        tear_down(test)
        connection.creation.deserialize_db_from_string(beginning)


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """Nothing is restored if the block fails: the database is then broken for all tests anyway."""
    if connection.vendor == "postgresql":
        tables = [table for (table,) in _rows(POSTGRESQL_TABLES)]
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
        yield
        _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)
    else:
        triggers = _rows(SQLITE_TRIGGERS)
        _run(f'DROP TRIGGER "{name}"' for name, _ in triggers)
        yield
        _run(sql for _, sql in triggers)


def _rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
