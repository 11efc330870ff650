"""My reminders in a real browser: an address is made and copied, on a phone in the dark too."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from tests.browser.conftest import Enter
from tests.browser.test_everybody_can_use_it_in_a_browser import faults
from tests.builders import GOOD, answer_all, make_offering, make_user, publish
from vetting.models import Contact, Endpoint, Offering, Team

pytestmark = pytest.mark.browser

PAGE = "/admin/my-reminders/"


def test_a_calendar_address_is_made_and_everything_can_be_used(enter: Enter) -> None:
    page = enter("analyst")
    now = timezone.now()
    lead = make_user("analyst", username="lea")
    page.goto(PAGE)
    assert page.get_by_text("no reminder is to come").is_visible()
    offering: Offering = make_offering(now=now)
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    person = lead.__class__.objects.get(username="analyst")
    publish(offering, now=now, author=person)
    team = Team.objects.create(slug="pictures", name="Pictures", lead=lead, created_at=now)
    Contact.objects.create(person=person, team=team)
    Endpoint.objects.create(
        channel="chat", style="slack", label="Slack", address="https://chat.example.com/hook",
        person=person, paused_at=now, paused_because="It answered 404.", created_at=now,
    )  # fmt: skip

    page.goto("/admin/")
    page.get_by_role("link", name="My reminders").click()
    assert page.locator("#next").get_by_role("link", name=str(offering)).first.is_visible()
    page.get_by_label("Both by mail and in my chat").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("From now on you are told like this.").is_visible()

    page.get_by_role("link", name="New calendar address").click()
    found = {"new": faults(page)}
    page.get_by_label("Which calendar will read it").fill("Outlook at work")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Address for Outlook at work").input_value()
    page.get_by_role("button", name="Copy the address").click()
    page.locator(".said", has_text=re.compile("Copied|Selected")).wait_for()
    found["made"] = faults(page)
    secret = address.rpartition("/")[2]
    assert page.request.get(f"/calendar/{secret}").text().startswith("BEGIN:VCALENDAR\r\n")

    page.get_by_role("link", name="I have copied it").click()
    found["page"] = faults(page)
    page.get_by_role("link", name="Revoke the address for Outlook at work").click()
    page.get_by_role("button", name="Revoke it").click()
    assert page.get_by_text("no longer works").is_visible()
    assert page.request.get(f"/calendar/{secret}").status == 404

    page.get_by_role("button", name="Resume Slack").click()
    page.get_by_role("link", name="Replace Slack").click()
    found["chat"] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
