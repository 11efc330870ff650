"""The page to try the API, in a real browser that reaches nothing but this site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SECONDS, listen
from tests.builders import make_offering, make_tool
from tests.house import ROOT
from vetting.services.productions import create_production, issue_key

pytestmark = pytest.mark.browser

SNAPSHOT = ROOT / "tests" / "registry" / "api" / "openapi.json"


@pytest.fixture
def docs(browser: Browser, live_server: Any) -> Iterator[Page]:
    """The page as a visitor without a log-in opens it; whatever leads elsewhere is cut off."""
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    listen(page, live_server.url, complaints)
    page.goto("/api/v1/docs/")
    page.locator(".opblock").first.wait_for()
    yield page
    context.close()
    assert complaints == []


def test_the_docs_page_shows_every_operation_and_tries_one(docs: Page) -> None:
    document = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert docs.locator(".opblock").count() == sum(
        map(len, [*document["paths"].values(), *document["webhooks"].values()])
    )
    sections = docs.locator(".opblock-tag").evaluate_all("all => all.map(one => one.dataset.tag)")
    assert sections == [tag["name"] for tag in document["tags"]]

    now = timezone.now()
    make_offering("studio-chat-plan", tool=make_tool(), now=now)
    production = create_production(slug="harbour", name="Harbour", by=None, now=now)
    _, key = issue_key(production=production, label="docs", scopes=["read"], by=None, now=now)
    docs.get_by_role("button", name="Authorize").first.click()
    asked = docs.locator(".dialog-ux")
    asked.locator("input").fill(key)
    asked.get_by_role("button", name="Apply credentials").click()
    asked.get_by_role("button", name="Close").last.click()
    operation = docs.locator("#operations-offerings-offerings_list")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    answer.get_by_text("studio-chat-plan").first.wait_for()
    assert answer.locator(".response-col_status").last.inner_text().startswith("200")
