"""webhooks/: where a production is told; a secret is shown once, and a tag is never too old."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.registry.api.conftest import SECRET, Counting, client_with
from tests.unwritable import no_writes
from vetting.models import ApiKey, AuditEntry, Endpoint, Message, Production
from vetting.services.productions import hash_of

WEBHOOKS = "/api/v1/webhooks/"
FARM = {"label": "Render farm", "url": "https://hooks.harbour.example/ai?token=abc"}


@pytest.fixture
def other(db: None) -> APIClient:
    """A client of somebody else's production."""
    now = timezone.now()
    sam = Production.objects.create(slug="sam", name="Sam's title", created_at=now)
    ApiKey.objects.create(
        production=sam, prefix="sam", sha256=hash_of(SECRET), scopes=["subscriptions"],
        created_at=now, last_used_at=now,
    )  # fmt: skip
    return client_with("sam")


def add(client: APIClient, **given: Any) -> dict[str, Any]:
    response = client.post(WEBHOOKS, {**FARM, **given})
    assert response.status_code == 201, response.json()
    return dict(response.json())


def delivered(endpoint: Endpoint, **fields: Any) -> Message:
    """A message to it, as the sender leaves it."""
    now = timezone.now()
    fields = {"state": "sent", "sent_at": now, **fields}
    return Message.objects.create(
        what="event", endpoint=endpoint, on=now.date(), made_at=now, next_at=now, **fields
    )


def test_a_secret_is_shown_once(api: APIClient) -> None:
    response = api.post(WEBHOOKS, FARM)
    body = response.json()
    assert response["Location"] == f"http://testserver{WEBHOOKS}{body['id']}/"
    assert response["Cache-Control"] == "no-store"
    secret = body.pop("secret")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert body == {
        "id": body["id"],
        "label": "Render farm",
        "channel": "webhook",
        "address": "https://hooks.harbour.example/ai?…",
        "state": "active",
        "paused_at": None,
        "paused_because": "",
        "failing_since": None,
        "last_error": None,
        "last_delivered_at": None,
        "secret_generation": 1,
        "previous_secret_until": None,
        "created_at": body["created_at"],
    }
    assert api.get(response["Location"]).json() == body
    assert api.get(WEBHOOKS).json()["results"] == [body]
    trail = str(list(AuditEntry.objects.values()))
    assert secret not in trail and "abc" not in trail


FAULTY: list[tuple[Any, set[str]]] = [
    ([], {""}),
    ({}, {"label", "url"}),
    ({"label": "Farm"}, {"url"}),
    ({**FARM, "label": None}, {"label"}),
    ({**FARM, "label": " "}, {"label"}),
    ({**FARM, "label": "x" * 81}, {"label"}),
    ({**FARM, "url": 5}, {"url"}),
    ({**FARM, "url": "http://hooks.harbour.example/"}, {"url"}),
    ({**FARM, "url": "https://10.0.0.1/"}, {"url"}),
    ({**FARM, "url": "https://localhost/"}, {"url"}),
    ({**FARM, "url": "ftp://hooks.harbour.example/"}, {"url"}),
    ({**FARM, "url": "https://me:x@hooks.harbour.example/"}, {"url"}),
    ({**FARM, "channel": "mail"}, {"channel"}),
    ({"label": 5, "url": "x\u0000", "z": 1}, {"label", "url", "z"}),
]


@pytest.mark.parametrize(("body", "fields"), FAULTY)
def test_a_faulty_webhook_is_refused_with_all_its_faults(
    api: APIClient, body: Any, fields: set[str]
) -> None:
    response = api.post(WEBHOOKS, body)
    assert response.status_code == 400, response.json()
    assert {error["field"] for error in response.json()["errors"]} == fields
    assert not Endpoint.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_same_address_is_not_added_twice(api: APIClient) -> None:
    add(api)
    (error,) = api.post(WEBHOOKS, FARM).json()["errors"]
    assert error["field"] == "url"


