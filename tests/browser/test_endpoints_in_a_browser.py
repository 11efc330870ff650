"""Endpoints, teams and subscriptions on a phone: a test arrives while one looks at the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from standardwebhooks import Webhook

from tests.browser.conftest import Enter
from tests.browser.test_everybody_can_use_it_in_a_browser import faults
from tests.builders import make_offering, make_user
from tests.vetting.reminders.channels.receivers import Receiver, http_receiver
from vetting.models import Endpoint, Production, Subscription, Team
from vetting.reminders.channels import send
from vetting.reminders.done import Done
from vetting.reminders.faults import Faults
from vetting.reminders.sending import work_off
from vetting.reminders.ways import Way
from vetting.services.productions import create_production

pytestmark = pytest.mark.browser


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    with http_receiver() as made:
        yield made


@pytest.fixture
def production(transactional_db: Any) -> Production:
    now = timezone.now()
    for plan in ("Team", "Enterprise"):
        make_offering(f"chat-{plan.lower()}", name=plan, now=now)
    for name in ("Paul", "Rosa", "Sam"):
        make_user("analyst", username=name.lower(), first_name=name)
    return create_production(slug="harbour", name="Harbour", by=None, now=now)


def at_home(page: Page, production: Production) -> None:
    page.goto(f"/admin/vetting/production/{production.pk}/change/")


def on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")


def work_the_outbox_off() -> None:
    done, went_wrong = Done(), Faults()
    work_off(done, went_wrong, Way(clock=timezone.now, send=send))
    went_wrong.tell()


def test_a_webhook_is_added_and_its_test_arrives_while_one_looks(
    enter: Enter, production: Production, receiver: Receiver
) -> None:
    page, found = enter("administrator", width=390, scheme="dark"), []
    at_home(page, production)
    page.get_by_role("link", name="New endpoint").click()
    found += faults(page)
    on_a_phone(page)
    page.get_by_label("What listens there").fill("Render farm")
    page.get_by_role("radio", name="Webhook").first.check()
    page.get_by_label("Address", exact=True).fill(receiver.address)
    page.get_by_role("button", name="Add it").click()
    secret = page.locator(".secret").inner_text()
    found += faults(page)
    page.get_by_role("link", name="I have copied it").click()
    assert secret not in page.content()

    page.get_by_role("button", name="Send a test").click()
    told = page.locator("#test")
    expect(told).to_contain_text("On its way")
    work_the_outbox_off()
    expect(told).to_contain_text("Arrived")
    expect(page.locator(".facts")).to_contain_text("Works")
    [got] = receiver.got
    assert Webhook(secret).verify(got.body, got.headers)
    found += faults(page)
    at_home(page, production)
    expect(page.locator("#endpoints")).to_contain_text("Works")
    assert secret not in page.content()
    found += faults(page)
    assert found == []
    assert Endpoint.objects.get().generation == 1


def test_people_and_offerings_are_found_and_ticked_by_keyboard(
    enter: Enter, production: Production
) -> None:
    page, found = enter("administrator", width=390, scheme="dark"), []
    page.goto("/admin/vetting/team/add/")
    found += faults(page)
    on_a_phone(page)
    page.get_by_label("Name:", exact=True).fill("Night desk")
    page.get_by_label("Short name").fill("night")
    page.get_by_label("Narrow: Members").fill("pau")
    expect(page.get_by_label("Rosa")).to_be_hidden()
    page.get_by_label("Paul").press("Space")
    expect(page.locator(".choosing [role=status]")).to_contain_text("1 of")
    page.get_by_label("Narrow: Members").fill("")
    page.get_by_label("Sam").press("Space")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Night desk").first.click()
    found += faults(page)
    on_a_phone(page)
    members = Team.objects.get().members.values_list("person__username", flat=True)
    assert set(members) == {"paul", "sam"}

    at_home(page, production)
    page.get_by_role("link", name="Tell it of offerings").click()
    page.get_by_label("Find offerings").fill("studio")
    page.get_by_label("Find offerings").press("Enter")
    page.get_by_role("button", name="Tick all shown").click()
    found += faults(page)
    on_a_phone(page)
    page.get_by_role("button", name="Tell it of these").click()
    expect(page.locator(".messagelist")).to_contain_text("is told of 2 more offerings")
    found += faults(page)
    on_a_phone(page)
    page.get_by_label("No longer tell it of Studio Chat - Team").check()
    page.get_by_role("button", name="Stop telling it of those ticked").click()
    expect(page.locator(".messagelist")).to_contain_text("no longer told of 1 offering")
    assert Subscription.objects.get().offering.slug == "chat-enterprise"
    assert found == []
