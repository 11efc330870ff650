"""Two people in a real browser: sent back, proposed again, approved; and many accepted at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.builders import GOOD, ONE_CONDITION, answer_all, make_offering, make_tool, publish, the
from vetting.models import Offering
from vetting.services.decisions import suspend

pytestmark = pytest.mark.browser

PHONE = 390


def answered(slug: str, now: datetime, but: dict[str, Any] | None = None) -> Offering:
    tool = make_tool(name="Studio Chat", modalities=["text"])
    made = make_offering(slug, tool=tool, now=now)
    answer_all(made, GOOD, but={"pen_test_date": now.date(), **(but or {})}, now=now)
    return made


def url(offering: Offering, act: str = "change/") -> str:
    return f"/admin/vetting/offering/{offering.pk}/{act}"


def fits(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_proposal_goes_back_comes_again_with_an_override_and_is_approved(
    enter: Enter, transactional_db: Any
) -> None:
    now = timezone.now()
    offering = answered("enterprise", now, ONE_CONDITION)
    author, approver = enter("superuser"), enter("approver", width=PHONE, scheme="dark")
    author.goto(url(offering, "propose/"))
    author.get_by_label("Reason", exact=True).fill("One condition, which is met.")
    author.get_by_role("button", name="Propose it").click()
    author.goto(url(offering, "approve/"))
    assert author.get_by_text("You proposed this yourself").is_visible()
    assert author.get_by_role("button", name="Approve and publish").count() == 0

    approver.goto("/admin/vetting/review/")
    approver.get_by_role("link", name=re.compile("an approver other than superuser")).click()
    approver.get_by_role("heading", name="What changes for productions").wait_for()
    assert fits(approver)
    approver.get_by_label("What is missing or wrong").fill("Say who carries the risk.")
    approver.get_by_role("button", name="Send it back").click()
    approver.get_by_text("The proposal went back to its author").wait_for()

    propose_again(author, now + timedelta(days=30))
    approver.goto(url(offering, "approve/"))
    for said in ("Ada Okoye", "the policy allows", "the proposal departs from it"):
        assert approver.get_by_text(said).first.is_visible(), said
    assert fits(approver)
    approver.get_by_role("button", name="Approve and publish").click()
    message = approver.locator(".messagelist").inner_text()
    ends = now.date() + timedelta(days=30)
    assert f"Published: Approved, valid until {ends.day} {ends:%b %Y}" in message
    assert approver.locator(".badge-big").inner_text() == "Approved"


def propose_again(author: Page, ends: datetime) -> None:
    """As its author finds it: sent back, with the comment, and filled in as it was."""
    author.goto("/admin/vetting/review/?waits=mine")
    author.get_by_role("link", name="Sent back").click()
    assert author.get_by_text("Say who carries the risk.").is_visible()
    author.get_by_role("link", name="Propose again").click()
    assert author.get_by_text("Say who carries the risk.").is_visible()
    assert author.get_by_label("Reason", exact=True).input_value() == "One condition, which is met."
    author.get_by_label("Approved").check()
    author.get_by_text("Override: depart from what the rules say").click()
    author.get_by_label("Why depart from the rules").fill("Sign-in is checked by hand.")
    author.get_by_label("Who carries the risk").fill("Ada Okoye")
    author.get_by_label("For what").fill("Harbour Lights")
    too_late = ends.date() + timedelta(days=200)
    author.get_by_label("Until", exact=True).fill(too_late.isoformat())
    author.get_by_role("button", name="Propose it").click()
    assert author.get_by_text("An override must end after today and by").is_visible()
    author.get_by_label("Until", exact=True).fill(ends.date().isoformat())
    author.get_by_role("button", name="Propose it").click()
    author.get_by_text("somebody else has to approve it").wait_for()


def test_many_are_accepted_at_once_in_three_groups(enter: Enter, transactional_db: Any) -> None:
    now = timezone.now()
    worse, stopped = answered("worse", now), answered("stopped", now)
    publish(worse, now=now)
    answer_all(worse, ONE_CONDITION, now=now)
    suspend(offering=stopped, because="A leak.", by=the("analyst"), now=now)
    answered("better", now)
    page = enter("analyst")
    page.goto("/admin/vetting/offering/")
    page.get_by_label("Select all objects on this page for an action").check()
    page.locator("select[name=action]").select_option(label="Accept the computed verdict")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", name="Accept the computed verdict").wait_for()
    assert page.get_by_text("It is suspended: lift that").is_visible()
    page.get_by_role("button", name="Publish 1 now").click()
    page.get_by_text("This field is required.").wait_for()
    page.get_by_label("Reason").fill("As the rules compute it.")
    page.get_by_role("button", name="Publish 1 now").click()
    assert (
        "Published by you alone (1): Studio Chat - Worse."
        in page.locator(".messagelist").inner_text()
    )
    page.get_by_label("Reason").fill("As the rules compute it.")
    page.get_by_role("button", name="Propose 1").click()
    assert (
        "Put before a second person (1): Studio Chat - Better."
        in page.locator(".messagelist").inner_text()
    )
    assert page.get_by_role("button").filter(has_text=re.compile("Publish|Propose")).count() == 0
