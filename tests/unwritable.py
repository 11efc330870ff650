"""A database that takes no writes: locked by somebody else, or a standby."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SWITCH = {
    "sqlite": "PRAGMA query_only = {}",
    "postgresql": "SET default_transaction_read_only = {}",
}


@contextmanager
def no_writes() -> Iterator[None]:
    """For this connection, and outside transactions only."""
    switch = SWITCH[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(switch.format("on"))
        try:
            yield
        finally:
            cursor.execute(switch.format("off"))
