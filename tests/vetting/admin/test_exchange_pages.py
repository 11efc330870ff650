"""Lists as files at the desk: taken by whoever sees the list, read in by whoever may write it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.builders import make_offering, make_tool, make_user, make_vendor
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.admin.exchange import export_page
from vetting.models import ImportDraft, Offering, Vendor, VendorClaim
from vetting.services.catalogue import save_vendor
from vetting.services.exchange.drafts import KEPT
from vetting.services.exchange.exports import LISTS
from vetting.services.exchange.importing import CHANGED_MEANWHILE

LIST = "/admin/vetting/"
VENDORS = "slug,name,country\nacme,Acme,US\nzed,Zed,\n"


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def exported(client: Client, model: str, query: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(body(client.get(f"{LIST}{model}/export/json/{query}")))
    return rows


def upload(client: Client, what: str, content: str | bytes, name: str = "list.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(f"{LIST}{what}/import/", {"file": SimpleUploadedFile(name, raw)})


def test_every_list_can_be_taken_in_every_format_at_a_price_that_does_not_grow(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    client = log_in("superuser")
    prices = []
    for rows in (1, 3):
        stock(rows)
        with CaptureQueriesContext(connection) as seen:
            for model in LISTS:
                listed = exported(client, model)
                assert len(listed) >= rows or model == "vendorclaim", model
        prices.append(len(seen))
    assert prices[0] == prices[1]
    for form in ("csv", "xlsx"):
        response = client.get(f"{LIST}offering/export/{form}/")
        assert f".{form}" in response["Content-Disposition"]
        assert len(body(response)) > 100


def test_the_file_has_the_filters_the_search_and_the_order_of_the_list(
    log_in: LogIn, approved: Offering, stock: Callable[[int], None]
) -> None:
    client = log_in("viewer")
    stock(2)
    page = client.get(f"{LIST}offering/?status=banned&o=-1&p=1").content.decode()
    assert 'href="/admin/vetting/offering/export/csv/?status=banned&amp;o=-1"' in page
    listed = exported(client, "offering", "?status=banned&o=-1")
    assert [row["slug"] for row in listed] == ["offering-1", "offering-0"]
    assert listed[0]["status"] == "banned"
    found = exported(client, "offering", "?q=studio")
    assert [(row["slug"], row["status"]) for row in found] == [(approved.slug, "approved")]
    assert exported(client, "offering", "?status=nonsense") == []


def test_a_csv_of_hostile_names_holds_no_formula(log_in: LogIn, now: datetime) -> None:
    vendor = make_vendor("acme", name="=HYPERLINK(1)")
    make_tool("tool", vendor=vendor, aliases=["@x", "-y"])
    text = body(log_in("viewer").get(f"{LIST}tool/export/csv/")).decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_a_production_leaves_without_its_secrets(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    stock(1)
    (row,) = exported(log_in("administrator"), "production")
    assert row.keys() == {"slug", "name", "active", "created_at", "keys_in_use"}
    assert row["keys_in_use"] == 1


def test_whoever_may_not_see_a_list_may_not_take_it(log_in: LogIn) -> None:
    nobody = log_in(person=make_user(""))
    assert nobody.get(f"{LIST}offering/export/csv/").status_code == 403
    assert log_in("viewer").get(f"{LIST}receipt/export/csv/").status_code == 404
    assert log_in("viewer").get(f"{LIST}offering/export/pdf/").status_code == 404
    assert Client().get(f"{LIST}offering/export/csv/").status_code == 302


def test_a_list_too_long_for_a_spreadsheet_says_what_to_do(
    log_in: LogIn, approved: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_page, "MOST_ROWS_OF_XLSX", 0)
    response = log_in("viewer").get(f"{LIST}offering/export/xlsx/", follow=True)
    assert "take CSV or JSON" in response.content.decode()


def test_answers_have_a_list_of_their_own(log_in: LogIn, good: Offering) -> None:
    client = log_in("viewer")
    page = client.get(f"{LIST}answer/?question=audit_log").content.decode()
    assert "Yes, and it can be exported" in page
    assert "in force" in page
    row = good.answers.first()
    assert row is not None
    assert client.get(f"{LIST}answer/{row.pk}/change/").status_code == 200
    assert client.get(f"{LIST}answer/?standing=ended").context["cl"].result_count == 0
    with CaptureQueriesContext(connection) as few:
        client.get(f"{LIST}answer/?question=audit_log")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{LIST}answer/")
    assert len(few) == len(many)


def test_only_those_who_may_write_rows_may_read_them_in(log_in: LogIn) -> None:
    may = {
        role: [
            what
            for what in ("vendor", "tool", "offering", "answer", "evidence")
            if log_in(role).get(f"{LIST}{what}/import/").status_code == 200
        ]
        for role in ("viewer", "analyst", "approver", "administrator")
    }
    everything = ["vendor", "tool", "offering", "answer"]
    assert may == {"viewer": [], "analyst": everything, "approver": [], "administrator": []}
    page = log_in("viewer").get(f"{LIST}vendor/").content.decode()
    assert "/import/" not in page
    assert log_in("viewer").post(f"{LIST}vendor/import/", {}).status_code == 403


@pytest.mark.parametrize("what", ["vendor", "tool", "offering", "answer"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_template_can_be_read_back(log_in: LogIn, what: str, form: str) -> None:
    client = log_in("analyst")
    content = body(client.get(f"{LIST}{what}/import/template/{form}/"))
    preview = client.get(upload(client, what, content).url)
    assert preview.context["plan"].rows or preview.context["plan"].problems
    assert preview.context["plan"].notes == []


def test_a_file_is_imported_as_its_preview_showed_it(log_in: LogIn, db: Any) -> None:
    client = log_in("analyst")
    make_vendor("acme", name="Old name")
    address = upload(client, "vendor", VENDORS).url
    preview = client.get(address)
    page = preview.content.decode()
    assert "Import these 2 changes" in page
    assert "Old name" in page
    assert Vendor.objects.get().name == "Old name"
    done = client.post(address, {"seen": preview.context["seen"]}, follow=True)
    assert "Imported: 1 new, 1 changed." in done.content.decode()
    assert sorted(Vendor.objects.values_list("slug", "name")) == [("acme", "Acme"), ("zed", "Zed")]
    again = client.get(address, follow=True)
    assert "no longer here" in again.content.decode()
    assert not ImportDraft.objects.exists()


def test_a_file_with_an_error_has_no_button(log_in: LogIn) -> None:
    client = log_in("analyst")
    address = upload(client, "vendor", VENDORS + "Bad Slug,,\n").url
    preview = client.get(address)
    page = preview.content.decode()
    assert "Import these" not in page
    assert "nothing can be while a row has an error" in page
    assert "Use lower-case letters" in page or "must not be empty" in page
    refused = client.post(address, {"seen": preview.context["seen"]})
    assert refused.status_code == 200
    assert not Vendor.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_at_its_field(log_in: LogIn) -> None:
    client = log_in("analyst")
    for content, why in ((b"\x89PNG\r\n\x1a\n\x00", "neither CSV"), (b"slug,nmae\na,b", "nmae")):
        response = upload(client, "vendor", content)
        assert why in str(response.context["form"].errors["file"])
    assert not ImportDraft.objects.exists()


def test_the_second_saver_sees_a_new_preview(log_in: LogIn, now: datetime) -> None:
    client, vendor = log_in("analyst"), make_vendor("acme")
    address = upload(client, "vendor", VENDORS).url
    seen = client.get(address).context["seen"]
    vendor.country = "FR"
    save_vendor(vendor=vendor, by=None, now=now)
    refused = client.post(address, {"seen": seen})
    assert CHANGED_MEANWHILE in refused.content.decode()
    assert Vendor.objects.get().country == "FR"
    done = client.post(address, {"seen": refused.context["seen"]})
    assert done.status_code == 302
    assert Vendor.objects.get(slug="acme").country == "US"


def test_an_upload_is_its_uploaders_alone_and_not_for_long(log_in: LogIn, now: datetime) -> None:
    client = log_in("analyst")
    address = upload(client, "vendor", VENDORS).url
    assert log_in("analyst").get(address).status_code == 302
    assert client.get(address.replace("/vendor/", "/tool/")).status_code == 302
    for value in ("", "x", "a:b:c"):
        assert client.post(address, {"seen": value}).status_code == 200
    other = upload(client, "vendor", "slug,name\nq,Q\n").url
    wrong = client.post(address, {"seen": client.get(other).context["seen"]})
    assert "belongs to another file" in wrong.content.decode()
    ImportDraft.objects.update(uploaded_at=now - 2 * KEPT)
    assert client.get(address).status_code == 302
    upload(client, "vendor", "slug,name\nr,R\n")
    assert ImportDraft.objects.count() == 1
    assert not Vendor.objects.exists()


def test_a_questionnaire_goes_out_and_comes_back_to_be_judged(log_in: LogIn, now: datetime) -> None:
    client = log_in("analyst")
    offering = make_offering(now=now)
    base = page_of(offering, "questionnaire/")
    assert "Nothing yet" in client.get(base).content.decode()
    book = load_workbook(BytesIO(body(client.get(f"{base}file/"))))
    book["Questions"]["D2"], book["Questions"]["D3"] = "No: the contract forbids it", "perhaps"
    file = BytesIO()
    book.save(file)
    reply = client.post(base, {"file": SimpleUploadedFile("back.xlsx", file.getvalue())})
    page = client.get(reply.url).content.decode()
    assert "D3" in page
    assert "Keep 1 answer as unreviewed" in page
    assert client.post(reply.url).url == base
    claim = VendorClaim.objects.get()
    offering_page = client.get(page_of(offering)).content.decode()
    assert "1 answer of the vendor" in offering_page
    chosen = {"chosen": [f"{claim.pk}:"], "because": ""}
    refused = client.post(f"{base}judge/", {**chosen, "act": "reject"})
    assert "Say why" in refused.content.decode()
    done = client.post(f"{base}judge/", {**chosen, "act": "accept"}, follow=True)
    assert "1 answer of the vendor accepted" in done.content.decode()
    assert offering.answers.get().value == "contract_prohibits"
    returned = client.get(f"{base}replies/{claim.reply_id}/")
    assert returned["Content-Disposition"].startswith("attachment")
    assert body(returned) == file.getvalue()
    assert client.get(f"{LIST}vendorclaim/").context["cl"].result_count == 1


def test_a_viewer_sees_claims_and_judges_none(log_in: LogIn, good: Offering) -> None:
    client, base = log_in("viewer"), page_of(good, "questionnaire/")
    assert "Read it back" not in client.get(base).content.decode()
    for url in (base, f"{base}judge/", f"{base}sometoken/"):
        assert client.post(url, {}).status_code == 403
    assert log_in(person=make_user("")).get(f"{base}file/").status_code == 403
