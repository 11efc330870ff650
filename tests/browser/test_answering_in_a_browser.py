"""A new offering answered from scratch in a real browser, by keyboard, and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.builders import GOOD, make_offering, make_tool, make_vendor
from vetting.models import Evidence, Offering, Tool, Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def offering(transactional_db: Any) -> Offering:
    tool = make_tool(name="Studio Chat", modalities=["text"])
    return make_offering("enterprise", tool=tool, name="Enterprise", now=timezone.now())


def preview(page: Page) -> Any:
    return page.locator("[data-preview]")


def answer(page: Page) -> None:
    """Give the question that has the focus its good answer, and go on with Enter."""
    field = page.locator(":focus")
    value = GOOD[str(field.get_attribute("name")).removeprefix("q-").removesuffix("-value")]
    kind = field.get_attribute("type")
    if kind == "radio":
        place = field.evaluate(
            "(at, value) => [...at.closest('[data-choices]').querySelectorAll('input')]"
            ".findIndex((each) => each.value === value) + 1",
            value,
        )
        page.keyboard.press(str(place))
    else:
        field.fill(timezone.localdate().isoformat() if kind == "date" else str(value))
    page.keyboard.press("Enter")


def catalogued(page: Page, vendor: Vendor) -> Offering:
    """A new tool and one plan of it, put into the catalogue by its forms."""
    page.goto(f"/admin/vetting/tool/add/?vendor={vendor.pk}")
    page.locator("#id_name").fill("Studio Chat")
    page.locator("#id_slug").fill("studio-chat")
    page.get_by_role("button", name="Save").click()
    page.locator(".messagelist").wait_for()
    tool = Tool.objects.get(slug="studio-chat")
    page.goto(f"/admin/vetting/offering/add/?tool={tool.pk}")
    page.locator("#id_name").fill("Enterprise")
    page.locator("#id_slug").fill("studio-chat-enterprise")
    page.locator("#id_kind").select_option("enterprise_workspace")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Answer the open questions next.").wait_for()
    return Offering.objects.get(slug="studio-chat-enterprise")


def decided(enter: Enter, page: Page, offering: Offering) -> None:
    """Proposed on the page of the one, and approved by somebody else."""
    page.goto(f"/admin/vetting/offering/{offering.pk}/propose/")
    page.get_by_label("Reason", exact=True).fill("Everything is proven by the contract.")
    page.get_by_role("button", name="Propose it").click()
    page.locator(".messagelist").wait_for()
    other = enter("approver")
    other.goto(f"/admin/vetting/offering/{offering.pk}/approve/")
    other.get_by_role("button", name="Approve and publish").click()
    expect(other.locator(".messagelist")).to_contain_text("Published: Approved")
    assert other.locator(".badge-big").inner_text() == "Approved"


def test_a_new_tool_becomes_an_approved_offering_by_two_people(
    enter: Enter, transactional_db: Any
) -> None:
    page = enter("analyst")
    offering = catalogued(page, make_vendor())
    page.get_by_role("link", name="Answer the questions", exact=True).first.click()
    page.get_by_label("Kind of evidence").first.select_option(label="Signed agreement (grade A)")
    page.get_by_label("What the document is called").first.fill("Order form")
    page.get_by_role("link", name="Next open question").last.click()
    for _ in GOOD:
        answer(page)
    expect(page.get_by_role("button", name="Save the answers")).to_be_focused()
    expect(preview(page)).to_contain_text("97.4 was 0.0")
    expect(preview(page)).to_contain_text("was not vetted")
    expect(page.get_by_role("status")).to_contain_text("from not vetted to approved")
    assert not offering.answers.exists()
    page.keyboard.press("Enter")
    message = page.locator(".messagelist")
    expect(message).to_contain_text("24 answers saved. P2 0.0 to 97.4, P3 0.0 to 94.0")
    assert Evidence.objects.get().title == "Order form"
    assert page.get_by_role("img", name="97.4 of 100").first.is_visible()
    decided(enter, page, offering)


def test_on_a_phone_the_sheet_fits_and_takes_another_document(
    enter: Enter, offering: Offering
) -> None:
    page = enter("analyst", width=390, scheme="dark")
    page.goto(f"/admin/vetting/offering/{offering.pk}/answers/")
    page.get_by_role("button", name="Add another document").click()
    page.locator("#id_n2-title").fill("Help page")
    page.locator("#id_n2-kind").select_option("published_terms")
    question = page.locator("#q-encryption")
    question.get_by_label("Not encrypted").check()
    question.get_by_label("Rests on").select_option(label="New document 2: Help page")
    expect(preview(page)).to_contain_text("Banned")
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    page.get_by_role("button", name="Save and stay").click()
    expect(page.locator(".messagelist")).to_contain_text("1 answer saved.")
    assert offering.answers.get().evidence == Evidence.objects.get(title="Help page")
