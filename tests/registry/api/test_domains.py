"""GET domains/: what is told of each host, as pages and as lists that a proxy may block by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from registry.api.lists.formats import cell
from tests.conftest import Once
from tests.registry.api import building
from tests.registry.api.building import days, decided, never_decided, told
from tests.registry.api.conftest import Counting
from vetting.models import Tool
from vetting.services.names import rebuild_names

DOMAINS = "/api/v1/domains/"
tool = partial(building.tool, named=False)
offering = partial(building.offering, named=False)
STATUSES = {
    "bad.com": "banned",
    "chat.com": "mixed",
    "empty.com": "not_vetted",
    "git.com": "mixed",
    "new.com": "not_vetted",
    "pix.com": "mixed",
    "sora.chat.com": "banned",
    "sso.pix.com": "approved",
    "vox.com": "conditional",
}


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(nine_hosts)


@pytest.fixture(autouse=True)
def never_block_git() -> Iterator[None]:
    with override_settings(DOMAINS_NEVER_BLOCK=["git.com"]):
        yield


def nine_hosts() -> None:
    pix = tool("pix", "Pix", domains=["pix.com"])
    chat, sora = tool("chat", "Chat", domains=["chat.com"]), tool("sora", "Sora")
    vox, bad = tool("vox", "Vox", domains=["vox.com"]), tool("bad", "Bad", domains=["bad.com"])
    git, new = tool("git", "Git", domains=["git.com"]), tool("new", "New", domains=["new.com"])
    tool("empty", "Empty", domains=["empty.com"])
    decided(offering("pix-team", pix, "Team", login_domains=["sso.pix.com"]), "approved")
    decided(offering("pix-free", pix, "Free"), "banned", on=days(-10))
    decided(offering("chat-free", chat, "Free"), "banned")
    decided(offering("chat-team", chat, "Team"), "conditional")
    decided(offering("sora-app", sora, "App", login_domains=["sora.chat.com"]), "banned")
    decided(offering("vox-pro", vox, "Pro"), "conditional")
    decided(offering("bad-one", bad, "=cmd()"), "banned")
    decided(offering("git-one", git, "One"), "banned")
    never_decided(offering("new-one", new, "One"))
    rebuild_names(Tool.objects.all())


def rows(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.json()
    return list(response.json()["results"])


def statuses(response: Any) -> dict[str, str]:
    return {row["host"]: row["status"] for row in rows(response)}


def faults(response: Any) -> list[str]:
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return [error["field"] for error in response.json()["errors"]]


def test_every_host_of_the_catalogue_appears_once_with_its_status(api: APIClient) -> None:
    found = rows(api.get(DOMAINS))
    assert {row["host"]: row["status"] for row in found} == STATUSES
    assert [row["host"] for row in found] == sorted(STATUSES)


def test_a_host_names_its_offerings_the_worst_first(api: APIClient) -> None:
    (row,) = rows(api.get(DOMAINS, {"search": "PIX.com", "status": "mixed"}))
    assert row == {
        "host": "pix.com",
        "status": "mixed",
        "because": "Some plans used on this host may be used and others not: check the plan.",
        "offerings": [
            {
                "slug": "pix-free",
                "name": "Pix - Free",
                "status": "banned",
                "url": "http://testserver/api/v1/offerings/pix-free/",
            },
            {
                "slug": "pix-team",
                "name": "Pix - Team",
                "status": "approved",
                "url": "http://testserver/api/v1/offerings/pix-team/",
            },
        ],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "banned"}, ["bad.com", "sora.chat.com"]),
        ({"status": "approved,conditional"}, ["sso.pix.com", "vox.com"]),
        ({"status": ["approved", "banned"], "search": "s"}, ["sora.chat.com", "sso.pix.com"]),
        ({"search": "chat"}, ["chat.com", "sora.chat.com"]),
        ({"search": "nowhere"}, []),
    ],
)
def test_it_filters_hosts(api: APIClient, query: dict[str, Any], expected: list[str]) -> None:
    assert list(statuses(api.get(DOMAINS, query))) == expected


def test_it_tells_a_past_day(api: APIClient) -> None:
    past = statuses(api.get(DOMAINS, {"as_of": days(-40).isoformat()}))
    assert past == dict.fromkeys(STATUSES, "not_vetted")
    past = statuses(api.get(DOMAINS, {"as_of": days(-11).isoformat()}))
    assert (past["pix.com"], past["sso.pix.com"]) == ("mixed", "approved")


def test_a_new_verdict_shows_at_once(api: APIClient) -> None:
    fresh = building.offering("bad-two", Tool.objects.get(slug="bad"), "Two")
    assert statuses(api.get(DOMAINS))["bad.com"] == "banned"
    told(fresh, "approved")
    building.acted()
    assert statuses(api.get(DOMAINS))["bad.com"] == "mixed"
    building.tool("far", "Far", domains=["eu.chat.com"])
    building.acted()
    assert statuses(api.get(DOMAINS))["eu.chat.com"] == "not_vetted"


def test_a_proxy_gets_hosts_and_nothing_else(api: APIClient) -> None:
    response = api.get(DOMAINS, {"status": "banned", "format": "txt"}, HTTP_ACCEPT="text/plain")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"bad.com\nsora.chat.com\n"
    assert api.get(DOMAINS, {"search": "nowhere", "format": "txt"}).content == b""


def test_every_status_has_the_same_hosts_as_text_and_as_json(api: APIClient) -> None:
    for status in ("approved", "conditional", "mixed", "not_vetted", "banned"):
        text = api.get(DOMAINS, {"status": status, "format": "txt"}).content.decode()
        assert text.splitlines() == list(statuses(api.get(DOMAINS, {"status": status})))


def test_a_table_is_safe_to_open(api: APIClient) -> None:
    of = building.tool("x", "@sum", domains=["-x.com"])
    building.never_decided(building.offering("x", of, "Plan"))
    response = api.get(DOMAINS, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"hosts-{days(0).isoformat()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    found = list(csv.reader(io.StringIO(response.content.decode())))
    assert found[0] == ["host", "status", "because", "offerings", "names"]
    assert {row[0]: row[1] for row in found[1:]} == STATUSES | {"'-x.com": "not_vetted"}
    table = {row[0]: row for row in found}
    assert table["chat.com"][3:] == [
        "chat-free | chat-team",
        "Chat - Free (banned) | Chat - Team (conditional)",
    ]
    assert table["'-x.com"][3:] == ["x", "'@sum - Plan (not vetted)"]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_cell_that_looks_like_a_formula_is_made_plain_text(mark: str) -> None:
    assert cell(f"{mark}cmd()") == f"'{mark}cmd()"
    assert cell(f"cmd{mark}") == f"cmd{mark}"


def test_a_table_says_in_its_name_what_it_holds(api: APIClient) -> None:
    query = {"format": "csv", "status": "banned,mixed", "as_of": days(-3).isoformat()}
    said = api.get(DOMAINS, query)["Content-Disposition"]
    assert f'filename="hosts-banned-mixed-{days(-3).isoformat()}.csv"' in said


def test_it_pages_through_hosts(api: APIClient) -> None:
    hosts = sorted(STATUSES)
    first = api.get(DOMAINS, {"page_size": 4}).json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    seen = [[row["host"] for row in page["results"]] for page in (first, second, third)]
    assert seen == [hosts[:4], hosts[4:8], hosts[8:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert api.get(third["previous"]).json()["results"] == second["results"]
    assert api.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"status": "good"}, ["status"]),
        ({"stauts": "banned"}, ["stauts"]),
        ({"format": "xml"}, ["format"]),
        ({"format": "txt", "page_size": "5"}, ["page_size"]),
        ({"format": "csv", "page_size": "5", "cursor": "WyJob3N0IiwiYSIsMCxmYWxzZV0"}, None),
        ({"cursor": "x"}, ["cursor"]),
        ({"as_of": days(1).isoformat(), "search": ""}, ["as_of", "search"]),
    ],
)
def test_odd_queries_are_refused(
    api: APIClient, query: dict[str, str], fields: list[str] | None
) -> None:
    assert faults(api.get(DOMAINS, query)) == (fields or ["page_size", "cursor"])


def test_a_cursor_of_another_list_is_refused(api: APIClient) -> None:
    other = api.get("/api/v1/tools/", {"page_size": 1}).json()["next"].split("cursor=")[1]
    assert faults(api.get(f"{DOMAINS}?cursor={other.split('&')[0]}")) == ["cursor"]


def test_nobody_reads_it_without_a_key(stranger: APIClient) -> None:
    response = stranger.get(DOMAINS, {"format": "txt"})
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_its_queries_do_not_grow_with_hosts(api: APIClient, queries: Counting) -> None:
    """The key with its production; after an act the hosts, and the offerings with their status."""
    maker = building.vendor()
    for count in (1, 50, 500):
        made = Tool.objects.bulk_create(
            Tool(
                slug=f"t-{count}-{i}",
                vendor=maker,
                name=f"T {count} {i}",
                domains=[f"t{count}-{i}.com"],
            )
            for i in range(count)
        )
        told(offering(f"o-{count}", made[0], "Plan"), "banned")
        rebuild_names(made)
        building.acted()
        for expected in (3, 1):
            with queries(expected):
                assert api.get(DOMAINS, {"page_size": "200"}).status_code == 200
    for form in ("txt", "csv"):
        with queries(1):
            assert api.get(DOMAINS, {"format": form}).status_code == 200
