"""receipts/: every answer of the decision call can be fetched again, the same to the letter."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.registry.api.building import days, decided, offering, policy, today, tool
from tests.registry.api.conftest import SECRET, Counting, client_with
from tests.unwritable import no_writes
from vetting.models import ApiKey, LookupName, Offering, Production, Receipt, StatusPeriod, Tool
from vetting.services.productions import hash_of

CHECK, RECEIPTS = "/api/v1/check/", "/api/v1/receipts/"
USE = {"data": ["unreleased_material"], "output": "final", "approvals_held": ["data_use"]}
ITEMS = [{"ref": "1", "tool": "Pix"}, {"ref": " ü\u2028 ", "tool": 5}, {"tool": "Pixx"}]


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    pix = tool("pix", "Pix", domains=["pix.com"])
    decided(offering("pix-pro", pix, "Pro"), "approved")
    decided(offering("pix-free", pix, "Free"), "banned")


def check(client: APIClient, **body: Any) -> dict[str, Any]:
    response = client.post(CHECK, {"items": ITEMS, **body})
    assert response.status_code == 200, response.json()
    return dict(response.json())


def shown(client: APIClient, code: str) -> dict[str, Any]:
    response = client.get(f"{RECEIPTS}{code}/")
    assert response.status_code == 200, response.json()
    return dict(response.json())


@pytest.fixture
def other(db: None) -> APIClient:
    """A client of somebody else's production."""
    now = timezone.now()
    sam = Production.objects.create(slug="sam", name="Sam's title", created_at=now)
    ApiKey.objects.create(
        production=sam, prefix="sam", sha256=hash_of(SECRET), scopes=["check"], created_at=now,
        last_used_at=now,
    )  # fmt: skip
    return client_with("sam")


def test_a_receipt_shows_the_very_answer_and_what_it_answered(api: APIClient) -> None:
    sent = check(api, use=USE)
    receipt = shown(api, sent["receipt"])
    assert {name: receipt[name] for name in sent} == sent
    assert list(receipt)[: len(sent)] == list(sent)
    rest = {name: receipt[name] for name in receipt if name not in sent}
    assert rest == {
        "made_at": rest["made_at"],
        "made_on": today().isoformat(),
        "policy_sha256": policy().sha256,
        "question": {
            "as_of": today().isoformat(),
            "use": {**USE, "activities": []},
            "items": [ITEMS[0], {}, ITEMS[2]],
        },
    }
    assert rest["made_at"].endswith("Z")


def test_the_question_of_a_receipt_can_be_asked_again_just_so(api: APIClient) -> None:
    sent = check(
        api, use=USE, items=[{"ref": "1", "url": "https://app.pix.com/x?y", "plan": "Pro"}]
    )
    question = shown(api, sent["receipt"])["question"]
    assert question["items"] == [{"ref": "1", "plan": "Pro", "url": "app.pix.com"}]
    assert check(api, **question) == sent


def test_nothing_that_changes_later_changes_a_receipt(api: APIClient) -> None:
    code = check(api)["receipt"]
    before = api.get(f"{RECEIPTS}{code}/").content
    StatusPeriod.objects.update(status="banned", reason="suspended", because="A leak.")
    Offering.objects.update(full_name="Other - Name")
    Tool.objects.update(name="Other")
    LookupName.objects.all().delete()
    Production.objects.update(name="Renamed", slug="renamed")
    assert check(api)["receipt"] != code
    assert api.get(f"{RECEIPTS}{code}/").content == before


def test_asking_the_same_again_gives_the_same_receipt(api: APIClient) -> None:
    one = check(api)
    assert check(api) == one
    assert api.get(CHECK, {"tool": "Pix"}).json() == api.get(CHECK, {"tool": "Pix"}).json()
    assert Receipt.objects.count() == 2
    decided_later = offering("pix-team", Tool.objects.get(slug="pix"), "Team")
    decided(decided_later, "banned")
    assert check(api)["receipt"] != one["receipt"]


def test_the_hour_of_asking_does_not_matter_but_the_day_does(api: APIClient) -> None:
    check(api)
    check(api, as_of=days(-1).isoformat())
    assert Receipt.objects.count() == 2


def test_a_receipt_is_shown_to_its_own_production_alone(api: APIClient, other: APIClient) -> None:
    code = check(api)["receipt"]
    for client, name in ((other, code), (api, "nothing"), (api, code.upper()), (api, "a" * 300)):
        response = client.get(f"{RECEIPTS}{name}/")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert other.get(RECEIPTS).json()["results"] == []
    assert check(other)["receipt"] != code


