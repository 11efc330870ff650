"""GET offerings/{slug}/ and its history: the answers, what the rules say, what to do instead."""

from __future__ import annotations

import pytest
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import (
    KNOCK_OUT,
    answered,
    at,
    days,
    decided,
    decision,
    never_decided,
    offering,
    policy,
    runs_on,
    tool,
)
from tests.registry.api.conftest import SECRET, Counting
from vetting.models import Offering
from vetting.services.assessments import keep_assessments

PATH = "/api/v1/offerings/free/"


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(free_and_others)


@pytest.fixture
def free(db: None) -> Offering:
    return Offering.objects.get(slug="free")


def free_and_others() -> None:
    """A banned plan with two answers, beside plans of other tools that may be used."""
    pix = tool("pix", "Pix", domains=["pix.com"])
    of = offering("free", pix, "Free", aliases=["Pix Zero"], login_domains=["pix.com"])
    of.out_of_scope = "The public gallery."
    of.save()
    decided(of, "banned", p2="14.6", on=days(-10))
    answered(of, "trains_on_inputs", "always", note="Clause 4.")
    answered(of, "retention_days_inputs", 30)
    for slug, verdict, p2 in (
        ("good", "conditional", "95.0"),
        ("better", "approved", "90.0"),
        ("best", "approved", "99.0"),
        ("bad", "banned", "5.0"),
    ):
        decided(offering(slug, tool(f"t-{slug}", slug), "Plan"), verdict, p2=p2)
    for slug, fields in (("voice", {"modalities": ["voice"]}), ("other", {"category": "x"})):
        decided(offering(slug, tool(f"t-{slug}", slug, **fields), "Plan"), "approved")


def test_it_explains_a_ban_and_the_way_forward(api: APIClient) -> None:
    body = api.get(PATH).json()
    assert (body["status"], body["usable"], body["notice"]) == ("banned", False, None)
    assert body["reasons"] == [KNOCK_OUT]
    assert body["because"] == "We decided banned."
    assert (body["plan"], body["out_of_scope"]) == ("Free", "The public gallery.")
    assert (body["aliases"], body["login_domains"]) == (["Pix Zero"], ["pix.com"])
    assert [a["slug"] for a in body["alternatives"]] == ["best", "better", "good"]
    assert body["alternatives"][0]["answer"] == "allowed"
    assert {path["verdict"] for path in body["path_to_yes"]} == {"conditional", "approved"}
    changes = {change["criterion"] for change in body["path_to_yes"][0]["sets"][0]}
    assert "trains_on_inputs" in changes


def test_it_shows_the_answers_with_what_proves_them(api: APIClient) -> None:
    answers = {a["criterion"]: a for a in api.get(PATH).json()["answers"]}
    assert answers["trains_on_inputs"] == {
        "criterion": "trains_on_inputs",
        "value": "always",
        "note": "Clause 4.",
        "confidence": "",
        "recorded_at": at(days(-20)).isoformat().replace("+00:00", "Z"),
        "evidence": {
            "kind": "published_terms",
            "title": "Terms of use",
            "url": "https://example.com/terms",
            "document_date": days(-20).isoformat(),
            "seen_on": days(-20).isoformat(),
            "expires_on": None,
            "undated": False,
        },
    }
    assert answers["retention_days_inputs"]["value"] == 30


def test_it_judges_the_answers_in_force_today(api: APIClient, free: Offering) -> None:
    body = api.get(PATH).json()
    assert body["assessment"]["verdict"] == "banned"
    assert body["assessment"]["knock_outs"] == ["trains_on_inputs"]
    assert body["assessment"]["policy"] == "2026.1"
    assert body["assessment"]["score_max"]["p2"] > body["assessment"]["scores"]["p2"]
    states = {row["criterion"]: row["state"] for row in body["criteria"]}
    assert len(states) == 26
    assert states["trains_on_inputs"] == "K"
    assert states["retention_days_inputs"] == "S"
    assert states["trains_on_outputs"] == "unknown"
    free.answers.filter(criterion="trains_on_inputs").update(
        superseded_at=at(days(0), 0), superseded_by="ana"
    )
    answered(free, "trains_on_inputs", "contract_prohibits", recorded_at=at(days(0), 0))
    fresh = api.get(PATH).json()
    assert fresh["assessment"]["verdict"] == "not_vetted"
    assert fresh["status"] == "banned"
    yesterday = api.get(PATH, {"as_of": days(-1).isoformat()}).json()
    assert yesterday["assessment"]["verdict"] == "banned"
    assert yesterday["assessment"]["on"] == days(-1).isoformat()


def test_on_a_past_day_it_shows_that_days_answers(api: APIClient) -> None:
    assert len(api.get(PATH, {"as_of": days(-20).isoformat()}).json()["answers"]) == 2
    before = api.get(PATH, {"as_of": days(-21).isoformat()}).json()
    assert (before["status"], before["answers"]) == ("not_vetted", [])


def test_before_any_policy_nothing_is_judged(api: APIClient) -> None:
    body = api.get(PATH, {"as_of": "2020-01-01"}).json()
    assert (body["assessment"], body["criteria"], body["path_to_yes"]) == (None, [], [])


