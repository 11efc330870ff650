"""My reminders in a real browser: an address is made and copied, on a phone in the dark too."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.browser.test_everybody_can_use_it_in_a_browser import faults
from tests.builders import GOOD, answer_all, make_offering, make_user, publish
from vetting.models import Contact, Endpoint, Offering, Team

pytestmark = pytest.mark.browser

PAGE = "/admin/my-reminders/"


def make_work(username: str) -> Offering:
    """An offering that this person proposed, a team of theirs, and a chat that does not answer."""
    now, person = timezone.now(), User.objects.get(username=username)
    offering = make_offering(now=now)
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    publish(offering, now=now, author=person)
    lead = make_user("analyst", username="lea")
    team = Team.objects.create(slug="pictures", name="Pictures", lead=lead, created_at=now)
    Contact.objects.create(person=person, team=team)
    Endpoint.objects.create(
        channel="chat", style="slack", label="Slack", address="https://chat.example.com/hook",
        person=person, paused_at=now, paused_because="It answered 404.", created_at=now,
    )  # fmt: skip
    return offering


def make_address(page: Page) -> str:
    """A new calendar address, copied from the page that shows it; where it is found here."""
    page.get_by_role("link", name="New calendar address").click()
    assert faults(page) == []
    page.get_by_label("Which calendar will read it").fill("Outlook at work")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Address for Outlook at work").input_value()
    page.get_by_role("button", name="Copy the address").click()
    page.locator(".said", has_text=re.compile("Copied|Selected")).wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="I have copied it").click()
    return f"/calendar/{address.rpartition('/')[2]}"


def test_a_calendar_address_is_made_and_everything_can_be_used(enter: Enter) -> None:
    page = enter("analyst")
    page.goto(PAGE)
    assert page.get_by_text("no reminder is to come").is_visible()
    offering = make_work("analyst")
    page.goto("/admin/")
    page.get_by_role("link", name="My reminders").click()
    assert page.locator("#next").get_by_role("link", name=str(offering)).first.is_visible()
    page.get_by_label("Both by mail and in my chat").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("From now on you are told like this.").is_visible()

    address = make_address(page)
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR\r\n")
    assert faults(page) == []
    page.get_by_role("link", name="Revoke the address for Outlook at work").click()
    page.get_by_role("button", name="Revoke it").click()
    assert page.get_by_text("no longer works").is_visible()
    assert page.request.get(address).status == 404

    page.get_by_role("button", name="Resume Slack").click()
    page.get_by_role("link", name="Replace Slack").click()
    assert faults(page) == []
