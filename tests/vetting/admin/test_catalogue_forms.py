"""Vendors, tools and offerings are saved by services: with a trail, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.builders import make_offering, make_tool, make_vendor
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import AuditEntry, LookupName, Offering, RunsOn, Tool, Vendor

VENDOR = {"name": "Acme", "slug": "acme", "country": "US", "website": "https://acme.example"}


def tool_data(vendor: Vendor, **fields: Any) -> dict[str, Any]:
    return {"vendor": vendor.pk, "name": "Sketch", "slug": "sketch", **fields}


def offering_data(offering: Offering, **fields: Any) -> dict[str, Any]:
    held = {name: getattr(offering, name) for name in ("name", "slug", "kind", "out_of_scope")}
    return {"tool": offering.tool_id, **held, **fields}


def test_a_new_vendor_is_saved_with_its_reason_in_the_trail(log_in: LogIn) -> None:
    client = log_in("analyst")
    response = client.post(
        "/admin/vetting/vendor/add/", {**VENDOR, "because": "Asked for by a show."}
    )
    assert response.status_code == 302
    assert Vendor.objects.get().name == "Acme"
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject, entry.by, entry.because) == (
        "created", "Acme", client.person, "Asked for by a show.",
    )  # fmt: skip


def test_a_tool_keeps_one_entry_per_line(log_in: LogIn) -> None:
    data = tool_data(
        make_vendor(),
        modalities="Image\r\nvideo\r\n\r\nimage",
        domains="sketch.example\napp.sketch.example",
        aliases="SketchAI\nSketchAI\n",
    )
    assert log_in("analyst").post("/admin/vetting/tool/add/", data).status_code == 302
    tool = Tool.objects.get()
    assert tool.domains == ["sketch.example", "app.sketch.example"]
    assert (tool.aliases, tool.modalities) == (["SketchAI"], ["image", "video"])
    assert LookupName.objects.filter(tool=tool, key="sketchai").exists()


def test_every_error_is_shown_at_its_field_at_once_and_nothing_is_saved(log_in: LogIn) -> None:
    vendor = make_vendor()
    entries = AuditEntry.objects.count()
    data = tool_data(vendor, name="", slug="Not A Slug", domains="https://x.example/a\nok.example")
    response = log_in("analyst").post("/admin/vetting/tool/add/", data, follow=True)
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"name", "slug", "domains"}
    assert "give it without https:// and path" in errors["domains"][0]
    assert len(errors["domains"]) == 1
    assert not list(response.context["messages"])
    assert not Tool.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_what_only_a_service_refuses_is_shown_at_its_field_too(
    log_in: LogIn, now: datetime
) -> None:
    below = make_offering("below", now=now)
    above = make_offering("above", now=now, runs_on=[below])
    entries = AuditEntry.objects.count()
    data = offering_data(below, name="", runs_on=[above.pk])
    response = log_in("analyst").post(page_of(below, "edit/"), data)
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"name", "runs_on"}
    assert "in a circle" in errors["runs_on"][0]
    assert RunsOn.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def test_a_plan_of_the_same_name_is_refused_in_a_sentence(log_in: LogIn, now: datetime) -> None:
    first, second = make_offering("first", now=now), make_offering("second", now=now)
    response = log_in("analyst").post(
        page_of(second, "edit/"), offering_data(second, name=first.name)
    )
    text = response.context["adminform"].form.errors.as_text()
    assert "This tool already has an offering of that name." in text
    second.refresh_from_db()
    assert second.name == "Second"


def test_a_new_offering_leads_to_its_page_with_what_it_runs_on(
    log_in: LogIn, now: datetime
) -> None:
    below = make_offering("below", now=now)
    data = {
        "tool": make_tool("wrapper").pk, "name": "Pro", "slug": "wrapper-pro",
        "kind": "aggregator", "aliases": "Wrapper+", "login_domains": "wrapper.example",
        "runs_on": [below.pk], "contract_ends_on": "2030-01-31", "because": "New.",
    }  # fmt: skip
    response = log_in("analyst").post("/admin/vetting/offering/add/", data, follow=True)
    offering = Offering.objects.get(slug="wrapper-pro")
    assert response.redirect_chain == [(page_of(offering), 302)]
    assert (offering.full_name, offering.aliases) == ("Wrapper - Pro", ["Wrapper+"])
    assert RunsOn.objects.get().upstream == below
    page = response.content.decode()
    assert "is in the registry" in page
    assert below.full_name in page


def test_changing_what_it_runs_on_is_its_own_entry_in_the_trail(
    log_in: LogIn, now: datetime
) -> None:
    below, above = make_offering("below", now=now), make_offering("above", now=now)
    client = log_in("analyst")
    client.post(page_of(above, "edit/"), offering_data(above, runs_on=[below.pk], because="Found."))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because) == ("changed what it runs on", "Found.")
    assert client.get(page_of(above, "edit/")).context["adminform"].form["runs_on"].value() == [
        below.pk
    ]


def test_nothing_can_be_deleted_even_by_a_superuser(log_in: LogIn, good: Offering) -> None:
    client = log_in("superuser")
    for model, row in (("offering", good), ("tool", good.tool), ("vendor", good.tool.vendor)):
        url = f"/admin/vetting/{model}/{row.pk}/delete/"
        assert client.post(url, {"post": "yes"}).status_code == 403
        listed = client.get(f"/admin/vetting/{model}/").content.decode()
        assert "delete_selected" not in listed
    assert Offering.objects.filter(pk=good.pk).exists()