def test_receipts_need_the_scope_of_the_check(
    api: APIClient, stranger: APIClient, make_key: Callable[..., ApiKey]
) -> None:
    code = check(api)["receipt"]
    make_key("reads", "read", "requests")
    for path in (RECEIPTS, f"{RECEIPTS}{code}/"):
        assert client_with("reads").get(path).status_code == 403
        assert stranger.get(path).status_code == 401


def test_a_refused_question_leaves_no_receipt(api: APIClient) -> None:
    assert api.post(CHECK, {"items": []}).status_code == 400
    assert api.get(CHECK).status_code == 400
    assert not Receipt.objects.exists()


def test_what_was_sent_and_what_is_kept_are_the_same_bytes(api: APIClient) -> None:
    sent = api.post(CHECK, {"items": ITEMS}).content
    code = json.loads(sent)["receipt"]
    kept = api.get(f"{RECEIPTS}{code}/").content
    assert kept.startswith(sent[:-1])


def test_the_list_shows_the_newest_first_and_since(api: APIClient) -> None:
    for ref in ("1", "2", "3"):
        check(api, items=[{"ref": ref, "tool": "Pix"}, {"tool": "?"}])
    page = api.get(RECEIPTS, {"page_size": 2}).json()
    rest = api.get(page["next"]).json()
    made = [row["made_at"] for row in (*page["results"], *rest["results"])]
    assert made == sorted(made, reverse=True)
    assert len(made) == 3
    assert api.get(rest["previous"]).json()["results"] == page["results"]
    row = page["results"][0]
    assert (row["items"], row["summary"]["escalate"], row["policy"]) == (2, 1, "2026.1")
    assert shown(api, row["receipt"])["question"]["items"][0]["ref"] == "3"
    assert api.get(row["url"]).json()["receipt"] == row["receipt"]
    for since, count in ((made[0], 1), (today().isoformat(), 3), (days(1).isoformat(), 0)):
        assert len(api.get(RECEIPTS, {"made_since": since}).json()["results"]) == count, since


@pytest.mark.parametrize(
    "query",
    ["made_since=soon", "made_since=2026-11-22T08:00:00", "as_of=2026-11-22", "page_size=0"],
)
def test_the_list_refuses_what_is_odd(api: APIClient, query: str) -> None:
    assert api.get(f"{RECEIPTS}?{query}").status_code == 400


@pytest.mark.parametrize("value", ["2026-11-22", "2026-11-22T08:00:00", "x", None])
def test_a_cursor_of_another_make_is_refused(api: APIClient, value: str | None) -> None:
    token = urlsafe_b64encode(json.dumps(["-made_at", value, 1, False]).encode())
    response = api.get(RECEIPTS, {"cursor": token.decode().rstrip("=")})
    assert response.status_code == 400


def test_the_list_costs_three_queries_however_long(api: APIClient, queries: Counting) -> None:
    """The key with its production; the receipts."""
    made = 0
    for count in (1, 50, 500):
        new = range(made, count)
        Receipt.objects.bulk_create(_receipt(number) for number in new)
        made = count
        with queries(3):
            found = api.get(RECEIPTS, {"page_size": 200}).json()["results"]
        assert len(found) == min(count, 200)


def test_one_receipt_costs_two_queries(api: APIClient, queries: Counting) -> None:
    code = check(api)["receipt"]
    with queries(2):
        shown(api, code)


def _receipt(number: int) -> Receipt:
    moment = timezone.now() - timedelta(minutes=number)
    return Receipt(
        code=f"code-{number}", production=Production.objects.get(slug="paul"), made_at=moment,
        made_on=moment.date(), as_of=moment.date(), items=1, question=b"", answer=b"",
        summary=dict.fromkeys(
            ("allowed", "allowed_with_conditions", "not_allowed", "escalate"), 0
        ),
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_no_answer_leaves_without_a_receipt(api: APIClient) -> None:
    """While nothing can be written, what was told today already is told again, and no more."""
    sent = check(api)
    with no_writes():
        again, new = api.post(CHECK, {"items": ITEMS}), api.get(CHECK, {"tool": "Pix"})
    assert again.json() == sent
    assert (new.status_code, new["Retry-After"]) == (503, "10")
    assert new["Content-Type"] == "application/problem+json"
    assert "nothing was changed" in new.json()["detail"]
    assert api.get(CHECK, {"tool": "Pix"}).status_code == 200
