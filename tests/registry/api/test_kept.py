"""Answers given before under the same stamp are given again, to whoever may have them only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api.door.freshness import Stamp
from registry.api.door.kept import KeptAnswers
from tests.builders import make_decided, make_offering, make_user
from tests.registry.api.conftest import SECRET, Counting, client_with
from vetting.models import ApiKey, Production
from vetting.services.decisions import suspend
from vetting.services.productions import hash_of, revoke_key

LIST = "/api/v1/offerings/"
TODAY = Stamp("seal", timezone.localdate())
TOMORROW = Stamp("another seal", timezone.localdate())


@pytest.fixture(autouse=True)
def kept(nothing_kept: None, settings: Any) -> None:
    settings.API_KEEP_MEGABYTES = 1


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}plan/", "/api/v1/tools/", "/api/v1/check/?tool=Studio+Chat"]
)
def test_what_was_asked_before_costs_one_query(
    api: APIClient, queries: Counting, path: str
) -> None:
    make_decided("plan", now=timezone.now())
    first = api.get(path)
    assert first.status_code == 200
    with queries(1):
        second = api.get(path)
    assert second.content == first.content
    for name in ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert second[name] == first[name], name
    assert second["RateLimit"] != first["RateLimit"]


def test_the_next_act_makes_it_anew(api: APIClient) -> None:
    offering = make_decided("plan", now=timezone.now())
    assert api.get(LIST).json()["results"][0]["status"] == "approved"
    suspend(offering=offering, because="A leak.", by=make_user("analyst"), now=timezone.now())
    assert api.get(LIST).json()["results"][0]["status_reason"] == "suspended"


def test_a_key_without_the_scope_gets_nothing_of_it(
    api: APIClient, make_key: Callable[..., ApiKey]
) -> None:
    make_offering(now=timezone.now())
    make_key("check", "check")
    assert api.get(LIST).status_code == 200
    assert client_with("check").get(LIST).status_code == 403


def test_a_revoked_key_gets_nothing_of_it(api: APIClient, make_key: Callable[..., ApiKey]) -> None:
    key = make_key("other", "read")
    assert client_with("other").get(LIST).status_code == 200
    revoke_key(key=key, because="Lost.", by=None, now=timezone.now())
    assert client_with("other").get(LIST).status_code == 401


def test_another_production_has_answers_of_its_own(api: APIClient, queries: Counting) -> None:
    now = timezone.now()
    other = Production.objects.create(slug="other", name="Other", created_at=now)
    scopes = ApiKey.objects.get(prefix="all").scopes
    fields = {"label": "x", "sha256": hash_of(SECRET), "created_at": now, "last_used_at": now}
    ApiKey.objects.create(production=other, prefix="theirs", scopes=scopes, **fields)
    mine = api.get("/api/v1/check/?tool=Nothing").json()["receipt"]
    assert client_with("theirs").get("/api/v1/check/?tool=Nothing").json()["receipt"] != mine


def test_a_file_is_still_one(api: APIClient) -> None:
    path = "/api/v1/domains/?format=csv"
    first = api.get(path)
    assert api.get(path)["Content-Disposition"] == first["Content-Disposition"]


def test_a_refusal_is_not_kept(api: APIClient, queries: Counting) -> None:
    for _ in range(2):
        assert api.get(f"{LIST}plan/").status_code == 404
    make_offering("plan", now=timezone.now())
    assert api.get(f"{LIST}plan/").status_code == 200


def answer(tag: str, size: int = 10, **fields: Any) -> HttpResponse:
    return HttpResponse(b"x" * size, headers={"ETag": tag}, **fields)


def test_the_room_is_kept_and_the_oldest_goes_first() -> None:
    answers = KeptAnswers()
    for number in range(20):
        answers.keep(str(number), TODAY, answer(str(number)), room=160)
        answers.find("0")
    assert [n for n in range(20) if answers.find(str(n))] == [0, *range(5, 20)]


@pytest.mark.parametrize(
    "response", [answer("b"), answer("a", size=11), answer("a", status=404), answer("", size=1)]
)
def test_only_small_answers_with_this_tag_are_kept(response: HttpResponse) -> None:
    answers = KeptAnswers()
    answers.keep("a", TODAY, response, room=160)
    assert answers.find("a") is None


def test_what_was_kept_under_the_stamp_before_is_let_go() -> None:
    answers = KeptAnswers()
    answers.keep("a", TODAY, answer("a"), room=160)
    answers.keep("b", TOMORROW, answer("b"), room=160)
    assert answers.find("a") is None
    assert answers.find("b") is not None