def test_a_rotation_shows_the_new_secret_and_how_long_the_old_one_signs(api: APIClient) -> None:
    made = add(api)
    rotate = f"{WEBHOOKS}{made['id']}/rotate/"
    for hours in (-1, 169, 1.5, "2", True):
        response = api.post(rotate, {"overlap_hours": hours})
        assert [e["field"] for e in response.json()["errors"]] == ["overlap_hours"], hours
    assert api.post(rotate, {"hours": 3}).status_code == 400
    assert api.post(rotate, []).status_code == 400
    turned = api.post(rotate)
    assert turned.status_code == 200, turned.json()
    body = turned.json()
    assert body["secret"] != made["secret"]
    assert body["secret_generation"] == 2
    endpoint = Endpoint.objects.get()
    assert endpoint.previous_until is not None
    assert endpoint.previous_until - timezone.now() > timedelta(hours=23)
    again = api.post(rotate, {"overlap_hours": 1})
    assert [error["field"] for error in again.json()["errors"]] == ["overlap_hours"]
    last = api.post(rotate, {"overlap_hours": 0}).json()
    assert (last["secret_generation"], last["previous_secret_until"]) == (3, None)


def test_a_test_waits_in_the_outbox(api: APIClient) -> None:
    made = add(api)
    response = api.post(f"{WEBHOOKS}{made['id']}/test/")
    message = Message.objects.get()
    assert (response.status_code, response.json()) == (
        202, {"message": f"msg_{message.code.hex}"},
    )  # fmt: skip
    assert (message.what, message.state) == ("test", "waiting")
    assert api.post(f"{WEBHOOKS}{made['id']}/test/").status_code == 400
    for odd in ({"x": 1}, [], 0, False):
        assert api.post(f"{WEBHOOKS}{made['id']}/test/", odd).status_code == 400


def test_what_is_paused_is_resumed_and_what_is_removed_is_gone(api: APIClient) -> None:
    made = add(api)
    path = f"{WEBHOOKS}{made['id']}/"
    assert api.post(f"{path}resume/").status_code == 400
    Endpoint.objects.update(
        paused_at=timezone.now(), paused_because="It failed for three days.",
        failing_since=timezone.now(), failures=9,
    )  # fmt: skip
    assert api.get(path).json()["state"] == "paused"
    resumed = api.post(f"{path}resume/")
    assert (resumed.status_code, resumed.json()["state"]) == (200, "active")
    assert resumed.json()["failing_since"] is None
    gone = api.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get(WEBHOOKS).json()["results"] == []
    for method, address in (
        ("get", path), ("delete", path), ("post", f"{path}test/"), ("post", f"{path}rotate/"),
        ("post", f"{path}resume/"),
    ):  # fmt: skip
        assert getattr(api, method)(address).status_code == 404
    assert list(AuditEntry.objects.values_list("act", flat=True)) == [
        "created", "resumed", "removed",
    ]  # fmt: skip


def test_what_the_sender_notes_is_told_though_nobody_acts(api: APIClient, settings: Any) -> None:
    """Neither a tag nor an answer that is kept in memory outlives a delivery, or a pause."""
    settings.API_KEEP_MEGABYTES = 1
    made = add(api)
    endpoint = Endpoint.objects.get()
    paths = [WEBHOOKS, f"{WEBHOOKS}{made['id']}/"]

    def told() -> dict[str, Any]:
        (row,), one = api.get(paths[0]).json()["results"], api.get(paths[1]).json()
        assert row == one
        return dict(row)

    def fails() -> None:
        Endpoint.objects.update(failing_since=timezone.now(), failures=1)
        delivered(endpoint, state="waiting", sent_at=None, error="It answered 500.")

    def pauses() -> None:
        Endpoint.objects.update(paused_at=timezone.now(), paused_because="It failed.")

    before = told()
    for happens, field in (
        (lambda: delivered(endpoint), "last_delivered_at"), (fails, "last_error"),
        (pauses, "state"),
    ):  # fmt: skip
        held = {path: api.get(path)["ETag"] for path in paths}
        for path, tag in held.items():
            assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
        happens()
        after = told()
        assert before[field] != after[field]
        for path, tag in held.items():
            assert api.get(path, headers={"If-None-Match": tag}).status_code == 200
        before = after
    assert before["last_error"] == "It answered 500."


