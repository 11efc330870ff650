"""Comparing offerings and copying the mail to the vendor, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.builders import GOOD, KNOCK_OUT, answer_all, make_offering, make_tool
from vetting.models import Offering
from vetting.scoring.vocabulary import Kind

pytestmark = pytest.mark.browser

PHONE = 390


@pytest.fixture
def plans(transactional_db: Any) -> list[Offering]:
    """Two plans of one tool; neither is decided."""
    now = timezone.now()
    tool = make_tool(name="Studio Chat")
    made = []
    changes: list[dict[str, Any]] = [KNOCK_OUT, {"identity_sso": "sso_available"}]
    for name, kind, but in zip(
        ("Free", "Team"), (Kind.CONSUMER_FREE, Kind.TEAM_SELF_SERVE), changes, strict=True
    ):
        one = make_offering(name.lower(), kind.value, tool=tool, name=name, now=now)
        answer_all(one, GOOD, but={**but, "pen_test_date": now.date()}, now=now)
        made.append(one)
    return made


def fits(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_two_ticked_offerings_are_compared_and_only_differences_shown(
    enter: Enter, plans: list[Offering]
) -> None:
    page = enter("viewer", width=PHONE)
    page.goto("/admin/vetting/offering/")
    assert fits(page)
    for box in page.locator(".action-select").all():
        box.check()
    page.get_by_label("Action:").select_option(label="Compare side by side")
    page.get_by_role("button", name="Go").click()
    assert page.get_by_text("1 of 2 would pass today.").is_visible()
    assert page.get_by_role("rowheader", name="Audit log").is_visible()
    assert fits(page)
    table = page.get_by_role("region", name="Offerings side by side")
    title = page.get_by_role("rowheader", name="Training on inputs")
    before = title.bounding_box()
    table.evaluate("box => { box.scrollLeft = 90; }")
    assert title.bounding_box() == before
    page.get_by_role("link", name="Only differences").click()
    assert page.get_by_role("rowheader", name="Audit log").count() == 0
    assert page.get_by_role("rowheader", name="Training on inputs differs").is_visible()


def test_the_mail_to_the_vendor_is_copied_or_selected(enter: Enter, plans: list[Offering]) -> None:
    page = enter("viewer")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/admin/vetting/offering/{plans[1].pk}/change/")
    page.get_by_text("Ask the vendor: a mail that leads to approved").click()
    text = page.get_by_label("Text").input_value()
    assert text.startswith("Dear Acme team,")
    assert "1. Sign-in and leavers" in text
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".mail [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".mail [role=status]")).to_contain_text("Selected: press Ctrl+C")
    chosen = "document.activeElement.selectionEnd - document.activeElement.selectionStart"
    assert page.evaluate(chosen) == len(text)
