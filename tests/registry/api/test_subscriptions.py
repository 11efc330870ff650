"""subscriptions/: what a production is told of; each sees and changes its own alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.registry.api.building import decided, never_decided, offering, tool
from tests.registry.api.conftest import SECRET, Counting, client_with
from tests.unwritable import no_writes
from vetting.models import ApiKey, AuditEntry, Offering, Production, Subscription
from vetting.services.productions import hash_of

SUBSCRIPTIONS = "/api/v1/subscriptions/"


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


@pytest.fixture
def three(db: None) -> None:
    chat = tool("chat", "Chat")
    decided(offering("chat-team", chat, "Team"), "approved")
    decided(offering("chat-free", chat, "Free"), "banned")
    never_decided(offering("pix", tool("pix", "Pix"), "Studio"))


def subscribe(client: APIClient, *slugs: str, status: int = 201) -> dict[str, Any]:
    response = client.post(SUBSCRIPTIONS, {"offerings": list(slugs)})
    assert response.status_code == status, response.json()
    return dict(response.json())


def listed(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    response = client.get(SUBSCRIPTIONS, query)
    assert response.status_code == 200, response.json()
    return list(response.json()["results"])


def slugs(client: APIClient, **query: Any) -> list[str]:
    return [row["slug"] for row in listed(client, **query)]


def test_subscribing_says_what_is_new_and_is_one_act(three: None, api: APIClient) -> None:
    first = subscribe(api, "pix", "chat-team", "pix")
    assert first == {"added": ["pix", "chat-team"], "already": []}
    second = subscribe(api, "chat-free", "pix")
    assert second == {"added": ["chat-free"], "already": ["pix"]}
    again = subscribe(api, "chat-free", "pix", status=200)
    assert again == {"added": [], "already": ["chat-free", "pix"]}
    acts = AuditEntry.objects.values_list("act", "subject_id", "after")
    assert [(act, of, after["offerings"]) for act, of, after in acts] == [
        ("subscribed", "paul", ["chat-team", "pix"]),
        ("subscribed", "paul", ["chat-free"]),
    ]


def test_the_list_tells_what_is_told_today_and_since_when(three: None, api: APIClient) -> None:
    subscribe(api, "chat-team")
    (row,) = listed(api)
    period = Offering.objects.get(slug="chat-team").periods.get(status="approved")
    assert row == {
        "slug": "chat-team",
        "name": "Chat - Team",
        "status": "approved",
        "status_reason": "decided",
        "usable": True,
        "valid_until": period.valid_until.isoformat(),
        "subscribed_at": row["subscribed_at"],
        "url": "http://testserver/api/v1/offerings/chat-team/",
    }
    assert row["subscribed_at"].endswith("Z")
    assert listed(api, fields="slug,usable") == [{"slug": "chat-team", "usable": True}]


def test_the_list_is_narrowed_sorted_and_paged(three: None, api: APIClient) -> None:
    for slug in ("chat-team", "chat-free", "pix"):
        subscribe(api, slug)
    assert slugs(api) == ["pix", "chat-free", "chat-team"]
    for query, found in (
        ({"ordering": "subscribed_at"}, ["chat-team", "chat-free", "pix"]),
        ({"ordering": "name"}, ["chat-free", "chat-team", "pix"]),
        ({"status": "banned,approved"}, ["chat-free", "chat-team"]),
        ({"usable": "true"}, ["chat-team"]),
        ({"usable": "false"}, ["pix", "chat-free"]),
        ({"search": "team chat"}, ["chat-team"]),
    ):
        assert slugs(api, **query) == found, query
    for ordering in ("name", "-name", "subscribed_at", "-subscribed_at"):
        whole, found = slugs(api, ordering=ordering), []
        url = f"{SUBSCRIPTIONS}?ordering={ordering}&page_size=1"
        while url:
            page = api.get(url).json()
            found += [row["slug"] for row in page["results"]]
            url = page["next"]
        assert found == whole


@pytest.mark.parametrize(
    "query", ["status=done", "usable=1", "search=", "tool=x", "ordering=status", "as_of=2026-01-01"]
)
def test_the_list_refuses_what_is_odd(api: APIClient, query: str) -> None:
    assert api.get(f"{SUBSCRIPTIONS}?{query}").status_code == 400


FAULTY: list[tuple[Any, list[str]]] = [
    ([], [""]),
    ("pix", [""]),
    ({}, ["offerings"]),
    ({"offerings": None}, ["offerings"]),
    ({"offerings": []}, ["offerings"]),
    ({"offerings": "pix"}, ["offerings"]),
    ({"offerings": {"pix": 1}}, ["offerings"]),
    ({"offerings": ["pix"] * 1001}, ["offerings"]),
    ({"offerings": ["nobody"]}, ["offerings[0]"]),
    ({"offerings": ["pix", 5, None, ["pix"], "Pix!", "no\u0000body", "", "nobody"]},
     [f"offerings[{place}]" for place in range(1, 8)]),
    ({"offering": "pix", "offerings": ["nobody", "pix"]}, ["offering", "offerings[0]"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "fields"), FAULTY)
def test_a_faulty_body_is_refused_with_all_its_faults(
    three: None, api: APIClient, body: Any, fields: list[str]
) -> None:
    response = api.post(SUBSCRIPTIONS, body)
    assert response.status_code == 400, response.json()
    errors = response.json()["errors"]
    assert [error["field"] for error in errors] == fields
    assert "nobody" not in str(body) or any("nobody" in error["detail"] for error in errors)
    assert not Subscription.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_subscription_ends_once(three: None, api: APIClient, other: APIClient) -> None:
    subscribe(api, "pix", "chat-team")
    subscribe(other, "pix")
    ended = api.delete(f"{SUBSCRIPTIONS}pix/")
    assert (ended.status_code, ended.content) == (204, b"")
    assert slugs(api) == ["chat-team"]
    assert slugs(other) == ["pix"]
    for gone in ("pix", "chat-free", "nobody"):
        response = api.delete(f"{SUBSCRIPTIONS}{gone}/")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert AuditEntry.objects.filter(act="unsubscribed").count() == 1
    assert api.delete(f"{SUBSCRIPTIONS}chat-team/?x=1").status_code == 400


def test_they_need_their_own_scope(
    three: None, api: APIClient, stranger: APIClient, make_key: Callable[..., ApiKey]
) -> None:
    make_key("reads", "read", "check", "requests")
    for method, path in (
        ("get", SUBSCRIPTIONS), ("post", SUBSCRIPTIONS), ("delete", f"{SUBSCRIPTIONS}pix/"),
    ):  # fmt: skip
        assert getattr(client_with("reads"), method)(path).status_code == 403
        assert getattr(stranger, method)(path).status_code == 401
    assert api.put(SUBSCRIPTIONS, {}).status_code == 405
    assert api.get(f"{SUBSCRIPTIONS}pix/").status_code == 405


def test_nobody_reads_anonymously(stranger: APIClient, settings: Any) -> None:
    settings.API_ANONYMOUS_READ = True
    assert stranger.get(SUBSCRIPTIONS).status_code == 401


def test_what_is_held_is_good_until_it_changes(three: None, api: APIClient, settings: Any) -> None:
    settings.API_KEEP_MEGABYTES = 1
    first = api.get(SUBSCRIPTIONS)
    held = {"If-None-Match": first["ETag"]}
    assert api.get(SUBSCRIPTIONS, headers=held).status_code == 304
    subscribe(api, "pix")
    assert slugs(api) == ["pix"]
    assert api.get(SUBSCRIPTIONS, headers=held).status_code == 200
    api.delete(f"{SUBSCRIPTIONS}pix/")
    assert slugs(api) == []


def test_the_list_costs_two_queries_however_long(api: APIClient, queries: Counting) -> None:
    """The key with its production; the subscriptions with what is told."""
    of, made = tool("runway", "Runway"), []
    for number in range(30):
        made.append(never_decided(offering(f"p-{number}", of, f"P{number}", named=False)))
        if number in {0, 29}:
            subscribe(api, *(each.slug for each in made))
            with queries(2):
                assert len(listed(api)) == number + 1


def test_a_thousand_at_once_cost_no_more_queries_than_two(
    api: APIClient, queries: Counting
) -> None:
    of = tool("runway", "Runway")
    made = [never_decided(offering(f"p-{n}", of, f"P{n}", named=False)) for n in range(12)]
    subscribe(api, made[0].slug)
    with queries(14):
        subscribe(api, made[1].slug, made[2].slug)
    with queries(14):
        subscribe(api, *(each.slug for each in made[3:]))


@pytest.mark.django_db(transaction=True)
def test_while_nothing_can_be_written_it_is_unavailable(three: None, api: APIClient) -> None:
    with no_writes():
        response = api.post(SUBSCRIPTIONS, {"offerings": ["pix"]})
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert subscribe(api, "pix")["added"] == ["pix"]
