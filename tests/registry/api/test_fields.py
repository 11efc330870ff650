"""`fields=`: a caller gets the fields it names and nothing else, in the same order and pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import days
from tests.registry.api.catalogues import six_offerings
from tests.registry.api.conftest import Counting

LISTS = [
    ("offerings/", "slug"),
    ("offerings/pix-team/history/", "act"),
    ("tools/", "slug"),
    ("vendors/", "slug"),
    ("domains/", "host"),
    ("policies/", "version"),
    ("changes/", "because"),
    ("receipts/", "receipt"),
    ("requests/", "tool"),
]
OBJECTS = [
    ("offerings/pix-team/", "path_to_yes"),
    ("tools/pix/", "offerings"),
    ("vendors/acme/", "tools"),
    ("policies/2026.1/", "thresholds"),
]


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(six_offerings)


@pytest.fixture
def reader(api: APIClient) -> APIClient:
    api.get("/api/v1/check/", {"tool": "Pix"})
    api.post("/api/v1/requests/", {"tool": "Something new"})
    return api


def body(api: APIClient, path: str, **query: Any) -> dict[str, Any]:
    response = api.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return dict(json.loads(response.content))


@pytest.mark.parametrize(("path", "field"), LISTS, ids=[path for path, _ in LISTS])
def test_a_list_shows_only_the_fields_named(reader: APIClient, path: str, field: str) -> None:
    whole, part = body(reader, path), body(reader, path, fields=field)
    assert part["results"] == [{field: row[field]} for row in whole["results"]]
    assert set(part) == set(whole)


@pytest.mark.parametrize(("path", "field"), OBJECTS, ids=[path for path, _ in OBJECTS])
def test_one_thing_shows_only_the_fields_named(reader: APIClient, path: str, field: str) -> None:
    assert body(reader, path, fields=field) == {field: body(reader, path)[field]}


def test_own_requests_can_be_asked_by_field_too(reader: APIClient) -> None:
    (row,) = body(reader, "requests/")["results"]
    assert body(reader, f"requests/{row['id']}/", fields="state,votes") == {
        "state": "open",
        "votes": 1,
    }


def test_fields_come_with_commas_or_repeated_and_in_the_usual_order(reader: APIClient) -> None:
    whole = body(reader, "offerings/")["results"]
    wanted = [{name: row[name] for name in ("slug", "status", "url")} for row in whole]
    for query in ("fields=url,slug,status", "fields=url&fields=status,slug&fields=slug"):
        text = reader.get(f"/api/v1/offerings/?{query}").content.decode()
        assert json.loads(text)["results"] == wanted
        assert text.index('"slug"') < text.index('"status"') < text.index('"url"')


def test_order_filters_and_pages_stay_what_they_are(reader: APIClient) -> None:
    query: dict[str, Any] = {"ordering": "-p2", "page_size": 2, "as_of": days(-5)}
    whole, part = (
        body(reader, "offerings/", **query),
        body(reader, "offerings/", fields="slug", **query),
    )
    seen = []
    while True:
        assert part["results"] == [{"slug": row["slug"]} for row in whole["results"]]
        seen += part["results"]
        if part["next"] is None:
            break
        assert "fields=slug" in part["next"]
        whole, part = (json.loads(reader.get(page["next"]).content) for page in (whole, part))
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("colour", "Choose from: slug, name, vendor"),
        ("slug,", "Give a value"),
        ("", "Give a value"),
        ("slug,results", "Choose from: "),
        ("scores.p2", "Choose from: "),
    ],
)
def test_an_unknown_field_is_refused_with_the_known_ones(
    reader: APIClient, fields: str, says: str
) -> None:
    response = reader.get("/api/v1/offerings/", {"fields": fields})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["field"]) == (400, "fields")
    assert says in error["detail"]


@pytest.mark.parametrize("path", ["domains/?format=txt", "policies/2026.1/?format=toml"])
def test_a_file_has_no_fields(reader: APIClient, path: str) -> None:
    field = "host" if "domains" in path else "version"
    response = reader.get(f"/api/v1/{path}&fields={field}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "fields"


def test_what_is_asked_for_is_part_of_the_tag(reader: APIClient) -> None:
    whole = reader.get("/api/v1/offerings/")
    part = reader.get("/api/v1/offerings/?fields=slug", HTTP_IF_NONE_MATCH=whole["ETag"])
    assert part.status_code == 200
    assert part["ETag"] != whole["ETag"]


def test_fields_cost_no_more_queries(reader: APIClient, queries: Counting) -> None:
    reader.get("/api/v1/offerings/")
    for query in ({}, {"fields": "slug"}):
        with queries(2):
            reader.get("/api/v1/offerings/", query)


def test_the_document_names_every_field_of_an_answer(reader: APIClient) -> None:
    document = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
    for path, _ in [*LISTS, *OBJECTS]:
        shown = body(reader, path)
        row = shown["results"][0] if "results" in shown else shown
        address = path.replace("pix-team", "{slug}").replace("2026.1", "{version}")
        address = address.replace("tools/pix", "tools/{slug}").replace("acme", "{slug}")
        parameters = document["paths"][f"/api/v1/{address}"]["get"]["parameters"]
        (fields,) = [p for p in parameters if p["name"] == "fields"]
        assert set(fields["schema"]["items"]["enum"]) == set(row)
