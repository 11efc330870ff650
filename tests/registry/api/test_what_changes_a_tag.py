"""Whatever changes a published answer changes the tags of it, at the very next request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.builders import GOOD, answer_all, make_offering, make_tool, publish, the
from tests.builders import proof as made_proof
from tests.conftest import Once
from tests.registry.api.conftest import client_with, forget_everything
from vetting.models import ApiKey, Offering, Policy, Tool
from vetting.services.answers import record_answer
from vetting.services.audit import record_act
from vetting.services.catalogue import save_offering, save_tool, save_vendor, set_runs_on
from vetting.services.decisions import suspend
from vetting.services.productions import note_use

PATHS = ["offerings/", "offerings/studio/", "tools/", "vendors/", "check/?domain=chat.example.com"]
BESIDE = ["domains/", "policies/", "changes/", "check/?tool=Studio+Chat", "check/?tool=Talk"]
EARLIEST, LATEST = "Etc/GMT+12", "Pacific/Kiritimati"


@pytest.fixture(autouse=True, scope="module")
def studio(once: Once) -> None:
    once(good_and_below)


@pytest.fixture
def offering(db: Any) -> Offering:
    return Offering.objects.get(slug="studio")


def good_and_below() -> None:
    now = timezone.now()
    tool = make_tool(name="Studio Chat", modalities=["text"], domains=["chat.example.com"])
    made = make_offering("studio", tool=tool, now=now)
    make_offering("below", tool=tool, now=now)
    answer_all(made, GOOD, but={"pen_test_date": now.date()}, now=now)


@pytest.fixture
def client(offering: Offering, make_key: Callable[..., Any]) -> APIClient:
    make_key("abc", "read", "check")
    return client_with("abc")


def tags(client: APIClient) -> dict[str, str]:
    found = {path: client.get(f"/api/v1/{path}") for path in PATHS}
    assert {response.status_code for response in found.values()} == {200}
    return {path: response["ETag"] for path, response in found.items()}


def known(client: APIClient, held: dict[str, str]) -> set[int]:
    """The statuses told to somebody who holds these."""
    return {
        client.get(f"/api/v1/{path}", headers={"If-None-Match": tag}).status_code
        for path, tag in held.items()
    }


def answers(offering: Offering) -> None:
    now = timezone.now()
    record_answer(
        offering=offering,
        criterion="identity_sso",
        value="sso_available",
        evidence=made_proof(seen_on=now.date()),
        by=None,
        now=now,
    )


def decides(offering: Offering) -> None:
    publish(offering, "approved", now=timezone.now())


def suspends(offering: Offering) -> None:
    publish(offering, "approved", now=timezone.now())
    suspend(offering=offering, because="It leaked.", by=the("analyst"), now=timezone.now())


def releases_a_policy(offering: Offering) -> None:
    text = Policy.objects.get().source.replace('"2026.1"', '"2026.9"', 1)
    now, people = timezone.now(), {"author": the("policy owner"), "approver": the("approver")}
    made = Policy.objects.create(
        version="2026.9",
        source=text,
        sha256="9" * 64,
        state="released",
        effective_on=timezone.localdate(),
        released_at=now,
        **people,
    )
    record_act(act="released", subject=made, by=people["approver"], now=now)


def chains(offering: Offering) -> None:
    below = Offering.objects.get(slug="below")
    set_runs_on(offering=offering, upstreams=[below], by=None, now=timezone.now())


def renames(offering: Offering) -> None:
    tool = Tool.objects.get()
    tool.name = "Studio Talk"
    save_tool(tool=tool, by=None, now=timezone.now())


def names_otherwise(offering: Offering) -> None:
    offering.aliases = ["The chat"]
    save_offering(offering=offering, by=None, now=timezone.now())


def moves(offering: Offering) -> None:
    offering.login_domains = ["login.example.com"]
    save_offering(offering=offering, by=None, now=timezone.now())


def renames_the_vendor(offering: Offering) -> None:
    vendor = offering.tool.vendor
    vendor.name = "Acme Ltd"
    save_vendor(vendor=vendor, by=None, now=timezone.now())


ACTS = [
    answers, decides, suspends, releases_a_policy, chains, renames, names_otherwise, moves,
    renames_the_vendor,
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_an_act_changes_every_tag(
    client: APIClient, offering: Offering, act: Callable[[Offering], None]
) -> None:
    before = tags(client)
    assert known(client, before) == {304}
    act(offering)
    assert known(client, before) == {200}
    after = tags(client)
    assert not set(after.values()) & set(before.values())
    assert known(client, after) == {304}


@pytest.mark.parametrize("act", [answers, decides, suspends, renames])
def test_an_act_changes_the_day_as_well(
    client: APIClient, offering: Offering, act: Callable[[Offering], None]
) -> None:
    """However soon it follows the act before: no second is told for two states."""
    since = client.get("/api/v1/offerings/")["Last-Modified"]
    act(offering)
    again = client.get("/api/v1/offerings/", headers={"If-Modified-Since": since})
    assert again.status_code == 200


@pytest.mark.parametrize("act", ACTS)
def test_what_is_remembered_is_what_would_be_said_anew(
    client: APIClient, offering: Offering, settings: Any, act: Callable[[Offering], None]
) -> None:
    """Answers, policies, hosts and alternatives kept from before an act never come through."""
    settings.API_KEEP_MEGABYTES = 8
    before = [said(client) for _ in range(2)]
    act(offering)
    after = [said(client) for _ in range(2)]
    forget_everything()
    assert before[0] == before[1] != after[0] == after[1] == said(client)


def said(client: APIClient) -> dict[str, bytes]:
    return {path: client.get(f"/api/v1/{path}").content for path in (*PATHS, *BESIDE)}


def test_midnight_changes_every_tag(client: APIClient) -> None:
    """Here it is always another day than there, so the day moves without the clock."""
    with timezone.override(EARLIEST):
        before = tags(client)
        assert known(client, before) == {304}
    with timezone.override(LATEST):
        assert known(client, before) == {200}
        assert not set(tags(client).values()) & set(before.values())


def test_to_ask_changes_nothing(client: APIClient, offering: Offering) -> None:
    before, now = tags(client), timezone.now()
    assert note_use(key=ApiKey.objects.get(), window=now, requests=3, now=now)
    client.post("/api/v1/check/", {"items": [{"tool": "Studio Chat"}]})
    assert known(client, before) == {304}
