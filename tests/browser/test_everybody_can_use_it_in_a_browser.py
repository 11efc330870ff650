"""Every page of the desk by keyboard, on a phone, in the dark and read aloud: WCAG 2 A and AA."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.builders import GOOD, KNOCK_OUT, answer_all, make_offering, make_tool, publish, the
from vetting.models import Assessment, Decision, Offering, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production, issue_key
from vetting.services.reviews import open_review

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# The order of headings and of the focus is no criterion of its own there, and as important.
ORDER = ("heading-order", "empty-heading", "page-has-heading-one", "tabindex")
ALL = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {rule: {"enabled": True} for rule in ORDER},
    "resultTypes": ["violations"],
    "preload": False,
}
# What can differ between light and dark, or wide and narrow; the rest was seen on the phone.
COLOURS = {
    "runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
    "resultTypes": ["violations"],
    "preload": False,
}
# Django's own lists of two columns explain themselves with a label on something without a role.
WHERE = {"exclude": [[".help-tooltip"]]}
CHECK = """async ([where, options]) => {
  document.getAnimations().forEach((fading) => fading.finish());
  const found = await axe.run(where, options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}"""
# After a key was pressed, whatever gets the focus shows it.
RINGS = """() => {
  const fields = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(fields)].filter((one) => {
    one.focus();
    const ring = getComputedStyle(one);
    const shown = ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 1;
    return document.activeElement === one && !shown;
  }).map((one) => `no ring: ${one.outerHTML.slice(0, 150)}`);
}"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# One of each sort of page: a page that looks like no other is added here.
LISTS = (
    "", "vetting/offering/", "vetting/vettingrequest/", "vetting/evidence/", "vetting/auditentry/",
)  # fmt: skip
FORMS = (
    "vetting/offering/add/", "vetting/production/{production}/change/",
    "vetting/production/{production}/keys/new/", "auth/user/{person}/change/",
)  # fmt: skip
RECORD = (
    "vetting/policy/1/change/", "vetting/decision/{decision}/change/",
    "vetting/assessment/{assessment}/change/",
)  # fmt: skip
OFFERING = tuple(
    f"vetting/offering/{{offering}}/{act}"
    for act in ("change/", "answers/trains_on_inputs/", "propose/")
)
REQUEST = tuple(f"vetting/vettingrequest/{{request}}/{act}" for act in ("change/", "turn/"))
PAGES = (*LISTS, *FORMS, *RECORD, *OFFERING, *REQUEST)


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, on a phone in the dark and wide in the light."""
    page.evaluate(AXE)
    found: list[str] = []
    for width, scheme, options in ((390, "dark", ALL), (1280, "light", COLOURS)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(CHECK, [WHERE, options])
        found += ["it scrolls sideways"] if page.evaluate(SIDEWAYS) else []
    page.keyboard.press("Tab")
    return [*found, *page.evaluate(RINGS)]


@pytest.fixture
def filled(transactional_db: Any) -> dict[str, int]:
    """A little of everything, with the keys under which the pages show it."""
    now: datetime = timezone.now()
    tool = make_tool(name="Studio Chat", modalities=["text"], domains=["chat.example.com"])
    offering = make_offering("chat", tool=tool, name="Enterprise", now=now)
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    publish(offering, "approved", now=now)
    answer_all(offering, KNOCK_OUT, now=now)
    other: Offering = make_offering("chat-free", tool=tool, name="Free", now=now)
    open_review(offering=other, because="Its terms changed.", by=None, now=now)
    production = create_production(slug="harbour", name="Harbour", by=None, now=now)
    issue_key(production=production, label="script", scopes=["read"], by=None, now=now)
    for wish in (
        Wish("Studio Chat", purpose="Scheduling.", needed_by=now.date()),
        Wish("Studio Chatt", "Team", url="https://chat.example.com", contact="a@b.example"),
    ):
        ask(wish=wish, production=production, now=now - timedelta(9))
    VettingRequest.objects.update(needed_by=now.date() - timedelta(3))
    return {
        "decision": Decision.objects.latest("pk").pk,
        "assessment": Assessment.objects.latest("pk").pk,
        "offering": offering.pk,
        "production": production.pk,
        "request": VettingRequest.objects.latest("pk").pk,
        "person": the("analyst").pk,
    }


def test_every_page_can_be_used_by_keyboard_on_a_phone_in_the_dark_and_read_aloud(
    enter: Enter, filled: dict[str, int]
) -> None:
    page = enter("superuser")
    found = {}
    for name in PAGES:
        page.goto(f"/admin/{name.format(**filled)}")
        if wrong := faults(page):
            found[name] = wrong
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/login/")
    found |= {"log-in": wrong} if (wrong := faults(page)) else {}
    assert found == {}
