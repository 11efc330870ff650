"""Every error under /api/ is a problem in JSON; everywhere else Django's own pages stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings
from rest_framework.test import APIClient

from registry.api import offerings
from registry.api.door import problems
from registry.api.door.problem_types import ALL, URIS

CHECK = "/api/v1/check/"


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert body["type"] in URIS
    return body


def test_an_unknown_offering_is_a_problem(api: APIClient) -> None:
    body = problem(api.get("/api/v1/offerings/none/"), 404)
    assert body["detail"] == "There is no offering with this slug."
    assert body["title"] == "Not Found"


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/", "/api/v1/offerings/A%20b/"])
def test_an_unknown_address_is_a_problem(api: APIClient, path: str) -> None:
    problem(api.get(path), 404)


def test_elsewhere_an_unknown_address_is_a_page(client: Client) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_wrong_method_is_a_problem(api: APIClient, method: str) -> None:
    response = getattr(api, method)("/api/v1/offerings/")
    problem(response, 405)
    assert "GET" in response["Allow"]


def test_a_wrong_method_is_told_before_a_wrong_parameter(api: APIClient) -> None:
    problem(api.delete("/api/v1/offerings/?colour=red"), 405)
    problem(api.put("/api/v1/tools/?page_size=none"), 405)


def test_a_wrong_media_type_is_a_problem(api: APIClient) -> None:
    problem(api.post(CHECK, "a=b", content_type="application/x-www-form-urlencoded"), 415)
    problem(api.get("/api/v1/offerings/", HTTP_ACCEPT="text/csv"), 406)


BROKEN = [
    b"",
    b"{",
    b"\xff",
    b"[" * 100_000,
    b'{"items": NaN}',
    b'{"items": [], "items": []}',
    b'{"items": ["\\ud800"]}',
    b'{"a": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_body_is_a_problem(api: APIClient, body: bytes) -> None:
    problem(api.post(CHECK, body, content_type="application/json"), 400)


def test_a_huge_body_is_refused(api: APIClient) -> None:
    body = json.dumps({"items": [{"tool": "x" * 5_000_000}]})
    problem(api.post(CHECK, body, content_type="application/json"), 413)


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_a_forged_host_is_a_problem(api: APIClient) -> None:
    problem(api.get("/api/v1/offerings/", HTTP_HOST="evil.example"), 400)


def test_a_fault_of_ours_is_a_problem_without_its_details(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(offerings, "policy_on", fails)
    api.raise_request_exception = False
    body = problem(api.get("/api/v1/offerings/"), 500)
    assert "secret" not in json.dumps(body)


def test_elsewhere_a_fault_or_a_bad_request_is_a_page(rf: RequestFactory) -> None:
    for response, status in (
        (problems.server_error(rf.get("/admin/")), 500),
        (problems.bad_request(rf.get("/admin/"), ValueError()), 400),
    ):
        assert response.status_code == status
        assert response["Content-Type"].startswith("text/html")


def test_every_type_leads_to_what_it_means(stranger: APIClient) -> None:
    body = stranger.get("/api/v1/offerings/").json()
    page, _, name = body["type"].partition("#")
    assert (page, name) == ("/api/v1/problems/", "no-valid-key")
    listed = stranger.get(page).json()["results"]
    (found,) = [kind for kind in listed if kind["type"] == body["type"]]
    assert (found["title"], found["status"]) == (body["title"], body["status"])
    assert len(listed) == len({kind.status for kind in ALL}) == len(URIS)
