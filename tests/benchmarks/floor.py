"""The site with two yardsticks beside it, for gunicorn: what a list and a row cost at the least.

- `/floor/<start>`: one SQL for 50 stored JSON documents, joined; no framework at all.
- `/bare/<slug>`: a plain Django view under the project's middleware that reads one row.
- `/worker`: which worker process answers.

Everything else goes to the site as it is.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import get_resolver, path
from psycopg_pool import ConnectionPool

from registry.wsgi import application as site
from tests.benchmarks.documents import QUERY
from vetting.models import Offering

Start = Callable[[str, list[tuple[str, str]]], Any]
Read = Callable[[int], list[str]]


def pooled() -> Read:
    """Reads documents on the pool's connections, as many as the site may have."""
    database = settings.DATABASES["default"]
    pool = ConnectionPool(
        kwargs={
            "dbname": database["NAME"],
            "user": database["USER"],
            "host": database["HOST"],
            "autocommit": True,
        },
        min_size=1,
        max_size=4,
        open=True,
    )
    query = QUERY.format("%s")

    def read(start: int) -> list[str]:
        with pool.connection() as connection:
            return [body for (body,) in connection.execute(query, (start,))]

    return read


def threaded() -> Read:
    """Reads documents on a connection of each thread's own, driven as the site drives SQLite."""
    database = settings.DATABASES["default"]
    held = threading.local()
    query = QUERY.format("?")

    def read(start: int) -> list[str]:
        if not hasattr(held, "connection"):
            held.connection = sqlite3.connect(database["NAME"], isolation_level=None)
            held.connection.executescript(database["OPTIONS"]["init_command"])
        return [body for (body,) in held.connection.execute(query, (start,))]

    return read


def reader() -> Read:
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return threaded() if sqlite else pooled()


def bare(request: HttpRequest, slug: str) -> JsonResponse:
    found = Offering.objects.get(slug=slug)
    return JsonResponse({"slug": found.slug, "name": found.full_name, "kind": found.kind})


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    address = environ["PATH_INFO"]
    if address.startswith("/floor/"):
        body = f'{{"results":[{",".join(documents(int(address[7:])))}]}}'.encode()
        return answer(body, "application/json", start_response)
    if address == "/worker":
        return answer(str(os.getpid()).encode(), "text/plain", start_response)
    return site(environ, start_response)


def answer(body: bytes, kind: str, start_response: Start) -> list[bytes]:
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


# Imported by each worker, after it was forked: nothing here is shared between processes.
documents = reader()
get_resolver().url_patterns.append(path("bare/<slug:slug>", bare))