def test_it_shows_what_it_runs_on(api: APIClient, free: Offering) -> None:
    runs_on(free, Offering.objects.get(slug="best"), since=days(-5))
    assert [link["slug"] for link in api.get(PATH).json()["chain"]] == ["best"]
    assert api.get(PATH, {"as_of": days(-6).isoformat()}).json()["chain"] == []


def test_a_usable_offering_carries_the_notice_and_needs_no_alternative(api: APIClient) -> None:
    body = api.get("/api/v1/offerings/best/").json()
    assert body["notice"] == policy().rules.notice
    assert body["alternatives"] == []


def test_an_override_is_shown(api: APIClient) -> None:
    override = {
        "reason": "A pilot.",
        "risk_owner": "Head of post",
        "scope": "One title",
        "ends_on": days(30).isoformat(),
    }
    decided(
        offering("odd", tool("odd", "Odd"), "Plan"),
        "conditional",
        computed="banned",
        override=override,
    )
    body = api.get("/api/v1/offerings/odd/").json()
    assert body["override"] == override
    assert body["reasons"][0]["text"] == "We decided conditional."


def test_history_tells_every_decision_newest_first(api: APIClient, free: Offering) -> None:
    decision(free, "conditional", on=days(-200), because="First.")
    body = api.get(f"{PATH}history/").json()
    assert [(d["verdict"], d["decided_on"]) for d in body["results"]] == [
        ("banned", days(-10).isoformat()),
        ("conditional", days(-200).isoformat()),
    ]
    newest = body["results"][0]
    assert newest["reasons"] == [KNOCK_OUT]
    assert newest["scores"] == {"p2": 14.6, "p3": 80.0}
    assert newest["policy"] == "2026.1"
    past = api.get(f"{PATH}history/", {"as_of": days(-11).isoformat()}).json()["results"]
    assert [d["because"] for d in past] == ["First."]


def test_history_of_one_day_pages_in_order(api: APIClient) -> None:
    of = never_decided(offering("busy", tool("busy", "Busy"), "Plan"))
    for count in range(5):
        decision(of, "banned", because=str(count))
    page = api.get("/api/v1/offerings/busy/history/", {"page_size": 2}).json()
    told_of = [d["because"] for d in page["results"]]
    while page["next"]:
        page = api.get(page["next"]).json()
        told_of += [d["because"] for d in page["results"]]
    assert told_of == ["4", "3", "2", "1", "0"]


def test_history_shows_a_suspension(api: APIClient, free: Offering) -> None:
    free.decisions.create(
        act="suspend",
        because="A leak.",
        loosens=False,
        decided_at=at(days(-1)),
        decided_on=days(-1),
    )
    entry = api.get(f"{PATH}history/").json()["results"][0]
    assert (entry["act"], entry["verdict"], entry["policy"]) == ("suspend", None, None)


def test_its_queries_do_not_grow_with_rows(
    api: APIClient, queries: Counting, free: Offering
) -> None:
    """The key with its production; all of the offering; where nothing is stored, what it is worked
    out from (2); what it runs on, if anything. After an act also the policy, and the alternatives.
    """
    api.get(PATH)
    with queries(4):
        assert len(api.get(PATH).json()["alternatives"]) == 3
    best = Offering.objects.get(slug="best")
    runs_on(free, best)
    for count in range(50):
        never_decided(offering(f"o-{count}", best.tool, f"Plan {count}", named=False))
        runs_on(free, Offering.objects.get(slug=f"o-{count}"))
    answered(free, "trains_on_outputs", "contract_prohibits")
    answered(free, "content_reuse_scope", "service_only")
    answered(free, "human_review", "abuse_or_legal_only")
    with queries(5):
        assert len(api.get(PATH).json()["chain"]) == 51
    keep_assessments([free], now=timezone.now())
    with queries(3):
        assert len(api.get(PATH).json()["answers"]) == 5


@pytest.mark.parametrize(("slug", "alternatives"), [("free", 3), ("good", 0)])
def test_what_is_stored_takes_one_query(
    api: APIClient, queries: Counting, slug: str, alternatives: int
) -> None:
    """Beside the key with its production."""
    path = f"/api/v1/offerings/{slug}/"
    keep_assessments(Offering.objects.filter(slug=slug), now=timezone.now())
    api.get(path)
    with queries(2):
        assert len(api.get(path).json()["alternatives"]) == alternatives


def test_another_offering_costs_no_more(api: APIClient, queries: Counting) -> None:
    """Under one stamp the policy and the alternatives are looked up once for all."""
    keep_assessments(Offering.objects.all(), now=timezone.now())
    twin = decided(offering("twin", tool("twin", "Twin"), "Plan"), "banned")
    keep_assessments([twin], now=timezone.now())
    mine = api.get(PATH).json()["alternatives"]
    with queries(2):
        assert api.get("/api/v1/offerings/twin/").json()["alternatives"] == mine


@pytest.mark.parametrize("path", [PATH, "/api/v1/offerings/", "/api/v1/tools/"])
def test_a_head_carries_no_body(api: APIClient, rf: RequestFactory, path: str) -> None:
    """Asked without the test client, which empties every answer to a HEAD by itself."""
    handler = BaseHandler()
    handler.load_middleware()
    shown = {"Authorization": f"Bearer aitk_all_{SECRET}"}
    got, head = (
        handler.get_response(ask(path, headers=shown, secure=True)) for ask in (rf.get, rf.head)
    )
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) == len(got.content) > 0
