"""Where the time of a request goes: in one process, without a server, request by request.

Says the wall time of each request, its queries, and the share of every layer by cProfile. The
profiler makes Python look slower than it is, so its shares are spread over the true wall time.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import random
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dev import say
from tests.benchmarks import floor
from tests.benchmarks.scenarios import API, LIST, batch, beyond
from tests.benchmarks.stories import slug_of, tool_name, tool_of
from vetting.models import Offering

TIMES = 150
LAYERS = (
    ("driver", ("psycopg", "sqlite3", "select.epoll", "poll")),
    ("Django ORM", ("django/db/",)),
    ("connection pool", ("psycopg_pool",)),
    ("REST framework", ("rest_framework", "django_filters")),
    ("Django forms", ("django/forms",)),
    ("URLs", ("django/urls",)),
    ("Django", ("django/", "whitenoise", "asgiref")),
    ("JSON", ("json/", "_json")),
    ("ours: scoring", ("vetting/scoring",)),
    ("ours: vetting", ("vetting/",)),
    ("ours: registry", ("registry/",)),
)

Ask = Callable[[], tuple[str, str, bytes, dict[str, str]]]


def ask(
    method: str, address: str, body: bytes, headers: dict[str, str]
) -> tuple[str, bytes, dict[str, str]]:
    """One request through the WSGI application, as a server hands it over."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **headers,
    }
    told: list[Any] = []
    pieces = floor.application(environ, lambda status, head: told.extend([status, dict(head)]))
    answer = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return told[0], answer, told[1]


def questions(key: str, offerings: int) -> dict[str, Ask]:
    chance = random.Random(2)  # noqa: S311
    auth = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    pages = _pages(auth)
    tools = tool_of(offerings - 1)

    def tool() -> str:
        return tool_name(chance.randrange(tools)).replace(" ", "%20")

    asked: dict[str, Ask] = {
        "floor": lambda: ("GET", f"/floor/{chance.randrange(200)}", b"", {}),
        "bare view": lambda: ("GET", f"/bare/{slug_of(chance.randrange(offerings))}", b"", {}),
        "list": lambda: ("GET", chance.choice(pages), b"", auth),
        "one offering": lambda: (
            "GET",
            f"{API}/offerings/{slug_of(chance.randrange(offerings))}/",
            b"",
            auth,
        ),
        "check by name": lambda: ("GET", f"{API}/check/?tool={tool()}", b"", auth),
    }
    marks = [(page, ask("GET", page, b"", auth)[2].get("ETag", "")) for page in pages]
    if all(mark for _, mark in marks):

        def known() -> tuple[str, str, bytes, dict[str, str]]:
            page, mark = chance.choice(marks)
            return "GET", page, b"", {**auth, "HTTP_IF_NONE_MATCH": mark}

        asked["304"] = known
    return asked


def _pages(auth: dict[str, str], most: int = 25) -> list[str]:
    address: str | None = LIST
    found: list[str] = []
    while address and len(found) < most:
        found.append(address)
        _, body, _ = ask("GET", address, b"", auth)
        address = beyond(json.loads(body))
    return found


def report(key: str, offerings: int) -> None:
    """Print it all. Costs about a minute."""
    asked = questions(key, offerings)
    for name, question in asked.items():
        for _ in range(20):
            ask(*question())
        _tell(name, question)
    say("\n    ".join(["\nbatch of 1,000:", *batch_queries(key)]))


def _tell(name: str, question: Ask) -> None:
    taken, used = [], []
    for _ in range(TIMES):
        given = question()
        begun, started = perf_counter(), process_time()
        status, body, _ = ask(*given)
        used.append(process_time() - started)
        taken.append(perf_counter() - begun)
    with CaptureQueriesContext(connection) as seen:
        ask(*question())
    queries = list(seen)
    wall, own = median(taken) * 1e6, median(used) * 1e6
    profile = cProfile.Profile(process_time)
    for _ in range(TIMES):
        given = question()
        profile.runcall(ask, *given)
    say(
        f"\n{name}: {own:,.0f} µs of our processor, {wall:,.0f} µs in all, "
        f"{len(queries)} queries, {len(body):,} bytes, {status}"
    )
    _layers(profile, own)
    for query in queries:
        say(f"    {float(query['time']) * 1000:.0f} ms {query['sql'][:150]}")


def _layers(profile: cProfile.Profile, wall: float) -> None:
    raw = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(row[2] for row in raw.values())
    layers: dict[str, float] = defaultdict(float)
    for place, (_, _, own, _, callers) in raw.items():
        if place[0] != "~":
            layers[_layer(place)] += own
            continue
        # What is built in counts for the layer that called it, except the drivers' own work.
        layer = _layer(place)
        if layer == "Python":
            for caller, (_, _, part, _) in callers.items():
                layers[_layer(caller)] += part
        else:
            layers[layer] += own
    shares = sorted(layers.items(), key=lambda item: -item[1])
    say("    " + ", ".join(f"{name} {part / total * wall:,.0f}" for name, part in shares))
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("cumtime").print_stats(45)
    for line in out.getvalue().splitlines()[8:]:
        say("    " + _short(line, wall / total))


def _short(line: str, scale: float) -> str:
    """How often, and the microseconds of its own and in all, for one request."""
    parts = line.split(None, 5)
    if len(parts) < 6:
        return line
    calls, own, _, total, _, where = parts
    every = float(calls.split("/")[0]) / TIMES
    return f"{every:8.1f} {float(own) * scale:8.0f} {float(total) * scale:8.0f}  {where[-90:]}"


def _layer(place: tuple[str, int, str]) -> str:
    where = place[0] if place[0] != "~" else place[2]
    return next((name for name, marks in LAYERS if any(m in where for m in marks)), "Python")


def batch_queries(key: str) -> list[str]:
    """The queries of one batch check of 1,000 names, each with its time."""
    rows = [
        {"name": row.full_name, "tool": {"slug": row.tool.slug, "name": row.tool.name}}
        for row in Offering.objects.select_related("tool")
    ]
    tools = sorted({row["tool"]["name"] for row in rows})
    body = batch(tools, rows, random.Random(3))  # noqa: S311
    auth = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    ask("POST", f"{API}/check/", body, auth)
    with CaptureQueriesContext(connection) as seen:
        ask("POST", f"{API}/check/", body, auth)
    return [f"{float(query['time']) * 1000:.0f} ms {query['sql'][:150]}" for query in seen]
