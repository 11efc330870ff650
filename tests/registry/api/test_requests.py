"""requests/: a production asks for a tool to be vetted, joins others, and sees its own alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.registry.api.building import days, decided, never_decided, offering, tool
from tests.registry.api.conftest import SECRET, Counting, client_with
from tests.unwritable import no_writes
from vetting.models import (
    ApiKey,
    AuditEntry,
    Offering,
    Production,
    RequestSupporter,
    VettingRequest,
)
from vetting.models.naming import name_key
from vetting.services.productions import hash_of

REQUESTS = "/api/v1/requests/"
WISH = {
    "tool": "Runway",
    "plan": "Enterprise",
    "vendor": "Runway AI",
    "url": "https://runwayml.com/enterprise?token=harbour",
    "purpose": "Clean plates.\r\nTwo sequences.",
    "contact": "vfx@harbour.example",
}


@pytest.fixture
def other(db: None) -> APIClient:
    """A client of somebody else's production."""
    now = timezone.now()
    sam = Production.objects.create(slug="sam", name="Sam's title", created_at=now)
    ApiKey.objects.create(
        production=sam, prefix="sam", sha256=hash_of(SECRET), scopes=["requests"], created_at=now,
        last_used_at=now,
    )  # fmt: skip
    return client_with("sam")


def ask(client: APIClient, status: int = 201, **wish: Any) -> dict[str, Any]:
    response = client.post(REQUESTS, wish or {**WISH, "needed_by": days(9).isoformat()})
    assert response.status_code == status, response.json()
    return dict(response.json())


