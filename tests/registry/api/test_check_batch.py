"""check/ as a whole: the envelope, faulty items among good ones, GET, and its queries."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.builders import make_decided
from tests.conftest import Once
from tests.registry.api.building import days, decided, never_decided, offering, tool
from tests.registry.api.conftest import Counting
from vetting.models import LookupName

CHECK = "/api/v1/check/"


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(two_plans)


def two_plans() -> None:
    pix = tool("pix", "Pix", domains=["pix.com"])
    decided(offering("pix-pro", pix, "Pro"), "approved")
    decided(offering("pix-free", pix, "Free"), "banned")


def asked(api: APIClient, body: Any) -> dict[str, Any]:
    response = api.post(CHECK, body)
    assert response.status_code == 200, response.json()
    return dict(response.json())


FAULTY: list[tuple[Any, str]] = [
    ("pix", ""),
    (None, ""),
    ([], ""),
    ({}, "tool"),
    ({"ref": "x"}, "tool"),
    ({"plan": "Pro"}, "tool"),
    ({"tool": ""}, "tool"),
    ({"tool": "   "}, "tool"),
    ({"tool": 5}, "tool"),
    ({"tool": ["Pix"]}, "tool"),
    ({"tool": "x" * 201}, "tool"),
    ({"tool": "a\u0000b"}, "tool"),
    ({"tool": "a\nb"}, "tool"),
    ({"tool": "Pix", "plam": "Pro"}, "plam"),
    ({"tool": "Pix", "ref": 7}, "ref"),
    ({"tool": "Pix", "ref": "x" * 101}, "ref"),
    ({"domain": "pix"}, "domain"),
    ({"domain": "pix .com"}, "domain"),
    ({"domain": "http://"}, "domain"),
    ({"domain": "a." * 126 + "com"}, "domain"),
    ({"url": "https://evil.com\\@pix.com/"}, "url"),
    ({"url": "http://[::1"}, "url"),
    ({"url": "https://pix.com/\u0000"}, "url"),
    ({"url": "x" * 2001}, "url"),
]


@pytest.mark.parametrize(("item", "field"), FAULTY)
def test_a_faulty_item_never_spoils_the_others(api: APIClient, item: Any, field: str) -> None:
    good = {"ref": " good ", "offering": "pix-pro"}
    body = asked(api, {"items": [good, item, good]})
    first, faulty, last = body["results"]
    assert (first["answer"], last["answer"], first["ref"]) == ("allowed", "allowed", " good ")
    assert (faulty["answer"], faulty["match"], faulty["offering"]) == ("escalate", "none", None)
    assert [error["field"] for error in faulty["errors"]] == [field]
    assert body["summary"] == {
        "allowed": 2,
        "allowed_with_conditions": 0,
        "not_allowed": 0,
        "escalate": 1,
    }


def test_an_item_names_all_its_faults_and_keeps_its_ref(api: APIClient) -> None:
    (result,) = asked(api, {"items": [{"ref": "r", "tool": 1, "domain": "x", "z": 1}]})["results"]
    assert result["ref"] == "r"
    assert {error["field"] for error in result["errors"]} == {"tool", "domain", "z"}


def test_null_fields_count_as_left_out(api: APIClient) -> None:
    item = {
        "ref": None,
        "tool": "Pix",
        "plan": "Pro",
        "offering": None,
        "domain": None,
        "url": None,
    }
    body = asked(api, {"as_of": None, "use": None, "items": [item]})
    assert (body["results"][0]["ref"], body["results"][0]["answer"]) == (None, "allowed")


ENVELOPES: list[tuple[Any, set[str]]] = [
    ([], {""}),
    ("x", {""}),
    (5, {""}),
    ({}, {"items"}),
    ({"items": []}, {"items"}),
    ({"items": {}}, {"items"}),
    ({"items": [{"tool": "Pix"}] * 1001}, {"items"}),
    ({"items": [{"tool": "Pix"}], "item": 1}, {"item"}),
    ({"items": [{"tool": "Pix"}], "as_of": "tomorrow"}, {"as_of"}),
    ({"items": [{"tool": "Pix"}], "as_of": 20261122}, {"as_of"}),
    ({"items": [{"tool": "Pix"}], "as_of": days(1).isoformat()}, {"as_of"}),
    ({"items": [{"tool": "Pix"}], "use": []}, {"use"}),
    ({"items": [{"tool": "Pix"}], "use": {"data": "public_material"}}, {"use.data"}),
    ({"items": [{"tool": "Pix"}], "use": {"data": [["x"]]}}, {"use.data"}),
    ({"items": [{"tool": "Pix"}], "use": {"output": []}}, {"use.output"}),
    ({"items": [{"tool": "Pix"}], "use": {"outputs": "final"}}, {"use.outputs"}),
    (
        {"as_of": "", "use": {"data": ["x"], "activities": ["y"], "approvals_held": [1]}, "z": 1},
        {"as_of", "use.data", "use.activities", "use.approvals_held", "items", "z"},
    ),
]


@pytest.mark.parametrize(("body", "fields"), ENVELOPES)
def test_a_malformed_envelope_is_refused_with_all_its_faults(
    api: APIClient, body: Any, fields: set[str]
) -> None:
    response = api.post(CHECK, body)
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} == fields


def test_a_query_beside_a_body_is_refused(api: APIClient) -> None:
    response = api.post(f"{CHECK}?as_of=2026-01-01", {"items": [{"tool": "Pix"}]})
    assert response.status_code == 400


def test_get_answers_one_item_in_the_same_shape(api: APIClient) -> None:
    query = "tool=Pix&plan=Pro&ref=1&data=unreleased_material,script_or_story&output=temporary"
    one = api.get(f"{CHECK}?{query}&data=public_material&approvals_held=data_use").json()
    use = {
        "data": ["unreleased_material", "script_or_story", "public_material"],
        "output": "temporary",
        "approvals_held": ["data_use"],
    }
    items = [{"ref": "1", "tool": "Pix", "plan": "Pro"}]
    assert one == asked(api, {"use": use, "items": items})
    assert one["results"][0]["answer"] == "allowed"


@pytest.mark.parametrize(
    "query", ["tool=chatgpt.com", "url=https://app.pix.com/x%3Fa=b", "domain=pix.com"]
)
def test_get_takes_hosts_and_addresses(api: APIClient, query: str) -> None:
    assert api.get(f"{CHECK}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "tool"),
        ("plan=Pro", "tool"),
        ("tool=", "tool"),
        ("tool=a&tool=b", "tool"),
        ("tool=a&output=both", "output"),
        ("tool=a&data=", "data"),
        ("domain=pix", "domain"),
    ],
)
def test_get_refuses_what_is_odd(api: APIClient, query: str, field: str) -> None:
    response = api.get(f"{CHECK}?{query}")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def batch(count: int) -> dict[str, Any]:
    """Items of every sort, most of them different from each other."""
    kinds = [
        lambda n: {"tool": f"Tool {n}"},
        lambda n: {"tool": f"Tool {n}", "plan": "Plan"},
        lambda n: {"offering": f"t-{n}-plan"},
        lambda n: {"url": f"https://a.b.c.d.e.f.g.h.i.t-{n}.com/x"},
        lambda n: {"tool": f"https://a.b.c.d.e.f.g.h.i.u-{n}.com/x"},
        lambda n: {"tool": f"Tol {n}"},
        lambda n: {"tool": f"Unheard of {n}", "domain": f"a.b.c.d.e.f.g.h.i.v-{n}.net"},
    ]
    return {"items": [kinds[n % len(kinds)](n % 300) for n in range(count)]}


def test_its_queries_do_not_grow_with_items(api: APIClient, queries: Counting) -> None:
    """The key with its production; the names and slugs; the near-misses; the offerings of all
    tools named; the receipt. After an act also the policy, and the alternatives: seven.
    """
    for n in range(20):
        of = tool(f"t-{n}", f"Tool {n}", domains=[f"t-{n}.com"])
        decided(offering(f"t-{n}-plan", of, "Plan"), ("approved", "banned")[n % 2])
        never_decided(offering(f"t-{n}-other", of, "Other"))
    api.post(CHECK, batch(7))
    for count in (7, 50, 1000):
        with queries(5):
            assert len(asked(api, batch(count))["results"]) == count


def test_one_item_costs_no_more_than_it_needs(api: APIClient, queries: Counting) -> None:
    """The key with its production; the name or slug; the offerings; the receipt."""
    api.get(CHECK, {"tool": "Pix"})
    for item in (
        {"tool": "Pix", "plan": "Pro"},
        {"offering": "pix-pro"},
        {"tool": "Pix"},
        {"domain": "pix.com"},
    ):
        with queries(4):
            api.post(CHECK, {"items": [item]})


def test_equal_items_get_equal_results_with_their_own_refs(api: APIClient) -> None:
    asks: list[dict[str, Any]] = [
        {"tool": "Pix"},
        {"tool": "Pixx"},
        {"tool": "Pix", "plan": "Gold"},
        {"tool": 5},
    ]
    marks = ["1", None, " ü "]
    items = [{**item, "ref": ref} for ref in marks for item in asks]
    results = asked(api, {"items": items})["results"]
    assert [result.pop("ref") for result in results] == [ref for ref in marks for _ in asks]
    assert results == results[: len(asks)] * len(marks)
    alone = [asked(api, {"items": [item]})["results"][0] for item in asks]
    assert results[: len(asks)] == [{k: v for k, v in r.items() if k != "ref"} for r in alone]


def test_what_an_item_is_told_does_not_depend_on_its_neighbours(api: APIClient) -> None:
    """Pro may be used, so its unknown plan has no alternatives, also beside one that has."""
    of = tool("box", "Box")
    decided(offering("box-pro", of, "Pro"), "approved")
    asks = [{"tool": "Box", "plan": "Gold"}, {"offering": "pix-free"}]
    alone = [asked(api, {"items": [item]})["results"][0] for item in asks]
    assert asked(api, {"items": asks})["results"] == alone
    assert [len(result["alternatives"]) for result in alone] == [0, 2]


def test_a_batch_of_unknown_names_is_no_burden(api: APIClient, queries: Counting) -> None:
    of = tool("t", "Tool")
    LookupName.objects.bulk_create(
        LookupName(key=f"tool{n:05}{n % 7 * 'x'}", what="alias", tool=of) for n in range(5000)
    )
    items = [{"ref": str(n), "tool": f"Tool {n * 37:06}z"} for n in range(1000)]
    asked(api, {"items": items[:1]})
    with queries(5):
        started = process_time()
        found = asked(api, {"items": items})
        taken = process_time() - started
    assert found["summary"]["escalate"] == 1000
    assert taken < 1


def test_a_ban_from_upstream_says_why(api: APIClient) -> None:
    now = timezone.now()
    below = make_decided("below", "banned", now=now)
    make_decided("above", runs_on=[below], now=now)
    (result,) = asked(api, {"items": [{"offering": "above"}]})["results"]
    assert result["why"][0] == "It is banned."
    assert result["why"][1].startswith("It runs on Studio Chat - Below, which is banned: ")
    assert result["why"][2].startswith("The vendor trains on what you upload")
