"""The desk in a real browser: answer, decide with two people, read on a phone and in the dark."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.builders import GOOD, answer_all, make_offering, make_tool, publish
from vetting.models import Offering
from vetting.services.productions import create_production

pytestmark = pytest.mark.browser

PHONE = 390
PAGES = [
    "", "vetting/offering/", "vetting/review/", "vetting/decision/", "vetting/assessment/",
    "vetting/evidence/", "vetting/tool/", "vetting/vendor/", "vetting/policy/",
    "vetting/auditentry/", "vetting/production/", "vetting/offering/add/", "vetting/tool/add/",
    "auth/user/", "auth/user/add/", "auth/group/",
]  # fmt: skip


@pytest.fixture
def offering(transactional_db: Any) -> Offering:
    """Approved by the rules today, and decided by nobody."""
    now = timezone.now()
    tool = make_tool(name="Studio Chat", modalities=["text"], domains=["chat.example.com"])
    made = make_offering("studio-chat-enterprise", tool=tool, name="Enterprise", now=now)
    answer_all(made, GOOD, but={"pen_test_date": now.date()}, now=now)
    return made


def url(offering: Offering, act: str = "change/") -> str:
    return f"/admin/vetting/offering/{offering.pk}/{act}"


def fits(page: Page) -> bool:
    """True where nobody has to scroll sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_an_analyst_answers_a_question_and_sees_the_new_score(
    enter: Enter, offering: Offering
) -> None:
    page = enter("analyst")
    page.get_by_role("link", name=re.compile(r"1\s*Not vetted")).click()
    page.get_by_role("link", name="Studio Chat - Enterprise").click()
    assert page.get_by_role("img", name=re.compile(r"94\.0 of 100")).is_visible()
    page.get_by_role("link", name="Change: Sign-in and leavers").click()
    page.get_by_label("Single sign-on available, not enforced").check()
    page.get_by_label("Kind of evidence").select_option(label="Published terms")
    page.get_by_label("What the document is called").fill("Help page on single sign-on")
    page.get_by_role("button", name="Save the answer").click()
    message = page.locator(".messagelist").inner_text()
    assert "P3 94.0 to 88.0; the computed verdict goes from approved to conditional." in message
    assert page.get_by_role("img", name=re.compile(r"88\.0 of 100")).is_visible()
    page.get_by_role("link", name="Change: Sign-in and leavers").click()
    page.get_by_label("What the document is called").fill("")
    page.get_by_role("button", name="Save the answer").click()
    assert page.get_by_text("This field is required.", exact=True).is_visible()


def test_two_people_approve_and_one_alone_cannot(enter: Enter, offering: Offering) -> None:
    author = enter("superuser")
    author.goto(url(offering))
    author.get_by_role("link", name="Propose a verdict").click()
    author.get_by_label("Reason", exact=True).fill("Everything is proven by the contract.")
    author.get_by_role("button", name="Propose it").click()
    assert author.get_by_text("somebody else has to approve it").is_visible()
    author.goto(url(offering, "approve/"))
    assert author.get_by_text("You proposed this yourself").is_visible()
    assert author.get_by_role("button", name="Approve and publish").count() == 0

    approver = enter("approver")
    approver.get_by_role("link", name=re.compile("1 proposal waits for your approval")).click()
    approver.get_by_role("link", name="Studio Chat - Enterprise").click()
    approver.get_by_role("link", name="Approve the proposal").click()
    assert approver.get_by_text("Everything is proven by the contract.").first.is_visible()
    approver.get_by_role("button", name="Approve and publish").click()
    assert "Published: Approved" in approver.locator(".messagelist").inner_text()
    assert approver.locator(".badge-big").inner_text() == "Approved"


def test_a_knock_out_is_told_loudly(enter: Enter, offering: Offering) -> None:
    publish(offering, "approved", now=timezone.now())
    page = enter("analyst")
    page.goto(url(offering, "answers/trains_on_inputs/"))
    page.get_by_label("Yes, with no way out").check()
    page.get_by_role("button", name="Save the answer").click()
    assert "SUSPENDED" in page.locator(".messagelist .error").inner_text()
    assert page.locator(".badge-big").inner_text() == "Not vetted"


def test_no_page_scrolls_sideways_on_a_phone(enter: Enter, offering: Offering) -> None:
    now: datetime = timezone.now()
    publish(offering, "approved", now=now)
    production = create_production(slug="harbour", name="Harbour", by=None, now=now)
    page = enter("superuser", width=PHONE, scheme="dark")
    acts = ("change/", "edit/", "answers/trains_on_inputs/", "propose/", "suspend/", "tighten/")
    pages = [f"/admin/{name}" for name in PAGES] + [url(offering, act) for act in acts]
    pages.append(f"/admin/vetting/production/{production.pk}/change/")
    wide = []
    for one in pages:
        page.goto(one)
        if not fits(page):
            wide.append(one)
    assert wide == []


def test_a_menu_above_a_list_narrows_it(enter: Enter, offering: Offering) -> None:
    page = enter("viewer")
    page.goto("/admin/vetting/offering/")
    page.get_by_label("Status today").select_option("Banned")
    page.get_by_text("Nothing matches.").wait_for()
    page.get_by_role("link", name="Show the whole list").click()
    page.get_by_role("link", name="Studio Chat - Enterprise").wait_for()
