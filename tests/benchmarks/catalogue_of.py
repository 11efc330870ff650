"""Makes the database that the benchmark measures: through the services on SQLite, then copied.

Both databases hold the same rows: what the services wrote on SQLite goes row by row into a fresh
PostgreSQL, whose migrations made the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import psycopg
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg import sql

from dev import say
from tests.benchmarks.documents import TABLE
from tests.benchmarks.past import moment, write_past
from tests.benchmarks.stories import DAYS_OF_HISTORY, write_catalogue
from vetting.models import ApiKey, Decision, Offering, StatusPeriod
from vetting.services.catalog_file.importing import import_catalog
from vetting.services.productions import create_production, issue_key

# Django's and SQLite's own notes about the tables, and what the floor made of them.
NOT_COPIED = ("django_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4", TABLE)
CHUNK = 2000


def begun_on() -> date:
    return timezone.localdate() - timedelta(DAYS_OF_HISTORY)


def make_catalogue(offerings: int, folder: Path) -> None:
    """Fill the (empty, migrated) database: the importer for the facts, then the past."""
    path, begun = folder / "catalogue.json", begun_on()
    write_catalogue(path, offerings, begun)
    started = perf_counter()
    import_catalog(path=path, by=None, now=moment(begun, 0))
    say(f"  imported {offerings:,} offerings in {perf_counter() - started:.0f} s")
    path.unlink()
    started = perf_counter()
    write_past(offerings, begun)
    say(f"  wrote {Decision.objects.count():,} decisions in {perf_counter() - started:.0f} s")


def new_key() -> str:
    """The text of an API key that may read and check; its production is made if need be."""
    now = timezone.now()
    held = ApiKey.objects.select_related("production").first()
    production = (
        held.production
        if held
        else create_production(slug="benchmark", name="Benchmark", by=None, now=now)
    )
    scopes = [ApiKey.Scope.READ.value, ApiKey.Scope.CHECK.value]
    return issue_key(production=production, label="load", scopes=scopes, by=None, now=now)[1]


def prepare_database() -> None:
    call_command("migrate", verbosity=0)


def analyse() -> None:
    """Let the planner know the tables, as a database that has lived for a while does."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counted() -> str:
    today = StatusPeriod.objects.covering(timezone.localdate())
    told = ", ".join(
        f"{today.filter(status=status).count():,} {status}"
        for status in ("approved", "conditional", "banned", "not_vetted")
    )
    return f"{Offering.objects.count():,} offerings; told today: {told}"


def copy_to_postgresql(source: Path, target: str) -> None:
    """Every row of the SQLite file, as text that PostgreSQL reads into its own types."""
    started = perf_counter()
    with (
        closing(sqlite3.connect(source)) as held,
        psycopg.connect(target, autocommit=False) as made,
    ):
        # No trigger and no foreign key speaks up: the rows were checked when they were written.
        made.execute("SET session_replication_role = replica")
        made.execute("SET TIME ZONE 'UTC'")
        tables = list(_tables(held))
        made.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        for table in tables:
            _copy_table(held, made, table)
    say(f"  copied it to PostgreSQL in {perf_counter() - started:.0f} s")


def _tables(held: sqlite3.Connection) -> Iterator[str]:
    names = held.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    yield from (name for (name,) in names.fetchall() if name not in NOT_COPIED)


def _copy_table(held: sqlite3.Connection, made: psycopg.Connection, table: str) -> None:
    columns = [row[1] for row in held.execute(f'PRAGMA table_info("{table}")')]
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    quoted = ", ".join(f'"{name}"' for name in columns)
    rows = held.execute(f'SELECT {quoted} FROM "{table}"')  # noqa: S608 - names from the database
    with made.cursor().copy(
        sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)
    ) as copy:
        while chunk := rows.fetchmany(CHUNK):
            for row in chunk:
                copy.write_row(row)
    if "id" in columns:
        made.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, 'id'), "
                "greatest((SELECT max(id) FROM {}), 1)) "
                "WHERE pg_get_serial_sequence({}, 'id') IS NOT NULL"
            ).format(sql.Literal(table), sql.Identifier(table), sql.Literal(table))
        )
