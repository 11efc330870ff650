"""Measures the published API against a floor, at size: one command makes, serves, loads, reports.

    python -m tests.benchmarks.api [sqlite|postgresql|both] [--offerings 20000] [--seconds 8]
                                   [--keep DIR] [--costs]

Makes a catalogue with its past, serves it with the project's own server under its production
settings, loads it from here, and prints a table. Each program runs in a process of its own. With
--keep the SQLite file stays in DIR, and is taken from there as long as it is of today and nothing
that makes it has changed; with --costs it is said as well where the time of each request goes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from dev import PYTHON, ROOT, SERVER, say
from tests.benchmarks import load
from tests.benchmarks.scenarios import gather, scenarios
from tests.benchmarks.table import table
from tests.postgres import start

WORKERS = 2
KEEPING = {
    0: "Every answer made anew (API_KEEP_MEGABYTES=0)",
    32: "Answers kept until the next act (the default), after the first time each is asked for",
}
DATABASE = "benchmark"


def main() -> None:
    asked = arguments()
    kinds = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    with tempfile.TemporaryDirectory(prefix="registry-speed-") as folder:
        file = catalogue(asked, Path(folder))
        for kind in kinds:
            measure(kind, database_of(kind, file), asked)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "database", nargs="?", default="both", choices=("sqlite", "postgresql", "both")
    )
    parser.add_argument("--offerings", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=8, help="for each scenario")
    parser.add_argument("--keep", type=Path, help="where the SQLite file stays for another run")
    parser.add_argument("--costs", action="store_true", help="also say where the time goes")
    return parser.parse_args()


def catalogue(asked: argparse.Namespace, folder: Path) -> Path:
    """The SQLite file with everything in it: made now, or kept from an earlier run of today."""
    name = f"catalogue-{asked.offerings}-{datetime.now(UTC).date()}-{makers()}.sqlite3"
    file = (asked.keep or folder).resolve() / name
    if file.exists():
        say(f"Taking {file.name} as it is.")
        return file
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    say(f"Making a catalogue of {asked.offerings:,} offerings ...")
    stage("make", f"sqlite:///{draft}", str(asked.offerings), str(folder))
    draft.rename(file)
    return file


def makers() -> str:
    """A mark of all that decides what is in the file: it is made anew when any of it changed."""
    rooms = ("models", "scoring", "services", "migrations")
    paths = [path for room in rooms for path in (ROOT / "vetting" / room).rglob("*.py")]
    ours = [Path(__file__).with_name(f"{name}.py") for name in ("stories", "past", "catalogue_of")]
    digest = hashlib.sha256()
    for path in sorted([*paths, *ours]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def database_of(kind: str, file: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{file}"
    server = start()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    address = server.replace("/postgres?", f"/{DATABASE}?")
    say("Copying it into a PostgreSQL of its own ...")
    stage("copy", address, str(file), address)
    return address


def measure(kind: str, database: str, asked: argparse.Namespace) -> None:
    key, documents, counted, queries = stage("prepare", database).split("\n")[:4]
    say(f"\n{kind}: {counted}")
    if asked.costs:
        say(stage("costs", database, key, str(asked.offerings)))
    for keep, title in KEEPING.items():
        say(f"\n{title}\n")
        with served(database, keep) as port:
            connection = load.Connection(port)
            material = gather(connection, key)
            today = datetime.now(UTC).date()
            every = scenarios(material, connection, key, int(documents), today)
            workers = load.one_connection_to_each_worker(port, WORKERS)
            load.run(every, workers, rounds=asked.seconds, length=1.0)
            say(table(every, int(queries)))
            held = " and ".join(f"{size:.0f}" for size in load.memory(workers))
            say(f"\nMemory of the two workers at the end: {held} MB.")


def stage(name: str, database: str, *more: str) -> str:
    """Runs one step in a process of its own, whose settings are those of this database."""
    done = subprocess.run(
        [PYTHON, "-m", "tests.benchmarks.stages", name, *more],
        env=environment(database),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE if name in {"prepare", "costs"} else None,
        text=True,
    )
    return done.stdout or ""


def environment(database: str, port: int = 8000, keep: int = 0) -> dict[str, str]:
    """The production settings, for plain http on this machine, and no limit for our one key."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": f"http://localhost:{port}",
        "API_REQUESTS_PER_MINUTE": "0",
        "API_KEEP_MEGABYTES": str(keep),
        "LOG_LEVEL": "ERROR",
        # What is measured is one thing at a time.
        "RUN_IN_PROCESS": "off",
        # The pages' static files are not collected here, and the API needs none.
        "PYTHONWARNINGS": "ignore:No directory at:UserWarning",
        "DJANGO_SETTINGS_MODULE": "registry.settings",
    }


SECRET = secrets.token_urlsafe(50)


@contextmanager
def served(database: str, keep: int) -> Iterator[int]:
    """The project's own server with the yardsticks beside the site, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A connection may be idle while another one is measured alone.
    ours = ["--keep-alive=120", "--log-level=warning", f"--bind=127.0.0.1:{port}"]
    server = subprocess.Popen(
        [PYTHON, "-m", "gunicorn", "tests.benchmarks.floor", *SERVER, *ours],
        env=environment(database, port, keep),
        cwd=ROOT,
    )
    try:
        wait_for(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            load.Connection(port).ask(load.get("/livez"))
        except (OSError, load.Unexpected):
            time.sleep(0.2)
        else:
            return
    sys.exit("The server does not answer.")


if __name__ == "__main__":
    main()
