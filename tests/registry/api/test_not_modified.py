"""Whoever holds the newest answer is told so before the site takes the request in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api.door.held import Environ, NotModified, Start
from registry.wsgi import application
from tests.builders import make_decided, make_user
from tests.registry.api.conftest import SECRET, Counting
from vetting.models import ApiKey
from vetting.services.decisions import suspend

LIST = "/api/v1/offerings/"
BEARER = f"Bearer aitk_all_{SECRET}"
SITE = "200 the site"

Asked = Callable[..., tuple[str, dict[str, str]]]


def site(environ: Environ, start_response: Start) -> Iterable[bytes]:
    start_response(SITE, [])
    return []


@pytest.fixture
def held(api: APIClient) -> str:
    """The tag of the list, which somebody holds."""
    make_decided("plan", now=timezone.now())
    return str(api.get(LIST)["ETag"])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Ask at the door; the site behind it only says that it was reached.

    The connection is the test's own, in the middle of its transaction.
    """
    monkeypatch.setattr("registry.api.door.held.close_old_connections", lambda: None)

    def ask(tag: str, key: str = BEARER, method: str = "GET", **more: str) -> Any:
        environ = RequestFactory().generic(method, LIST).environ
        environ |= {"HTTP_AUTHORIZATION": key, "HTTP_IF_NONE_MATCH": tag, **more}
        told: list[Any] = []
        NotModified(site)(environ, lambda status, head: told.extend([status, dict(head)]))
        return told

    return ask


def test_the_server_is_given_this_door() -> None:
    assert isinstance(application, NotModified)


def test_who_holds_the_answer_is_told_so_in_one_query(
    api: APIClient, held: str, asked: Asked, queries: Counting
) -> None:
    first = api.get(LIST)
    with queries(1):
        status, headers = asked(held)
    assert status == "304 Not Modified"
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "RateLimit-Policy"):
        assert headers[name] == first[name], name
    assert headers["RateLimit"] != first["RateLimit"]


def test_everybody_else_goes_on_to_the_site(held: str, asked: Asked) -> None:
    assert asked('W/"another"')[0] == SITE
    assert asked(held, key="Bearer aitk_all_guess")[0] == SITE
    assert asked(held, key="")[0] == SITE
    assert asked(held, method="POST")[0] == SITE
    assert asked(held, HTTP_HOST="not one of ours")[0] == SITE
    assert asked(held, PATH_INFO="/admin/")[0] == SITE
    assert asked(held, QUERY_STRING="status=banned")[0] == SITE


def test_the_next_act_ends_what_was_held(held: str, asked: Asked, api: APIClient) -> None:
    offering = make_decided("other", now=timezone.now())
    held = str(api.get(LIST)["ETag"])
    assert asked(held)[0] == "304 Not Modified"
    suspend(offering=offering, because="A leak.", by=make_user("analyst"), now=timezone.now())
    assert asked(held)[0] == SITE


def test_a_key_that_has_no_requests_left_is_refused_by_the_site(held: str, asked: Asked) -> None:
    ApiKey.objects.update(requests_per_minute=2)
    assert [asked(held)[0] for _ in range(3)] == ["304 Not Modified", SITE, SITE]