def listed(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    response = client.get(REQUESTS, query)
    assert response.status_code == 200, response.json()
    return list(response.json()["results"])


def test_asking_opens_a_request_with_an_address_of_its_own(api: APIClient) -> None:
    response = api.post(REQUESTS, {**WISH, "needed_by": days(9).isoformat()})
    body = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{REQUESTS}{body['id']}/"
    assert body == {
        "id": body["id"],
        "formerly": [],
        **{name: WISH[name] for name in ("tool", "plan", "vendor", "url")},
        "state": "open",
        "votes": 1,
        "asked_at": body["asked_at"],
        "your_words": "Runway - Enterprise",
        "your_purpose": "Clean plates.\nTwo sequences.",
        "your_needed_by": days(9).isoformat(),
        "your_contact": "vfx@harbour.example",
        "known": [],
        "answer": "",
        "answered_at": None,
        "offering": None,
        "joined": False,
        "message": "Your request is open.",
    }
    rest = {name: body[name] for name in body if name not in {"joined", "message"}}
    assert api.get(response["Location"]).json() == rest
    assert listed(api) == [rest]


def test_a_second_production_joins_and_learns_nothing_of_the_first(
    api: APIClient, other: APIClient
) -> None:
    first = ask(api)
    second = ask(other, 200, tool="RUNWAY enterprise", purpose="Skies.")
    assert (second["id"], second["joined"], second["votes"]) == (first["id"], True, 2)
    assert (second["tool"], second["your_words"]) == ("Runway", "RUNWAY enterprise")
    assert (second["your_purpose"], second["your_contact"], second["url"]) == ("Skies.", "", "")
    told = str(second) + str(listed(other)) + str(other.get(f"{REQUESTS}{first['id']}/").json())
    for secret in ("harbour", "Clean", "Paul", "paul", "token"):
        assert secret not in told
    assert listed(api)[0]["votes"] == 2
    assert "Skies" not in str(listed(api))


def test_asking_again_says_that_only_the_own_note_changed(api: APIClient) -> None:
    first = ask(api)
    again = ask(api, 200, tool="Runway", plan="Enterprise", purpose="Skies.", contact=None)
    assert (again["id"], again["votes"], again["joined"]) == (first["id"], 1, True)
    assert "only your own note changed" in again["message"]
    assert (again["your_purpose"], again["your_contact"]) == ("Skies.", "vfx@harbour.example")
    assert RequestSupporter.objects.count() == 1


def test_it_names_what_is_catalogued_already(api: APIClient) -> None:
    run = tool("runway", "Runway", domains=["runwayml.com"], aliases=["Gen-4"])
    decided(offering("runway-enterprise", run, "Enterprise"), "approved")
    decided(offering("runway-free", run, "Free", aliases=["Runway Basic"]), "banned")
    never_decided(offering("mid", tool("mid", "Mid", domains=["www.mid.com"]), "All"))
    never_decided(offering("hub", tool("hub", "Hub", domains=["github.com"]), "Cloud"))
    both = [("runway-enterprise", "approved"), ("runway-free", "banned")]
    for wish, meant in (
        ({"tool": "Runway", "plan": "Enterprise"}, both[:1]),
        ({"tool": "runway basic"}, both[1:]),
        ({"tool": "Runway", "plan": "Unheard of"}, both),
        ({"tool": "gen 4"}, both),
        ({"tool": "Something", "url": "https://app.runwayml.com/x"}, both),
        ({"tool": "Journey", "url": "https://mid.com"}, [("mid", "not_vetted")]),
        ({"tool": "Runwai"}, []),
        ({"tool": "Upscaler", "url": "https://github.com/x/upscaler"}, []),
    ):
        known = ask(api, **wish)["known"]
        assert [(k["slug"], k["status"]) for k in known] == meant, wish
    assert listed(api, search="basic")[0]["known"] == [
        {
            "slug": "runway-free",
            "name": "Runway - Free",
            "status": "banned",
            "url": "http://testserver/api/v1/offerings/runway-free/",
        }
    ]


def test_it_names_ten_of_many_plans_at_most(api: APIClient) -> None:
    many = tool("many", "Many")
    for number in range(12):
        never_decided(offering(f"many-{number}", many, f"P{number}"))
    assert len(ask(api, tool="Many")["known"]) == 10


def test_the_answer_of_the_desk_is_shown_with_its_offering(api: APIClient) -> None:
    code = ask(api)["id"]
    made = decided(offering("rw", tool("rw", "Something else"), "Enterprise"), "conditional")
    VettingRequest.objects.update(
        state="answered", answer="Vetted.", answered_at=timezone.now(), offering=made
    )
    found = api.get(f"{REQUESTS}{code}/").json()
    assert (found["state"], found["answer"], found["known"]) == ("answered", "Vetted.", [])
    assert (found["offering"]["slug"], found["offering"]["status"]) == ("rw", "conditional")
    assert found["answered_at"].endswith("Z")


YESTERDAY = (timezone.localdate() - timedelta(1)).isoformat()
FAULTY: list[tuple[Any, set[str]]] = [
    ([], {""}),
    ("x", {""}),
    ({}, {"tool"}),
    ({"tool": None}, {"tool"}),
    ({"tool": ""}, {"tool"}),
    ({"tool": "  "}, {"tool"}),
    ({"tool": "?!"}, {"tool"}),
    ({"tool": 5}, {"tool"}),
    ({"tool": ["x"]}, {"tool"}),
    ({"tool": "x" * 121}, {"tool"}),
    ({"tool": "a\nb"}, {"tool"}),
    ({"tool": "a\u0000b"}, {"tool"}),
    ({"tool": "x", "toll": "y"}, {"toll"}),
    ({"tool": "x", "state": "answered"}, {"state"}),
    ({"tool": "x", "plan": "y" * 121}, {"plan"}),
    ({"tool": "x", "url": "runwayml.com"}, {"url"}),
    ({"tool": "x", "url": "ftp://runwayml.com"}, {"url"}),
    ({"tool": "x", "url": "https://run way.com"}, {"url"}),
    ({"tool": "x", "url": "https://[::1"}, {"url"}),
    ({"tool": "x", "url": "https://a..com"}, {"url"}),
    ({"tool": "x", "url": "https://run_way.com/\u00e9 "}, {"url"}),
    ({"tool": "x", "url": "https://x.com/" + "y" * 2000}, {"url"}),
    ({"tool": "x", "purpose": "y" * 1001}, {"purpose"}),
    ({"tool": "x", "purpose": "a\tb\u0007"}, {"purpose"}),
    ({"tool": "x", "purpose": " \n "}, {"purpose"}),
    ({"tool": "x", "needed_by": YESTERDAY}, {"needed_by"}),
    ({"tool": "x", "needed_by": "2027-02-30"}, {"needed_by"}),
    ({"tool": "x", "needed_by": "soon"}, {"needed_by"}),
    ({"tool": "x", "needed_by": 20270201}, {"needed_by"}),
    ({"tool": "x", "contact": "y" * 201}, {"contact"}),
    (
        {"tool": "", "url": "x", "needed_by": YESTERDAY, "vendor": 1, "z": 1, "contact": {}},
        {"tool", "url", "needed_by", "vendor", "z", "contact"},
    ),
]


@pytest.mark.parametrize(("body", "fields"), FAULTY)
def test_a_faulty_request_is_refused_with_all_its_faults(
    api: APIClient, body: Any, fields: set[str]
) -> None:
    response = api.post(REQUESTS, body)
    assert response.status_code == 400, response.json()
    found = [error["field"] for error in response.json()["errors"]]
    assert (set(found), len(found)) == (fields, len(fields))
    assert not VettingRequest.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_query_beside_a_body_is_refused(api: APIClient) -> None:
    assert api.post(f"{REQUESTS}?tool=x", {"tool": "x"}).status_code == 400


def test_only_the_own_requests_are_shown(api: APIClient, other: APIClient) -> None:
    code = ask(api)["id"]
    assert listed(other) == []
    for name in (code, "1", "nothing"):
        response = other.get(f"{REQUESTS}{name}/")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_requests_need_their_own_scope(
    api: APIClient, stranger: APIClient, make_key: Callable[..., ApiKey]
) -> None:
    code = ask(api)["id"]
    make_key("reads", "read", "check")
    reader = client_with("reads")
    for path in (REQUESTS, f"{REQUESTS}{code}/"):
        assert reader.get(path).status_code == 403
        assert stranger.get(path).status_code == 401
    assert reader.post(REQUESTS, {"tool": "x"}).status_code == 403
    assert stranger.post(REQUESTS, {"tool": "x"}).status_code == 401
    assert api.put(REQUESTS, {"tool": "x"}).status_code == 405


def test_the_list_is_the_newest_first_and_is_narrowed(api: APIClient) -> None:
    for name in ("Alpha One", "Beta", "Gamma"):
        ask(api, tool=name, vendor="Vendor of " + name)
    VettingRequest.objects.filter(tool="Beta").update(state="declined", answered_at=timezone.now())
    VettingRequest.objects.filter(tool="Gamma").update(state="in_review")
    names = [row["tool"] for row in listed(api)]
    assert names == ["Gamma", "Beta", "Alpha One"]
    assert [row["tool"] for row in listed(api, ordering="asked_at")] == names[::-1]
    for query, found in (
        ({"state": "open"}, ["Alpha One"]),
        ({"state": "open,in_review"}, ["Gamma", "Alpha One"]),
        ({"search": "vendor alph"}, ["Alpha One"]),
        ({"search": "nothing"}, []),
    ):
        assert [row["tool"] for row in listed(api, **query)] == found, query
    page = api.get(REQUESTS, {"page_size": 2}).json()
    rest = api.get(page["next"]).json()
    assert [r["tool"] for r in (*page["results"], *rest["results"])] == names
    assert api.get(rest["previous"]).json()["results"] == page["results"]


@pytest.mark.parametrize("query", ["state=done", "state=", "search=", "tool=x", "ordering=tool"])
def test_the_list_refuses_what_is_odd(api: APIClient, query: str) -> None:
    assert api.get(f"{REQUESTS}?{query}").status_code == 400


def test_the_list_costs_four_queries_however_long(api: APIClient, queries: Counting) -> None:
    """The key with its production; the requests with the own note; names; offerings."""
    of = tool("runway", "Runway", domains=["runwayml.com"])
    for number in range(30):
        never_decided(offering(f"p-{number}", of, f"P{number}", named=False))
    made = 0
    for count in (1, 50, 500):
        _make_requests(range(made, count))
        made = count
        with queries(4):
            found = listed(api, page_size=200)
        assert len(found) == min(count, 200)
    assert Offering.objects.count() == 30


def test_one_request_of_an_unknown_name_costs_three(api: APIClient, queries: Counting) -> None:
    code = ask(api)["id"]
    with queries(3):
        api.get(f"{REQUESTS}{code}/")


def _make_requests(numbers: range) -> None:
    now, paul = timezone.now(), Production.objects.get(slug="paul")
    made = VettingRequest.objects.bulk_create(
        VettingRequest(
            tool=f"Runway {number}", plan="P1", key=name_key(f"Runway {number} P1"),
            host=f"a{number}.runwayml.com", created_at=now, votes=1,
        )
        for number in numbers
    )  # fmt: skip
    RequestSupporter.objects.bulk_create(
        RequestSupporter(request=one, production=paul, asked_at=now, words=str(one)) for one in made
    )


@pytest.mark.django_db(transaction=True)
def test_while_nothing_can_be_written_asking_is_unavailable(api: APIClient) -> None:
    with no_writes():
        response = api.post(REQUESTS, {"tool": "Runway"})
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert ask(api, tool="Runway")["votes"] == 1
