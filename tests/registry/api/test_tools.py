"""GET tools/ and vendors/: what is in them, their filters, days and queries."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import days, decided, never_decided, offering, tool, vendor
from tests.registry.api.conftest import Counting

TOOLS, VENDORS = "/api/v1/tools/", "/api/v1/vendors/"


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(three_tools)


def three_tools() -> None:
    pix = tool("pix", "Pix", domains=["pix.com"], aliases=["Pixie"])
    vox = tool("vox", "Vox", vendor=vendor("sono", "Sono"), modalities=["voice"])
    tool("empty", "Empty", modalities=[], category="")
    decided(offering("pix-team", pix, "Team"), "approved", on=days(-10))
    decided(offering("pix-free", pix, "Free", kind="consumer_free"), "banned")
    never_decided(offering("vox-pro", vox, "Pro", aliases=["Vox Gold"]))


def slugs(response: Any) -> list[str]:
    assert response.status_code == 200, response.json()
    return [row["slug"] for row in response.json()["results"]]


def test_a_tool_carries_its_offerings_with_their_status(api: APIClient) -> None:
    row = api.get(f"{TOOLS}pix/").json()
    assert {k: v for k, v in row.items() if k != "offerings"} == {
        "slug": "pix",
        "name": "Pix",
        "vendor": {"slug": "acme", "name": "Acme"},
        "category": "image generation",
        "modalities": ["image"],
        "domains": ["pix.com"],
        "aliases": ["Pixie"],
        "url": "http://testserver/api/v1/tools/pix/",
    }
    assert [(o["slug"], o["status"]) for o in row["offerings"]] == [
        ("pix-free", "banned"),
        ("pix-team", "approved"),
    ]
    assert row["offerings"][1] == {
        "slug": "pix-team",
        "name": "Pix - Team",
        "plan": "Team",
        "kind": "enterprise_workspace",
        "status": "approved",
        "status_reason": "decided",
        "usable": True,
        "valid_until": days(100).isoformat(),
        "url": "http://testserver/api/v1/offerings/pix-team/",
    }


TOOL_FILTERS = [
    ({}, ["empty", "pix", "vox"]),
    ({"ordering": "-name"}, ["vox", "pix", "empty"]),
    ({"status": "approved"}, ["pix"]),
    ({"status": "not_vetted"}, ["vox"]),
    ({"status": "banned,not_vetted"}, ["pix", "vox"]),
    ({"status": "conditional"}, []),
    ({"vendor": "sono"}, ["vox"]),
    ({"modality": "voice"}, ["vox"]),
    ({"search": "pixie"}, ["pix"]),
    ({"search": "SONO"}, ["vox"]),
    ({"search": "gold"}, ["vox"]),
    ({"search": "acme p"}, ["empty", "pix"]),
    ({"status": "approved", "vendor": "sono"}, []),
]


@pytest.mark.parametrize(("query", "expected"), TOOL_FILTERS)
def test_it_filters_tools(api: APIClient, query: dict[str, str], expected: list[str]) -> None:
    assert slugs(api.get(TOOLS, query)) == expected


def test_tools_tell_a_past_day(api: APIClient) -> None:
    past = days(-11).isoformat()
    assert slugs(api.get(TOOLS, {"status": "approved", "as_of": past})) == []
    offerings = api.get(f"{TOOLS}pix/", {"as_of": past}).json()["offerings"]
    assert [o["status"] for o in offerings] == ["banned", "not_vetted"]


def test_it_pages_through_tools(api: APIClient) -> None:
    first = api.get(TOOLS, {"page_size": 2}).json()
    assert slugs(api.get(first["next"])) == ["vox"]
    assert slugs(api.get(api.get(first["next"]).json()["previous"])) == ["empty", "pix"]


def test_it_shows_vendors(api: APIClient) -> None:
    assert slugs(api.get(VENDORS)) == ["acme", "sono"]
    assert slugs(api.get(VENDORS, {"search": "vox"})) == ["sono"]
    row = api.get(f"{VENDORS}acme/").json()
    assert [tool["slug"] for tool in row["tools"]] == ["empty", "pix"]
    assert row["tools"][1]["offerings"][0]["status"] == "banned"
    assert (row["country"], row["website"]) == ("US", "https://acme.com")
    past = api.get(f"{VENDORS}acme/", {"as_of": days(-11).isoformat()}).json()
    assert past["tools"][1]["offerings"][1]["status"] == "not_vetted"


def test_unknown_slugs_are_not_found(api: APIClient) -> None:
    assert api.get(f"{TOOLS}none/").status_code == 404
    assert api.get(f"{VENDORS}none/").status_code == 404


def test_its_queries_do_not_grow_with_rows(api: APIClient, queries: Counting) -> None:
    """The key with its production; the tools (or the vendor and its tools); their offerings."""
    with queries(3):
        api.get(TOOLS)
    for count in range(47):
        decided(offering(f"o-{count}", tool(f"t-{count}", f"T {count}"), "Plan"), "approved")
    with queries(3):
        assert len(slugs(api.get(TOOLS, {"page_size": 200}))) == 50
    with queries(3):
        api.get(f"{TOOLS}pix/")
    with queries(4):
        api.get(f"{VENDORS}acme/")
    with queries(2):
        api.get(VENDORS)
