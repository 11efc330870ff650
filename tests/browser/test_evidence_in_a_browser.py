"""Evidence in a real browser: a file for two answers, and many looked at again in one go."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.conftest import Enter
from tests.browser.test_desk_in_a_browser import PHONE, fits
from tests.builders import GOOD, answer_all, make_offering, make_tool, proof
from tests.files import PDF
from vetting.models import Evidence, Offering
from vetting.services.assessments import local_day

pytestmark = pytest.mark.browser


@pytest.fixture
def offering(transactional_db: Any) -> Offering:
    """Its answers rest on terms that were read half a year ago."""
    now: datetime = timezone.now()
    tool = make_tool(name="Studio Chat")
    made = make_offering("studio-chat-enterprise", tool=tool, name="Enterprise", now=now)
    for number, key in enumerate(("audit_log", "identity_sso", "encryption")):
        stated = proof(
            kind="published_terms",
            title=f"Terms {number}",
            url="https://acme.example/terms",
            seen_on=local_day(now) - timedelta(days=170),
        )
        answer_all(made, {key: GOOD[key]}, evidence=stated, now=now)
    return made


def test_a_file_for_two_answers_from_choosing_it_to_downloading_it(
    enter: Enter, offering: Offering, tmp_path: Path
) -> None:
    file = tmp_path / "Order form.pdf"
    file.write_bytes(PDF)
    page = enter("analyst")
    page.get_by_role("link", name="Evidence").first.click()
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("Offering", exact=True).fill("studio enter")
    page.get_by_role("button", name="Find it").click()
    page.get_by_role("link", name="Studio Chat - Enterprise").click()
    page.get_by_label("Kind of evidence").select_option("signed_agreement")
    said = page.get_by_role("status")
    said.get_by_text("24 months from the day it was read.").wait_for()
    today = local_day(timezone.now())
    ends = page.get_by_label("Counts until")
    assert ends.input_value()[:4] == str(today.year + 2)
    ends.fill(f"{today.year + 5}-01-31")
    ends.blur()
    said.get_by_text("but this kind counts at most 24 months").wait_for()
    page.get_by_label("What the document is called").fill("Order form")
    page.get_by_label("It carries no date").check()
    page.get_by_label("Or the file itself").set_input_files(file)
    page.get_by_label("Sign-in and leavers").check()
    page.get_by_label("Audit log").check()
    page.get_by_role("button", name="Keep it").click()
    assert "2 answers rest on it now." in page.locator(".messagelist").inner_text()
    rests = page.get_by_role("region", name="What rests on it")
    assert rests.get_by_role("link", name="Studio Chat - Enterprise").is_visible()
    assert rests.get_by_text("Audit log").is_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").first.click()
    assert saved.value.suggested_filename == "Order form.pdf"
    assert Path(saved.value.path()).read_bytes() == PDF


def test_many_are_looked_at_again_from_the_list_on_a_phone(
    enter: Enter, offering: Offering
) -> None:
    page = enter("analyst", width=PHONE, scheme="dark")
    wide = []
    for url in ("add/", f"{Evidence.objects.latest('pk').pk}/change/", "?ends=30&used=yes"):
        page.goto(f"/admin/vetting/evidence/{url}")
        wide += [] if fits(page) else [url]
    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", name="What it renews").wait_for()
    assert page.get_by_text("1 answer: Studio Chat - Enterprise").count() == 3
    wide += [] if fits(page) else ["reconfirm"]
    page.get_by_role("button", name="Reconfirm these 3").click()
    told = page.locator(".messagelist").inner_text()
    assert told == "3 proofs are reconfirmed. 3 answers moved to the new reading."
    assert wide == []
    page.goto("/admin/vetting/evidence/?ends=30&used=yes")
    assert page.get_by_text("Nothing matches.").is_visible()
