"""GET offerings/: the shape of a row, every filter, every order over pages, and its queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.builders import make_decided
from tests.conftest import Once
from tests.registry.api.building import (
    KNOCK_OUT,
    at,
    days,
    decided,
    offering,
    policy,
    tool,
)
from tests.registry.api.catalogues import six_offerings
from tests.registry.api.conftest import Counting

LIST = "/api/v1/offerings/"


def slugs(response: Any) -> list[str]:
    assert response.status_code == 200, response.json()
    return [row["slug"] for row in response.json()["results"]]


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(six_offerings)


def test_it_shows_a_row_as_published(api: APIClient) -> None:
    row = api.get(LIST, {"search": "pix team"}).json()["results"][0]
    assert row == {
        "slug": "pix-team",
        "name": "Pix - Team",
        "vendor": {"slug": "acme", "name": "Acme"},
        "tool": {"slug": "pix", "name": "Pix", "modalities": ["image", "video"]},
        "kind": "team_self_serve",
        "status": "conditional",
        "status_reason": "decided",
        "usable": True,
        "scores": {"p2": 88.0, "p3": 74.9},
        "ceiling": "non_sensitive",
        "conditions": [{"criterion": "identity_sso", "text": "Enforce SSO."}],
        "reasons": [{"criterion": None, "text": "It scores.", "source": None}],
        "policy": "2026.1",
        "decided_on": days(-30).isoformat(),
        "review_due_on": days(100).isoformat(),
        "valid_until": days(100).isoformat(),
        "notice": policy().rules.notice,
        "url": "http://testserver/api/v1/offerings/pix-team/",
    }


def test_it_shows_nulls_where_nothing_was_decided(api: APIClient) -> None:
    row = api.get(LIST, {"tool": "cut", "kind": "local_device"}).json()["results"][0]
    assert (row["status"], row["status_reason"], row["usable"]) == (
        "not_vetted",
        "never_decided",
        False,
    )
    assert row["scores"] == {"p2": None, "p3": None}
    assert row["reasons"] == [
        {"criterion": None, "text": "Nobody has decided on it yet.", "source": None}
    ]
    nothing = [row[k] for k in ("policy", "decided_on", "review_due_on", "valid_until", "notice")]
    assert nothing == [None] * 5


def test_a_banned_row_names_its_knock_out_and_source(api: APIClient) -> None:
    (row,) = api.get(LIST, {"status": "banned"}).json()["results"]
    assert row["reasons"] == [KNOCK_OUT]
    assert row["notice"] is None


def test_a_lapsed_row_says_so_instead_of_the_old_reasons(api: APIClient) -> None:
    row = api.get(LIST, {"search": "cloud"}).json()["results"][0]
    assert row["reasons"] == [{"criterion": None, "text": "It has lapsed.", "source": None}]
    assert row["scores"]["p2"] == 90.0


def test_peoples_own_sentence_comes_first_where_they_were_stricter(api: APIClient) -> None:
    of = offering("o", tool("t", "T"), "Plan")
    decided(of, "banned", computed="conditional", because="A leak is being looked into.")
    reasons = api.get(LIST, {"tool": "t"}).json()["results"][0]["reasons"]
    assert [r["text"] for r in reasons] == ["A leak is being looked into.", "It trains on inputs."]


def test_a_ban_from_upstream_names_the_knock_out_below(api: APIClient) -> None:
    """Also over two links of the chain, and with what it rests on."""
    now = timezone.now()
    bottom = make_decided("bottom", "banned", now=now)
    middle = make_decided("middle", runs_on=[bottom], now=now)
    make_decided("top", runs_on=[middle], now=now)
    rows = {r["slug"]: r for r in api.get(LIST, {"status": "banned"}).json()["results"]}
    said, knock_out = rows["top"]["reasons"]
    assert said["text"].startswith("It runs on Studio Chat - Middle, which is banned: It runs on ")
    assert knock_out == rows["bottom"]["reasons"][0]
    assert (knock_out["criterion"], knock_out["source"]["kind"]) == (
        "trains_on_inputs",
        "signed_agreement",
    )


EVERY = {"pix-enterprise", "pix-team", "pix-free", "vox-pro", "cut-local", "cut-cloud"}
FILTERS = [
    ({}, EVERY),
    ({"status": "approved"}, {"pix-enterprise"}),
    ({"status": "approved,banned"}, {"pix-enterprise", "pix-free"}),
    ({"status": ["approved", "banned"]}, {"pix-enterprise", "pix-free"}),
    ({"status": "not_vetted"}, {"vox-pro", "cut-local", "cut-cloud"}),
    ({"vendor": "sono"}, {"vox-pro"}),
    ({"tool": "cut"}, {"cut-local", "cut-cloud"}),
    ({"kind": "consumer_free"}, {"pix-free"}),
    ({"modality": "video"}, EVERY - {"vox-pro"}),
    ({"modality": "vid"}, set()),
    ({"domain": "pix.com"}, {"pix-enterprise", "pix-team", "pix-free"}),
    ({"domain": "app.pix.com"}, {"pix-enterprise", "pix-team", "pix-free"}),
    ({"domain": "https://SSO.pix.com/login?x=1"}, {"pix-enterprise"}),
    ({"domain": "com.example"}, set()),
    ({"usable": "true"}, {"pix-enterprise", "pix-team"}),
    ({"usable": "false"}, EVERY - {"pix-enterprise", "pix-team"}),
    ({"p2_min": "88"}, {"pix-enterprise", "pix-team", "cut-cloud"}),
    ({"p2_min": "88.1"}, {"pix-enterprise", "cut-cloud"}),
    ({"p3_min": "80", "usable": "true"}, {"pix-enterprise"}),
    ({"ceiling": "unreleased"}, {"pix-enterprise"}),
    ({"ceiling": "none"}, EVERY - {"pix-enterprise", "pix-team"}),
    ({"search": "PIXIE"}, {"pix-enterprise", "pix-team", "pix-free"}),
    ({"search": "sono"}, {"vox-pro"}),
    ({"search": "vox"}, {"vox-pro"}),
    ({"search": "gold"}, {"vox-pro"}),
    ({"search": "acme team"}, {"pix-team"}),
    ({"search": "100%"}, set()),
    ({"tool": "pix", "status": "banned", "p2_min": "10"}, {"pix-free"}),
    ({"tool": "pix", "status": "banned", "p2_min": "20"}, set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_it_filters(api: APIClient, query: dict[str, Any], expected: set[str]) -> None:
    assert set(slugs(api.get(LIST, query))) == expected


def test_it_filters_by_days(api: APIClient) -> None:
    due = api.get(LIST, {"review_due_before": days(300).isoformat()})
    assert set(slugs(due)) == {"pix-team", "pix-free", "cut-cloud"}
    ends = api.get(LIST, {"valid_until_before": days(101).isoformat()})
    assert set(slugs(ends)) == {"pix-team", "cut-cloud"}
    changed = api.get(LIST, {"changed_since": days(-10).isoformat()})
    assert slugs(changed) == ["pix-enterprise"]
    just_after = at(days(-10), 13).isoformat().replace("+00:00", "Z")
    assert slugs(api.get(LIST, {"changed_since": just_after})) == ["pix-enterprise"]
    assert slugs(api.get(LIST, {"changed_since": days(-9).isoformat()})) == []


def test_it_tells_what_was_true_on_a_past_day(api: APIClient) -> None:
    before = api.get(LIST, {"as_of": days(-11).isoformat(), "tool": "pix"}).json()["results"]
    assert {row["slug"]: row["status"] for row in before} == {
        "pix-enterprise": "not_vetted",
        "pix-team": "conditional",
        "pix-free": "banned",
    }
    assert slugs(api.get(LIST, {"as_of": days(-10).isoformat(), "status": "approved"})) == [
        "pix-enterprise"
    ]


def test_its_queries_do_not_grow_with_rows(api: APIClient, queries: Counting) -> None:
    """The key with its production, the offerings with all they show, the policy in force."""
    of = tool("t", "T")
    api.get(LIST)
    for rows in (1, 10, 40):
        for number in range(of.offerings.count(), rows):
            decided(offering(f"o-{number}", of, f"Plan {number}", named=False), "conditional")
        with queries(2):
            assert len(slugs(api.get(LIST, {"tool": "t", "page_size": 200}))) == rows


def test_a_search_of_many_words_is_answered(api: APIClient) -> None:
    decided(offering("o", tool("t", "T"), "Plan"), "approved")
    words = " ".join("abcdefghijklmnopqrstuvwxyz0123456789éüöß")
    assert slugs(api.get(LIST, {"search": words})) == []
    assert slugs(api.get(LIST, {"tool": "t", "search": "p l a n " * 12})) == ["o"]


def test_early_days_are_answered_in_any_time_zone(api: APIClient) -> None:
    decided(offering("o", tool("t", "T"), "Plan"), "approved")
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        with timezone.override(zone):
            for query in ({"as_of": "0001-01-01"}, {"changed_since": "0002-01-01"}):
                assert slugs(api.get(LIST, {"tool": "t", **query})) == ["o"]
            path = f"{LIST}o/"
            assert api.get(path, {"as_of": "0001-01-01"}).status_code == 200