def test_the_list_is_narrowed_and_shows_what_the_desk_has_added(api: APIClient) -> None:
    add(api)
    paul, now = Production.objects.get(slug="paul"), timezone.now()
    Endpoint.objects.create(
        production=paul, channel="chat", style="slack", label="VFX", created_at=now,
        address="https://chat.example/secret", paused_at=now, paused_because="Later.",
    )  # fmt: skip
    rows = api.get(WEBHOOKS).json()["results"]
    assert [row["label"] for row in rows] == ["VFX", "Render farm"]
    assert (rows[0]["secret_generation"], "secret" in rows[0]["address"]) == (None, False)
    for query, found in (
        ("channel=webhook", ["Render farm"]), ("channel=chat,mail", ["VFX"]),
        ("state=paused", ["VFX"]), ("state=active", ["Render farm"]),
        ("ordering=created_at", ["Render farm", "VFX"]),
    ):  # fmt: skip
        listed = api.get(f"{WEBHOOKS}?{query}").json()["results"]
        assert [row["label"] for row in listed] == found, query
    for odd in ("channel=fax", "state=", "x=1"):
        assert api.get(f"{WEBHOOKS}?{odd}").status_code == 400
    assert api.get(f"{WEBHOOKS}?fields=label&page_size=1").json()["results"] == [{"label": "VFX"}]


def test_only_the_own_are_seen_and_touched(
    api: APIClient, other: APIClient, stranger: APIClient, make_key: Callable[..., ApiKey]
) -> None:
    path = f"{WEBHOOKS}{add(api)['id']}/"
    make_key("reads", "read", "check", "requests")
    addresses = [("get", path), ("delete", path), ("post", f"{path}rotate/")]
    addresses += [("post", f"{path}test/"), ("post", f"{path}resume/")]
    for method, address in addresses:
        assert getattr(other, method)(address).status_code == 404
        assert getattr(client_with("reads"), method)(address).status_code == 403
        assert getattr(stranger, method)(address).status_code == 401
    for method in ("get", "post"):
        assert getattr(client_with("reads"), method)(WEBHOOKS).status_code == 403
        assert getattr(stranger, method)(WEBHOOKS).status_code == 401
    assert other.get(WEBHOOKS).json()["results"] == []
    assert api.put(path, {}).status_code == api.get(f"{path}test/").status_code == 405


def test_the_list_costs_three_queries_however_long(api: APIClient, queries: Counting) -> None:
    """The key with its production; what the sender has noted; the endpoints."""
    paul = Production.objects.get(slug="paul")
    for number in range(5):
        address = f"https://hooks.harbour.example/{number}"
        endpoint = Endpoint.objects.create(
            production=paul, channel="webhook", label="Farm", address=address,
            created_at=timezone.now(),
        )  # fmt: skip
        for _ in range(number):
            delivered(endpoint)
        with queries(3):
            assert len(api.get(WEBHOOKS).json()["results"]) == number + 1


@pytest.mark.django_db(transaction=True)
def test_while_nothing_can_be_written_it_is_unavailable(api: APIClient) -> None:
    path = f"{WEBHOOKS}{add(api)['id']}/"
    with no_writes():
        found = [
            api.post(WEBHOOKS, {**FARM, "url": "https://x.example/"}), api.delete(path),
            api.post(f"{path}rotate/"), api.post(f"{path}test/"),
        ]  # fmt: skip
    assert [response.status_code for response in found] == [503] * 4
    assert api.get(path).status_code == 200
