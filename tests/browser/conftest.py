"""A real browser for the tests of this folder; whatever it complains about fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.builders import make_user

PASSWORD = "browser-tests-only"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SECONDS = 10

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the PATH; no test here runs without it."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("There is no chromium on the PATH.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def enter(browser: Browser, live_server: Any) -> Iterator[Enter]:
    """`enter("analyst", width=390)` is a page in which a new analyst has just logged in."""
    complaints: list[str] = []
    contexts = []

    def log_in(role: str, *, width: int = 1280, scheme: Any = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=live_server.url
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        listen(page, live_server.url, complaints)
        person = make_user(role, username=role)
        person.set_password(PASSWORD)
        person.save()
        page.goto("/admin/")
        page.get_by_label("Username").fill(person.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Today", exact=True).wait_for()
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert complaints == []


def listen(page: Page, home: str, complaints: list[str]) -> None:
    """Errors of scripts, breaches of the content policy, failed answers and calls to elsewhere."""
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((home, "data:")) else complaints.append(asked.url)
        ),
    )
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
