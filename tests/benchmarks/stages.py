"""The steps of the benchmark that need the site's settings: each runs in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connection

django.setup()

from tests.benchmarks import catalogue_of, desk_pages  # noqa: E402 - models need Django to be ready
from tests.benchmarks.costs import ask, batch_queries, report  # noqa: E402
from tests.benchmarks.documents import TABLE  # noqa: E402
from tests.benchmarks.scenarios import LIST, beyond  # noqa: E402
from tests.benchmarks.twins import compare  # noqa: E402

DOCUMENTS = 5000


def make(offerings: str, folder: str) -> None:
    catalogue_of.prepare_database()
    catalogue_of.make_catalogue(int(offerings), Path(folder))
    compare(int(offerings))
    catalogue_of.analyse()
    # Closing the last connection brings everything into the one file, which is then renamed.
    connection.close()


def copy(source: str, target: str) -> None:
    catalogue_of.prepare_database()
    catalogue_of.copy_to_postgresql(Path(source), target)
    catalogue_of.analyse()


def prepare() -> None:
    """Prints the key, the number of the floor's documents, what there is, a batch's queries."""
    key = catalogue_of.new_key()
    rows = list(published(key))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, body text NOT NULL)")
        cursor.executemany(
            f"INSERT INTO {TABLE} (id, body) VALUES (%s, %s)",  # noqa: S608
            list(enumerate(rows, start=1)),
        )
        cursor.execute(f"ANALYZE {TABLE}")
    queries = len(batch_queries(key))
    sys.stdout.write(f"{key}\n{len(rows)}\n{catalogue_of.counted()}\n{queries}\n")


def published(key: str) -> Iterator[str]:
    """The rows of the list that is measured, as the site sends them."""
    address: str | None = f"{LIST}&page_size=200"
    found = 0
    while address and found < DOCUMENTS:
        _, body, _ = ask("GET", address, b"", {"HTTP_AUTHORIZATION": f"Bearer {key}"})
        page = json.loads(body)
        for row in page["results"]:
            found += 1
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        address = beyond(page)


def costs(key: str, offerings: str) -> None:
    report(key, int(offerings))


STAGES = {"make": make, "copy": copy, "prepare": prepare, "costs": costs, "desk": desk_pages.report}

if __name__ == "__main__":
    STAGES[sys.argv[1]](*sys.argv[2:])
