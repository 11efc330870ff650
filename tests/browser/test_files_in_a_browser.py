"""Files at the desk in a real browser: an import with errors, then without; a questionnaire."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.browser.test_desk_in_a_browser import fits
from tests.builders import make_offering, make_tool, make_vendor
from vetting.models import Offering, Vendor

pytestmark = pytest.mark.browser

PHONE = 390
WRONG = "slug;name;country\nacme;Acme Studios;US\nNew One;;\n"
RIGHT = "slug;name;country\nacme;Acme Studios;US\nnew-one;=1+1;\n"


@pytest.fixture
def offering(transactional_db: Any) -> Offering:
    tool = make_tool(name="Studio Chat", vendor=make_vendor("acme", name="Acme"))
    return make_offering("studio-chat-plan", tool=tool, name="Enterprise", now=timezone.now())


def choose(page: Page, label: str, path: Path) -> None:
    page.get_by_label(label).set_input_files(path)
    page.get_by_role("button", name="Show me").click()


def test_an_import_with_errors_is_corrected_and_then_written(
    enter: Enter, offering: Offering, tmp_path: Path
) -> None:
    file = tmp_path / "vendors.csv"
    page = enter("analyst", width=PHONE)
    page.get_by_role("link", name="Vendors").first.click()
    page.get_by_role("link", name="Import a file").click()
    file.write_text(WRONG, encoding="utf-8")
    choose(page, "CSV, XLSX or JSON", file)
    assert page.get_by_text("Nothing was written, and nothing can be").is_visible()
    assert page.get_by_text("This cell must not be empty.").is_visible()
    assert page.get_by_text("Acme Studios", exact=True).is_visible()
    assert page.get_by_role("button", name="Import these").count() == 0
    assert fits(page)
    page.get_by_role("link", name="upload it again").click()
    file.write_text(RIGHT, encoding="utf-8")
    choose(page, "CSV, XLSX or JSON", file)
    assert fits(page)
    page.get_by_role("button", name="Import these 2 changes").click()
    assert "Imported: 1 new, 1 changed." in page.locator(".messagelist").inner_text()
    assert sorted(Vendor.objects.values_list("name", flat=True)) == ["=1+1", "Acme Studios"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Export this list as CSV").click()
    assert '"\'=1+1"' in download.value.path().read_text(encoding="utf-8-sig")


def test_a_questionnaire_goes_out_comes_back_and_is_judged(
    enter: Enter, offering: Offering, tmp_path: Path
) -> None:
    page = enter("analyst")
    page.goto(f"/admin/vetting/offering/{offering.pk}/change/")
    page.get_by_role("link", name="Vendor questionnaire").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the questionnaire").click()
    file = tmp_path / "back.xlsx"
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book["Questions"]
    sheet["D2"], sheet["D3"] = "No: the contract forbids it", "no idea"
    sheet["E2"], sheet["F2"] = "Data addendum", "https://acme.example.com/dpa"
    book.save(file)
    choose(page, "The file that came back", file)
    assert page.get_by_text("“no idea” is not one of the answers to choose from.").is_visible()
    page.get_by_role("button", name="Keep 1 answer as unreviewed").click()
    assert not offering.answers.exists()
    assert page.get_by_role("link", name="Data addendum").is_visible()
    page.get_by_label("Choose: Training on inputs").check()
    page.get_by_role("button", name="Accept the chosen").click()
    assert "1 answer of the vendor accepted" in page.locator(".messagelist").inner_text()
    assert offering.answers.get().value == "contract_prohibits"
