"""The first page in a real browser: whose work comes first, where a number leads, and the plots."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.builders import GOOD, KNOCK_OUT, answer_all, make_offering, make_tool, publish, the
from vetting.models import Offering
from vetting.scoring.vocabulary import Verdict
from vetting.services.decisions import propose

pytestmark = pytest.mark.browser

PLOTS = ("Scores by status", "What ends in the next 90 days", "Status over the last twelve months")


@pytest.fixture
def offerings(transactional_db: Any) -> list[Offering]:
    """One that somebody proposes to approve, and one that was banned a month ago."""
    now = timezone.now()
    tool = make_tool(name="Studio Chat", modalities=["text"])
    good = make_offering("enterprise", tool=tool, name="Enterprise", now=now)
    answer_all(good, GOOD, but={"pen_test_date": now.date()}, now=now)
    bad = make_offering("free", tool=tool, name="Free", now=now - timedelta(40))
    answer_all(bad, {**GOOD, **KNOCK_OUT}, now=now - timedelta(40))
    publish(bad, Verdict.BANNED, now=now - timedelta(30))
    propose(
        offering=good, verdict=Verdict.APPROVED, because="All proven.", by=the("analyst"), now=now
    )
    return [good, bad]


def fits(page: Page) -> bool:
    """True where nobody has to scroll sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_each_role_finds_its_own_work_first_and_a_number_leads_to_its_list(
    enter: Enter, offerings: list[Offering]
) -> None:
    approver = enter("approver")
    first = approver.locator("section.panel").first
    assert first.get_by_role("heading", name="What waits for you").is_visible()
    first.get_by_role("link", name=re.compile("1 proposal waits for your approval")).click()
    approver.get_by_role("heading", name="Reviews", exact=True).wait_for()
    assert approver.get_by_role("link", name="Studio Chat - Enterprise").is_visible()
    chosen = approver.get_by_role("combobox", name=re.compile("^Waits for"))
    chosen = chosen.locator("option:checked")
    assert chosen.inner_text() == "my approval"

    analyst = enter("analyst")
    waits = analyst.locator("section.panel").first.inner_text()
    assert "proposals of yours were sent back" in waits
    assert "waits for your approval" not in waits
    analyst.get_by_role("link", name=re.compile("1 offering was never decided")).click()
    analyst.get_by_role("heading", name="Offerings", exact=True).wait_for()
    assert analyst.get_by_role("link", name="Studio Chat - Enterprise").is_visible()
    assert analyst.get_by_role("link", name="Studio Chat - Free").count() == 0


def test_every_plot_can_be_read_on_a_phone_and_has_its_numbers_in_a_table(
    enter: Enter, offerings: list[Offering]
) -> None:
    page = enter("viewer", width=390, scheme="dark")
    assert fits(page)
    for name in PLOTS:
        drawn = page.get_by_role("group" if name == "Scores by status" else "img", name=name)
        assert drawn.is_visible()
        smallest = drawn.evaluate(
            "svg => Math.min(...[...svg.querySelectorAll('text')]"
            ".map(text => text.getBoundingClientRect().height))"
        )
        assert smallest >= 10, name
    for summary in page.get_by_text("The same as a table").all():
        summary.click()
    for name in PLOTS:
        table = page.get_by_role("region", name=f"{name}, as a table")
        assert table.get_by_role("table").is_visible()
    assert fits(page)
    cell = page.get_by_role("region", name="Scores by status, as a table")
    cell.get_by_role("link", name="1").first.click()
    page.get_by_role("heading", name="Offerings", exact=True).wait_for()
    assert page.get_by_role("link", name="Studio Chat - Enterprise").is_visible()
    assert page.get_by_role("link", name="Studio Chat - Free").count() == 0
