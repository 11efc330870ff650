"""Measures the staff pages at size: the first page and every list, opened as a superuser.

    python -m tests.benchmarks.desk [sqlite|postgresql|both] [--offerings 20000] [--keep DIR]

Takes the catalogue that tests.benchmarks.api makes, and prints a table for each database.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from dev import say
from tests.benchmarks import api


def main() -> None:
    asked = api.arguments()
    kinds = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    with tempfile.TemporaryDirectory(prefix="registry-desk-") as folder:
        file = api.catalogue(asked, Path(folder))
        for kind in kinds:
            say(f"\n{kind}:\n")
            api.stage("desk", api.database_of(kind, file))


if __name__ == "__main__":
    main()
