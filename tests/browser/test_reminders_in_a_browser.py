"""Reminders in a real browser: a mail looked at in its frame and tried again; one put off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.conftest import Enter
from tests.browser.test_everybody_can_use_it_in_a_browser import faults
from tests.builders import make_offering, the
from tests.vetting.admin.messages import failed_to, notice_of
from vetting.models import Heartbeat, Message, Offering, Snooze
from vetting.services.assessments import local_day

pytestmark = pytest.mark.browser

MAIL = """<!doctype html><html lang="en"><head><title>One thing</title></head>
<body style="background: #ffffff; color: #1b2530"><h1>One thing needs you</h1>
<p><a href="/admin/">Studio Chat</a> was never decided.</p></body></html>"""


@pytest.fixture
def offering(transactional_db: Any) -> Offering:
    """Never decided for 20 days, of which a mail failed to tell."""
    now: datetime = timezone.now()
    made = make_offering("team", now=now - timedelta(20))
    text = "Studio Chat was never decided."
    failed = failed_to(the("analyst"), now, heading="One thing needs you", html=MAIL, text=text)
    notice_of(made, failed, now, subject=f"never_decided:{made.pk}", step="chase-7")
    Heartbeat.objects.create(name=Heartbeat.DUE, finished_at=now)
    return made


def test_a_mail_is_looked_at_in_its_frame_and_tried_again(enter: Enter, offering: Offering) -> None:
    page = enter("approver")
    page.get_by_role("link", name="1 message could not be sent").click()
    page.get_by_role("heading", name="Messages", exact=True).wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="One thing needs you").click()
    assert page.get_by_text("It will not be tried again by itself.").is_visible()
    mail = page.frame_locator("iframe[title='The mail as it was sent']")
    assert mail.get_by_role("heading", name="One thing needs you").is_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    with page.expect_popup() as beside:
        mail.get_by_role("link", name="Studio Chat").click()
    beside.value.get_by_role("heading", name="Today", exact=True).wait_for()
    beside.value.close()
    page.get_by_role("button", name="Try again").click()
    assert page.get_by_text("It is tried again with the next run").is_visible()
    assert Message.objects.get().state == "waiting"


def test_a_reminder_is_put_off_and_comes_again_on_a_phone(enter: Enter, offering: Offering) -> None:
    page = enter("analyst", width=390, scheme="dark")
    page.goto(f"/admin/vetting/offering/{offering.pk}/change/")
    panel = page.locator("#reminders")
    assert "chase" not in panel.inner_text()
    panel.get_by_role("link", name="Put off").click()
    assert page.get_by_role("radio").first.is_checked()
    day = local_day(timezone.now()) + timedelta(9)
    page.get_by_label("Until").fill(day.isoformat())
    page.get_by_label("Reason").fill("The vendor answers next week.")
    assert faults(page) == []
    page.get_by_role("button", name="Put off").click()
    panel = page.locator("#reminders")
    assert "The vendor answers next week." in panel.inner_text()
    assert faults(page) == []
    panel.get_by_role("link", name="End it").click()
    page.get_by_role("button", name="Let them come again").click()
    assert page.get_by_text("Reminders come again from today on.").is_visible()
    assert Snooze.objects.get().ended_at is not None
