"""Our own tenant in a real browser: made of a plan, answered, and brought up to its plan's news."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.browser.test_desk_in_a_browser import PHONE, fits, url
from tests.builders import GOOD, answer_all, make_offering, make_tool, proof, publish
from vetting.models import Offering

pytestmark = pytest.mark.browser


@pytest.fixture
def plan(transactional_db: Any) -> Offering:
    """Conditional by the rules and by two people: a setting is there, but nobody has set it."""
    now = timezone.now()
    tool = make_tool(name="Studio Chat", modalities=["text"], domains=["chat.example.com"])
    made = make_offering("studio-chat-enterprise", tool=tool, name="Enterprise", now=now)
    but = {"pen_test_date": now.date(), "retention_control": "customer_set_available"}
    answer_all(made, GOOD, but=but, now=now)
    publish(made, "conditional", now=now)
    return made


def answered(page: Page, choice: str, kind: str, title: str) -> str:
    page.get_by_label(choice).check()
    page.get_by_label("Kind of evidence").select_option(label=kind)
    page.get_by_label("What the document is called").fill(title)
    page.get_by_role("button", name="Save the answer").click()
    return page.locator(".messagelist").inner_text()


def test_a_tenant_is_made_strengthened_and_follows_its_plan(enter: Enter, plan: Offering) -> None:
    page = enter("analyst")
    page.goto(url(plan))
    page.get_by_role("link", name="Our tenant of this plan").click()
    assert page.get_by_text("Starts as conditional").first.is_visible()
    page.get_by_label("What the tenant is called").fill("Our tenant")
    page.get_by_label("Reason").fill("Order form signed in May.")
    page.get_by_role("button", name="Make the tenant").click()
    assert "with 24 inherited answers" in page.locator(".messagelist").inner_text()
    assert page.locator(".answers .state-none", has_text="inherited").count() == 24

    page.locator(".nexts").get_by_role("link", name="Control of retention").click()
    said = answered(
        page, "We set the period, and have set it", "Own verification", "Export of our console"
    )
    assert "goes from conditional to approved" in said
    assert page.locator(".answers .state-none", has_text="inherited").count() == 23
    assert page.get_by_text("Nothing is left to strengthen").is_visible()
    tenant = Offering.objects.get(tenant_of=plan)
    publish(tenant, "approved", now=timezone.now())

    page.goto(url(plan, "answers/identity_sso/"))
    answered(page, "Single sign-on available, not enforced", "Published terms", "New help page")
    around = page.locator("#chain")
    around.get_by_role("link", name="Studio Chat - Our tenant", exact=True).click()
    assert page.get_by_text("Review open", exact=True).is_visible()
    news = page.locator(".plan-news")
    assert "the plan now says: Single sign-on available, not enforced" in news.inner_text()
    page.get_by_role("button", name="Take over: Sign-in and leavers").click()
    assert "Taken over from the plan: 1 answer." in page.locator(".messagelist").inner_text()
    assert page.locator(".plan-news").count() == 0


def test_its_pages_fit_a_phone_in_the_dark(enter: Enter, plan: Offering) -> None:
    page = enter("analyst", width=PHONE, scheme="dark")
    page.goto(url(plan, "tenant/"))
    assert fits(page)
    page.get_by_label("Reason").fill("Signed.")
    page.get_by_role("button", name="Make the tenant").click()
    now = timezone.now()
    proven = proof("published_terms", seen_on=now.date())
    answer_all(plan, {"trains_on_inputs": "always", "audit_log": "none"}, evidence=proven, now=now)
    tenant = Offering.objects.get(tenant_of=plan)
    for act in ("change/", "take-over/"):
        page.goto(url(tenant, act))
        assert fits(page)
