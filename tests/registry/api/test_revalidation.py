"""Every GET can be kept and asked for again cheaply, and nothing else is ever kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import decided, offering, tool
from tests.registry.api.conftest import Counting, client_with
from vetting.models import ApiKey, AuditHead, Production

MakeKey = Callable[..., ApiKey]
PATHS = [
    "", "offerings/", "offerings/o/", "offerings/o/history/", "offerings/?status=approved",
    "tools/", "tools/t/", "vendors/", "vendors/acme/", "check/?tool=T", "schema/", "docs/",
    "docs/?script=",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def stocked(once: Once) -> None:
    once(one_offering)


def one_offering() -> None:
    AuditHead.objects.create(pk=1, sha256="a" * 64)
    decided(offering("o", tool("t", "T"), "Plan"), "approved")


def ask(client: APIClient, path: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/api/v1/{path}", headers=named)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_tag_and_is_not_sent_twice(
    api: APIClient, stocked: None, path: str
) -> None:
    first = ask(api, path)
    assert first.status_code == 200, first.content
    assert first["ETag"].startswith('W/"')
    assert first["Last-Modified"].endswith(" GMT")
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Accept"} <= set(first["Vary"].split(", "))
    again = ask(api, path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control"):
        assert again[name] == first[name]
    assert {"Authorization", "Accept"} <= set(again["Vary"].split(", "))
    assert "Last-Modified" in again
    assert "Content-Type" not in again
    assert ("RateLimit" in again) == ("RateLimit" in first)


def test_a_day_alone_is_enough_too(api: APIClient, stocked: None) -> None:
    AuditHead.objects.update(changed_at=timezone.now().replace(microsecond=0))
    since = ask(api, "offerings/")["Last-Modified"]
    assert ask(api, "offerings/", If_Modified_Since=since).status_code == 304
    AuditHead.objects.update(changed_at=timezone.now() + timedelta(minutes=1))
    assert ask(api, "offerings/", If_Modified_Since=since).status_code == 200


def test_the_key_the_count_and_the_stamp_are_one_query(
    api: APIClient, stocked: None, queries: Counting
) -> None:
    tag = ask(api, "offerings/?ordering=-p2")["ETag"]
    with queries(1):
        again = ask(api, "offerings/?ordering=-p2", If_None_Match=tag)
    assert again.status_code == 304


@override_settings(API_ANONYMOUS_READ=True)
def test_who_reads_without_a_key_has_tags_as_well(
    stranger: APIClient, stocked: None, queries: Counting
) -> None:
    tag = ask(stranger, "tools/")["ETag"]
    with queries(1):
        assert ask(stranger, "tools/", If_None_Match=tag).status_code == 304
    AuditHead.objects.update(sha256="b" * 64)
    assert ask(stranger, "tools/", If_None_Match=tag).status_code == 200


def test_a_tag_is_good_for_one_question_of_one_production(
    api: APIClient, make_key: MakeKey, stocked: None
) -> None:
    tag = ask(api, "offerings/")["ETag"]
    other = Production.objects.create(slug="eve", name="Eve's", created_at=timezone.now())
    ApiKey.objects.filter(pk=make_key("eve", "read").pk).update(production=other)
    make_key("twin", *ApiKey.objects.get(prefix="all").scopes)
    assert ask(client_with("eve"), "offerings/", If_None_Match=tag).status_code == 200
    assert ask(client_with("twin"), "offerings/", If_None_Match=tag).status_code == 304
    for path in ("offerings/?page_size=1", "tools/"):
        assert ask(api, path, If_None_Match=tag).status_code == 200
    elsewhere = api.get(
        "/api/v1/offerings/", headers={"If-None-Match": tag}, SERVER_NAME="localhost"
    )
    assert elsewhere.status_code == 200
    indented = ask(api, "offerings/", If_None_Match=tag, Accept="application/json; indent=4")
    assert indented.status_code == 200


REFUSED = [
    ("offerings/?x=1", 400),
    ("check/", 400),
    ("check/?tool=T&x=1", 400),
    ("offerings/nope/", 404),
    ("nope/", 404),
]


@pytest.mark.parametrize(("path", "status"), REFUSED)
def test_a_refusal_is_never_kept_nor_hidden(
    api: APIClient, stocked: None, path: str, status: int
) -> None:
    good = ask(api, "offerings/")
    for headers in ({}, {"If_None_Match": "*"}, {"If_None_Match": good["ETag"]}):
        response = ask(api, path, **headers)
        assert response.status_code == status
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert "Last-Modified" not in response
    if status == 400:
        dated = ask(api, path, If_Modified_Since=good["Last-Modified"])
        assert dated.status_code == status


def test_a_star_is_any_answer_there_is(api: APIClient, stocked: None) -> None:
    for path in ("offerings/", "offerings/o/", "check/?tool=T", "schema/"):
        assert ask(api, path, If_None_Match="*").status_code == 304


def test_a_tag_opens_nothing(stranger: APIClient, api: APIClient, stocked: None) -> None:
    tag = ask(api, "offerings/")["ETag"]
    refused = ask(stranger, "offerings/", If_None_Match=tag)
    assert refused.status_code == 401
    assert refused["Cache-Control"] == "no-store"


def test_the_answer_to_a_post_is_not_kept(api: APIClient, stocked: None) -> None:
    response = api.post("/api/v1/check/", {"items": [{"tool": "T"}]})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert "RateLimit" in response


@pytest.mark.parametrize("path", ["offerings/", "offerings/nope/", "schema/", "docs/"])
def test_head_says_what_get_says_without_the_body(api: APIClient, stocked: None, path: str) -> None:
    got, head = ask(api, path), api.head(f"/api/v1/{path}")
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head["Content-Length"] == str(len(got.content))
    assert head.headers.get("ETag") == got.headers.get("ETag")
    if got.status_code == 200:
        again = api.head(f"/api/v1/{path}", headers={"If-None-Match": got["ETag"]})
        assert again.status_code == 304


def test_a_revoked_key_is_refused_on_the_next_request(make_key: MakeKey, stocked: None) -> None:
    key, client = make_key("abc", "read"), client_with("abc")
    tag = ask(client, "offerings/")["ETag"]
    assert ask(client, "offerings/", If_None_Match=tag).status_code == 304
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert ask(client, "offerings/", If_None_Match=tag).status_code == 401
