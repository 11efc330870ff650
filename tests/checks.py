"""Runs every check that is not a test, also after one has failed: `make check`."""

from __future__ import annotations

import os
import signal
import sys

from dev import call, give_up, say, stopped

CHECKS = (
    ("-m", "ruff", "check"),
    ("-m", "ruff", "format", "--check"),
    ("-m", "mypy"),
    ("manage.py", "makemigrations", "--check", "--dry-run"),
    ("manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull),
)
# The commands of manage.py look at the code only: a database that is forgotten serves them.
ENVIRONMENT = {"DEVELOPMENT": "on", "DATABASE_URL": "sqlite://:memory:"}


def main() -> None:
    signal.signal(signal.SIGTERM, stopped)
    environment = {**os.environ, **ENVIRONMENT}
    failed = []
    for command in CHECKS:
        say(f"\n== {' '.join(command)}")
        if call(sys.executable, *command, environment=environment):
            failed.append(" ".join(command))
    if failed:
        give_up("These found something, see above:\n  " + "\n  ".join(failed))
    say("\nAll checks passed.")


if __name__ == "__main__":
    main()
