"""Decides what is asked of the site and what each answer may cost, as a ratio within one run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from tests.benchmarks.load import Connection, Scenario, Unexpected, get, post

API = "/api/v1"
STATUS = "conditional"
LIST = f"{API}/offerings/?status={STATUS}"
FORMS = 2000
WALKED = 100
BATCH = 1000
MOST_QUERIES = 8
PAST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Target:
    """At most so many times what another scenario costs, by the medians; or so many seconds."""

    scenario: str
    than: str = ""
    at_most: float = 0.0


TARGETS = (
    Target("list", "floor", 2.5),
    Target("list, last page", "list, first page", 1.2),
    Target("list by score", "floor", 2.5),
    Target("one offering", "bare view", 2.0),
    Target("check by name", "bare view", 2.0),
    Target("check, POST", "bare view", 2.0),
    Target("304", "floor", 1.0),
    Target("list as of a day", "list", 1.5),
    Target("batch of 1,000", at_most=0.5),
)


@dataclass(slots=True)
class Material:
    """What the catalogue holds, read through the API itself."""

    offerings: list[dict[str, Any]]
    pages: list[str]
    pages_by_score: list[str]


def gather(connection: Connection, key: str) -> Material:
    walked = list(_walk(connection, f"{API}/offerings/?page_size=200", key))
    offerings = [row for _, page in walked for row in page["results"]]
    pages = [address for address, _ in _walk(connection, LIST, key)]
    scored = _walk(connection, f"{LIST}&ordering=-p2", key, WALKED)
    return Material(offerings, pages, [address for address, _ in scored])


def _walk(
    connection: Connection, address: str | None, key: str, most: int = 10**6
) -> Iterator[tuple[str, dict[str, Any]]]:
    while address and most:
        answer = connection.ask(get(address, key))
        if answer.status != 200:
            raise Unexpected(f"{address} got {answer.status}: {answer.body[:300]!r}")
        page = json.loads(answer.body)
        yield address, page
        address, most = beyond(page), most - 1


def beyond(page: dict[str, Any]) -> str | None:
    """The address of the next page, without its host."""
    following = urlsplit(page["next"] or "")
    return f"{following.path}?{following.query}" if page["next"] else None


def scenarios(
    material: Material, connection: Connection, key: str, documents: int, today: date
) -> list[Scenario]:
    """All that the site can answer; what it lacks yet is left out."""
    chance = random.Random(1)  # noqa: S311 - the same questions in every run
    pages, full = material.pages, material.pages[:-1]
    slugs = [row["slug"] for row in material.offerings]
    tools = sorted({row["tool"]["name"] for row in material.offerings})

    def asked(address: Callable[[], str]) -> list[bytes]:
        return [get(address(), key) for _ in range(FORMS)]

    def past() -> str:
        return f"{chance.choice(full)}&as_of={today - timedelta(chance.randint(1, PAST_DAYS))}"

    every = [
        Scenario("floor", asked(lambda: f"/floor/{chance.randrange(documents - 50)}")),
        Scenario("bare view", asked(lambda: f"/bare/{chance.choice(slugs)}")),
        Scenario("list", asked(lambda: chance.choice(full))),
        Scenario("list, first page", [get(pages[0], key)]),
        Scenario("list, last page", [get(pages[-2], key)]),
        Scenario("list by score", asked(lambda: chance.choice(material.pages_by_score[:-1]))),
        Scenario("one offering", asked(lambda: f"{API}/offerings/{chance.choice(slugs)}/")),
        Scenario(
            "check by name", asked(lambda: f"{API}/check/?tool={quote(chance.choice(tools))}")
        ),
        Scenario(
            "check, POST",
            [post(f"{API}/check/", key, _item(chance.choice(tools))) for _ in range(FORMS)],
        ),
        Scenario("list as of a day", asked(past)),
    ]
    every += [_batches(tools, material, key, chance)]
    return every + list(_if_there(full, connection, key, chance))


def _batches(tools: list[str], material: Material, key: str, chance: random.Random) -> Scenario:
    bodies = [batch(tools, material.offerings, chance) for _ in range(5)]
    asked = [post(f"{API}/check/", key, body) for body in bodies]
    return Scenario("batch of 1,000", asked, alone=True)


def _item(tool: str) -> bytes:
    return json.dumps({"items": [{"tool": tool}]}).encode()


def batch(tools: list[str], offerings: list[dict[str, Any]], chance: random.Random) -> bytes:
    """1,000 names as a studio's list has them: tools, plans, hosts, and some that nobody knows."""
    rows = chance.choices(offerings, k=BATCH)
    items: list[dict[str, str]] = []
    for number, row in enumerate(rows):
        kind = number % 20
        if kind < 11:
            items.append({"tool": chance.choice(tools)})
        elif kind < 16:
            items.append({"tool": row["tool"]["name"], "plan": row["name"].split(" - ")[-1]})
        elif kind < 19:
            items.append({"domain": f"app.{row['tool']['slug']}.example"})
        else:
            items.append({"tool": f"{row['tool']['name'][1:]}x"})
        items[-1]["ref"] = str(number)
    return json.dumps({"items": items}).encode()


def _if_there(
    pages: list[str], connection: Connection, key: str, chance: random.Random
) -> Iterator[Scenario]:
    sample = chance.sample(pages, min(WALKED, len(pages)))
    marks = [(page, connection.ask(get(page, key)).header("ETag")) for page in sample]
    if all(mark for _, mark in marks):
        asked = [get(page, key, If_None_Match=mark) for page, mark in marks]
        yield Scenario("304", asked, status=304)
    hosts = get(f"{API}/domains/?status=banned&format=txt", key)
    if connection.ask(hosts).status == 200:
        yield Scenario("domains as text", [hosts], alone=True)
