"""GET policies/: the released rules, as data and as the text that the fingerprint is of."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.registry.api.building import at, days, policy
from tests.registry.api.conftest import Counting
from vetting.models import Policy
from vetting.scoring import shipped_policy_text

POLICIES = "/api/v1/policies/"


def released(version: str, effective_on: date, **fields: Any) -> Policy:
    text = shipped_policy_text("2026.1").replace('"2026.1"', f'"{version}"', 1)
    fields = {"state": "released", "released_at": at(days(-1)), "shipped": True} | fields
    return Policy.objects.create(
        version=version,
        source=text,
        sha256=sha256(text.encode()).hexdigest(),
        effective_on=effective_on,
        **fields,
    )


def draft() -> Policy:
    return released("2026.9", days(-1), state="draft", released_at=None)


def test_it_lists_released_policies_newest_first(api: APIClient) -> None:
    released("2026.2", days(-3))
    released("2027.1", days(30))
    draft()
    rows = api.get(POLICIES).json()["results"]
    assert [(row["version"], row["in_force"]) for row in rows] == [
        ("2027.1", False),
        ("2026.2", True),
        ("2026.1", False),
    ]
    assert rows[2] == {
        "version": "2026.1",
        "sha256": policy().sha256,
        "effective_on": "2026-01-01",
        "released_at": "2026-11-22T00:00:00Z",
        "in_force": False,
        "url": "http://testserver/api/v1/policies/2026.1/",
    }


def test_its_rules_are_in_the_open(api: APIClient) -> None:
    shown = api.get(f"{POLICIES}2026.1/").json()
    assert (shown["version"], shown["sha256"]) == ("2026.1", policy().sha256)
    assert shown["in_force"] is True
    assert len(shown["criteria"]) == 26
    first = shown["criteria"][0]
    assert (first["key"], first["weight"], first["gating"]) == ("trains_on_inputs", 18.0, True)
    (ban,) = [value for value in first["values"] if value["knock_out"]]
    assert (ban["key"], ban["state"], ban["credit"]) == ("always", "K", 0.0)
    assert ban["text"].startswith("The vendor trains on what you upload")


def test_the_text_has_the_published_fingerprint(api: APIClient) -> None:
    response = api.get(f"{POLICIES}2026.1/", {"format": "toml"}, HTTP_ACCEPT="application/toml")
    assert response["Content-Type"] == "application/toml"
    assert response["Content-Disposition"] == 'attachment; filename="policy-2026.1.toml"'
    assert response.content.decode() == shipped_policy_text("2026.1")
    shown = api.get(f"{POLICIES}2026.1/", {"format": "json"}).json()
    assert sha256(response.content).hexdigest() == shown["sha256"]


def test_a_draft_is_not_found(api: APIClient) -> None:
    draft()
    for query in ({}, {"format": "toml"}):
        response = api.get(f"{POLICIES}2026.9/", query)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
    for nothing in ("none", "2026.1%00", "%ED%A0%80", "x" * 300):
        assert api.get(f"{POLICIES}{nothing}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("?state=draft", "state"),
        ("?ordering=version", "ordering"),
        ("2026.1/?format=yaml", "format"),
        ("2026.1/?as_of=2026-11-01", "as_of"),
    ],
)
def test_odd_queries_are_refused(api: APIClient, path: str, field: str) -> None:
    response = api.get(f"{POLICIES}{path}")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_nobody_reads_them_without_a_key(stranger: APIClient) -> None:
    assert stranger.get(POLICIES).status_code == 401
    assert stranger.get(f"{POLICIES}2026.1/", {"format": "toml"}).status_code == 401


def test_it_pages_and_counts_its_queries(api: APIClient, queries: Counting) -> None:
    """The key with its production; the policies; which is in force. The first time, the rules."""
    for count in (1, 50, 500):
        more = count - Policy.objects.count()
        Policy.objects.bulk_create(
            Policy(
                version=f"{count}.{i}",
                source="",
                sha256="0" * 64,
                state="released",
                released_at=at(days(-1)),
                effective_on=days(-500) - timedelta(i),
                shipped=True,
            )
            for i in range(more)
        )
        with queries(3):
            page = api.get(POLICIES, {"page_size": 200}).json()
        assert len(page["results"]) == min(count, 200)
    assert len(api.get(page["next"]).json()["results"]) == 200
    with queries(4):
        api.get(f"{POLICIES}2026.1/")
    with queries(3):
        api.get(f"{POLICIES}2026.1/")
