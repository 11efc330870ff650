"""How long a writer waits for a database that takes no writes just now, and what it says then."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InternalError, OperationalError, connection

# What databases raise where they are locked, read-only or away.
NO_WRITES = (OperationalError, InternalError)


class Busy(Exception):
    """The database takes no writes just now. Nothing was written; asking again later will do."""


@contextmanager
def or_busy() -> Iterator[None]:
    """Raise Busy where the block could not write: locked for too long, or read-only for now."""
    try:
        yield
    except NO_WRITES as error:
        raise Busy("The registry cannot write just now; nothing was changed.") from error


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """SQLite has one writer at a time; inside this block a second one waits no longer than this.

    It goes past Django's cursor, for what is set is no query of anybody's.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    patience = int(raw.execute("PRAGMA busy_timeout").fetchone()[0])
    raw.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")
