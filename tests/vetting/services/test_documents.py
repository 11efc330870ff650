"""The published row of each period follows everything that stands in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import LATER, NOW, TODAY, make_decided, make_offering, make_vendor, the
from tests.conftest import Once
from vetting.models import Offering, StatusPeriod
from vetting.scoring.vocabulary import Verdict
from vetting.services.catalogue import save_offering, save_tool, save_vendor
from vetting.services.decisions import suspend, tighten
from vetting.services.statuses import redraw_statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def decided(once: Once) -> None:
    once(lambda: make_decided("plan"))


@pytest.fixture
def plan(db: None) -> Offering:
    return Offering.objects.get(slug="plan")


def document(offering: Offering) -> dict[str, Any]:
    """What is published of an offering on the day after `TODAY`."""
    row = StatusPeriod.objects.covering(LATER.date()).get(offering=offering)
    return dict(json.loads(row.document))


def test_a_row_says_what_was_decided_and_why() -> None:
    row = document(make_decided("no", Verdict.BANNED))
    assert (row["slug"], row["status"], row["status_reason"]) == ("no", "banned", "decided")
    assert row["name"] == "Studio Chat - No"
    assert row["vendor"] == {"slug": "acme", "name": "Acme"}
    assert row["tool"] == {"slug": "studio-chat", "name": "Studio Chat", "modalities": []}
    assert (row["usable"], row["ceiling"], row["policy"]) == (False, "none", "2026.1")
    assert row["reasons"][0]["criterion"] == "trains_on_inputs"
    assert row["decided_on"] == TODAY.isoformat()
    assert 0 < row["scores"]["p2"] < 100


def test_a_row_that_nobody_decided_on_has_no_scores() -> None:
    row = document(make_offering())
    assert row["scores"] == {"p2": None, "p3": None}
    assert (row["policy"], row["decided_on"], row["valid_until"]) == (None, None, None)
    assert [r["text"] for r in row["reasons"]] == ["Nobody has decided on it yet."]


def rename_vendor(offering: Offering) -> None:
    vendor = make_vendor()
    vendor.name = "Acme Films"
    save_vendor(vendor=vendor, by=the("analyst"), now=LATER)


def rename_tool(offering: Offering) -> None:
    offering.tool.name = "Studio Talk"
    save_tool(tool=offering.tool, by=the("analyst"), now=LATER)


def give_tool_a_slug(offering: Offering) -> None:
    offering.tool.slug = "studio-talk"
    save_tool(tool=offering.tool, by=the("analyst"), now=LATER)


def let_tool_make(offering: Offering) -> None:
    offering.tool.modalities = ["video"]
    save_tool(tool=offering.tool, by=the("analyst"), now=LATER)


def rename_offering(offering: Offering) -> None:
    offering.name = "Studio"
    save_offering(offering=offering, by=the("analyst"), now=LATER)


def give_offering_a_slug(offering: Offering) -> None:
    offering.slug = "plan-2"
    save_offering(offering=offering, by=the("analyst"), now=LATER)


def change_kind(offering: Offering) -> None:
    offering.kind = "business_workspace"
    save_offering(offering=offering, by=the("analyst"), now=LATER)


def stop(offering: Offering) -> None:
    suspend(offering=offering, because="A leak.", by=the("analyst"), now=LATER)


def ban(offering: Offering) -> None:
    tighten(offering=offering, verdict=Verdict.BANNED, because="No.", by=the("analyst"), now=LATER)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (rename_vendor, "Acme Films"),
        (rename_tool, "Studio Talk - Plan"),
        (give_tool_a_slug, "studio-talk"),
        (let_tool_make, "video"),
        (rename_offering, "Studio Chat - Studio"),
        (give_offering_a_slug, "plan-2"),
        (change_kind, "business_workspace"),
        (stop, "A leak."),
        (ban, "No."),
    ],
)
def test_a_row_follows_whatever_stands_in_it(
    act: Callable[[Offering], None], said: str, plan: Offering
) -> None:
    assert said not in json.dumps(document(plan))
    act(plan)
    assert said in json.dumps(document(plan))


def test_the_reasons_of_a_chain_follow_the_decision_below() -> None:
    """Also where the status and its sentence stay the same."""
    below = make_decided("below", Verdict.BANNED, now=NOW)
    above = make_decided("above", runs_on=[below], now=NOW)
    said, knock_out = document(above)["reasons"]
    assert knock_out == document(below)["reasons"][0]
    decided = StatusPeriod.objects.covering(LATER.date()).get(offering=below).decision
    told = StatusPeriod.objects.covering(LATER.date()).get(offering=above)
    assert (told.upstream_decision, told.reason) == (decided, "upstream")
    assert said["text"].endswith(decided.because if decided else "?")


def test_an_out_of_date_row_is_drawn_anew(plan: Offering) -> None:
    fresh = document(plan)
    StatusPeriod.objects.update(document="{}", p2=None)
    redraw_statuses([plan], now=NOW)
    assert document(plan) == fresh
