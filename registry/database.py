"""Decides how each kind of database is driven, so that web and commands can work side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SQLITE = "django.db.backends.sqlite3"
SQLITE_OPTIONS = {
    # Writers queue up at the start of a transaction, where waiting is possible.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # Without recursive triggers, INSERT OR REPLACE would slip past the ones that forbid deleting.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON;"
    ),
}


def tuned(database: dict[str, Any], *, base_dir: Path, pool_size: int) -> dict[str, Any]:
    """The database's settings with our options; a pool size of 0 means no pool."""
    if database["ENGINE"] == SQLITE:
        return _sqlite(database, base_dir)
    return _postgresql(database, pool_size)


def _sqlite(database: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    name = database["NAME"]
    if name != ":memory:":
        name = base_dir / name
        name.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A thread keeps its connection: opening the file takes longer than most questions to it.
    return {**database, "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS), "CONN_MAX_AGE": None}


def _postgresql(database: dict[str, Any], pool_size: int) -> dict[str, Any]:
    options = dict(database.get("OPTIONS", {}))
    # A socket's directory can only be written as ?host=/directory, where Django would not look.
    host = options.pop("host", None) or database.get("HOST", "")
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
        # A question asked five times on a connection is planned once for all: half its time. A
        # pooler between us and the database, which hands connections on, could not keep that.
        options |= {"server_side_binding": True, "prepare_threshold": 5}
    return {**database, "HOST": host, "OPTIONS": options, "CONN_MAX_AGE": 0}
