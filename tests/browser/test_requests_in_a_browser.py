"""A request in a real browser: turned into a review of a new offering, decided, and answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.browser.conftest import Enter
from tests.builders import GOOD, answer_all, publish
from vetting.models import Offering, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(transactional_db: Any) -> VettingRequest:
    now = timezone.now()
    production = create_production(slug="harbour", name="Harbour Lights", by=None, now=now)
    wish = Wish("Luma Sketch", "Team", "Luma AI", "https://sketch.luma.example", "Animatics.")
    return ask(wish=wish, production=production, now=now)[0].request


def test_a_request_is_turned_into_a_review_of_a_new_offering_and_answered(
    enter: Enter, asked: VettingRequest
) -> None:
    page = enter("analyst")
    page.goto("/admin/vetting/vettingrequest/")
    page.get_by_role("link", name="Luma Sketch - Team").click()
    page.get_by_role("link", name="Turn into a review").click()
    assert page.get_by_label("Name of the tool").input_value() == "Luma Sketch"
    assert page.get_by_label("Hosts of the tool").input_value() == "sketch.luma.example"
    page.get_by_role("button", name="Make it and open the review").click()
    assert page.get_by_text("This field is required.").is_visible()
    page.get_by_label("Kind").select_option(label="Team plan, self-service")
    page.get_by_role("button", name="Make it and open the review").click()
    assert "its review is open" in page.locator(".messagelist").inner_text()
    assert page.get_by_text(
        "Requested as “Luma Sketch - Team” by Harbour Lights."
    ).first.is_visible()

    offering, now = Offering.objects.get(), timezone.now()
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    publish(offering, "approved", now=now)
    page.goto("/admin/vetting/vettingrequest/?next=ready")
    page.get_by_role("link", name="Luma Sketch - Team").click()
    page.get_by_role("link", name="Answer", exact=True).click()
    words = page.get_by_label("What every production that asks is told")
    assert words.input_value().startswith("Luma Sketch - Team is approved: it may be used.")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("nothing is sent by mail").is_visible()
    asked.refresh_from_db()
    assert (asked.state, asked.told_status) == ("answered", "approved")
