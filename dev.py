#!/usr/bin/env python3
"""Serves, tests and checks the site from a bare checkout; it installs what each needs by itself.

    python3 dev.py run     serve the site with its catalog and demo (PORT, NO_DEMO=1, DATABASE_URL)
    python3 dev.py test    run the tests on SQLite and PostgreSQL; more arguments go to pytest
    python3 dev.py check   lint, format, types, migrations, the API's schema

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SITE_PACKAGES = (
    VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
)
INTERRUPTED = VENV / ".installing"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "tests" / "requirements.lock"}
OLDEST_PYTHON = (3, 11)


def say(text: str) -> None:
    print(text, flush=True)


def give_up(sentence: str) -> NoReturn:
    sys.exit(f"\n{sentence}\n")


def asked(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a switch such as REQUIRE_PG is on."""
    return environment.get(name, "").strip().lower() not in ("", "0", "off", "no", "false")


def require_python(version: tuple[int, ...]) -> None:
    if version < OLDEST_PYTHON:
        found = ".".join(str(part) for part in version[:3])
        give_up(
            f"Python 3.11 or newer is needed, and this is {found}. "
            "If there is a newer one beside it, name it: make PYTHON=python3.12 run"
        )


def call(*command: str | Path, environment: Mapping[str, str] = os.environ) -> int:
    """Runs a program to its end and takes it along when we are stopped before that."""
    child = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


# Installing: a stamp, written only after success, says which lock file stands in .venv.


def stamp_for(lock: Path, python: str) -> str:
    return hashlib.sha256(lock.read_bytes() + python.encode()).hexdigest()


def is_installed(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists()


def install(group: str) -> None:
    """Brings .venv to what the group's lock file says; a warm start touches no network."""
    stamp, wanted = VENV / f".{group}.stamp", stamp_for(LOCKS[group], sys.version)
    with one_at_a_time():
        if is_installed(stamp, wanted) and not INTERRUPTED.exists():
            return
        make_venv()
        say("Installing into .venv what this needs (only the first time and after changes) ...")
        INTERRUPTED.touch()
        if call(*installer(), "--require-hashes", "-r", LOCKS[group]):
            give_up("Installing failed, see above. Nothing was started; try again any time.")
        stamp.write_text(wanted)
        INTERRUPTED.unlink()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets a second command wait until the first has finished installing."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    with (VAR / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Makes .venv, also anew where its Python is gone or of another version or half installed."""
    if PYTHON.exists() and SITE_PACKAGES.is_dir() and not INTERRUPTED.exists():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        give_up(
            f"{(made.stdout + made.stderr).strip()}\n\n"
            "Python cannot make a virtual environment here. On Debian: apt install python3-venv"
        )


def installer() -> list[str | Path]:
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "-q", "-p", PYTHON]
    return [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]


# Serving.

SERVER = ("--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket")


def chosen_port(environment: Mapping[str, str]) -> int:
    port = environment.get("PORT", "") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        give_up(f'PORT is "{port}". Write a number from 1 to 65535.')
    return int(port)


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            give_up(
                f"Port {port} cannot be opened ({error.strerror}). If this site runs there "
                "already, stop that run, or choose another port: PORT=8001 make run"
            )


def serving_environment(port: int, environment: Mapping[str, str]) -> dict[str, str]:
    """The production settings, for plain http on this machine: what is set already stays."""
    # Whoever tries it out sees reminders at once, whatever day and hour it is.
    at_once = {"REMIND_FROM_HOUR": "0", "REMIND_ON_WEEKENDS": "on"}
    defaults = {"PUBLIC_URL": f"http://localhost:{port}", **at_once}
    if not environment.get("SECRET_KEY") and not environment.get("SECRET_KEY_FILE"):
        defaults["SECRET_KEY_FILE"] = str(secret_key_file())
    return {**defaults, **environment}


def secret_key_file() -> Path:
    """This checkout's key, made at the first run; written aside, so that it is never half there."""
    key = VAR / "secret_key"
    if not key.exists():
        VAR.mkdir(mode=0o700, exist_ok=True)
        draft = VAR / "secret_key.draft"
        draft.write_text(secrets.token_urlsafe(50))
        draft.chmod(0o600)
        draft.replace(key)
    return key


def prepare(environment: Mapping[str, str]) -> None:
    steps = (
        ("Preparing the database ...", ["migrate", "-v0"]),
        ("Loading the catalog ...", ["import_catalog", "fixtures/catalog.json"]),
        ("Collecting static files ...", ["collectstatic", "--noinput", "-v0"]),
    )
    for what, command in steps:
        say(what)
        if call(PYTHON, "manage.py", *command, environment=environment):
            give_up("That did not work, see above. Nothing was started.")


def load_demo(environment: Mapping[str, str]) -> str:
    """Loads the demo and gives its log-ins and key, or says why there are none."""
    if asked("NO_DEMO", environment):
        return "No demo was loaded, as NO_DEMO says."
    say("Loading the demo ...")
    access = VAR / "demo-access.txt"
    command = ("manage.py", "demo", "--access-file", str(access))
    if call(PYTHON, *command, environment=environment) or not access.is_file():
        return "The demo was not loaded, for the reason above; the site runs without it."
    return access.read_text().strip()


def run(_: list[str]) -> None:
    port = chosen_port(os.environ)
    require_free_port(port)
    install("run")
    os.umask(0o077)
    environment = serving_environment(port, os.environ)
    prepare(environment)
    access = load_demo(environment)
    address = environment["PUBLIC_URL"].rstrip("/")
    say(f"\n  Site   {address}/\n  Admin  {address}/admin/\n  API    {address}/api/v1/docs/\n")
    say(f"{access}\n\nStop with Ctrl-C.\n")
    serve(port, environment)


def serve(port: int, environment: Mapping[str, str]) -> NoReturn:
    """Becomes the web server: signals reach it directly, and it takes its workers along."""
    command = [str(PYTHON), "-m", "gunicorn", "registry.wsgi", *SERVER, f"--bind=127.0.0.1:{port}"]
    os.chdir(ROOT)
    os.execve(command[0], command, dict(environment))


# Testing and checking.


def test(arguments: list[str]) -> None:
    """Leaves the rest to tests/__main__.py, which may use what has just been installed."""
    install("test")
    sys.exit(call(PYTHON, "-m", "tests", *arguments))


def check(_: list[str]) -> None:
    install("test")
    sys.exit(call(PYTHON, "-m", "tests.checks"))


def stopped(*_: object) -> NoReturn:
    sys.exit(143)


def main(arguments: list[str]) -> None:
    require_python(sys.version_info[:3])
    commands = {"run": run, "test": test, "check": check}
    if not arguments or arguments[0] not in commands:
        give_up((__doc__ or "").strip())
    signal.signal(signal.SIGTERM, stopped)
    try:
        commands[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
