"""Vendors, tools and offerings from a file: every error first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    NOW,
    TODAY,
    make_decided,
    make_offering,
    make_tool,
    make_user,
    make_vendor,
    open_review_of,
    told,
)
from tests.vetting.services.exchange.conftest import as_file
from vetting.models import AuditEntry, LookupName, Offering, Tool, Vendor
from vetting.scoring.vocabulary import Verdict
from vetting.services.catalogue import save_vendor
from vetting.services.exchange.importing import CHANGED_MEANWHILE, import_file, plan_import
from vetting.services.exchange.plans import Plan
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]

VENDOR = {"slug": "acme", "name": "Acme", "country": "US", "website": "https://acme.example.com"}
TOOL = {
    "slug": "pix", "vendor": "acme", "name": "Pix", "category": "images", "modalities": ["Image"],
    "domains": ["pix.example.com"], "aliases": ["Pixie"],
}  # fmt: skip
OFFERING = {
    "slug": "pix-pro", "tool": "pix", "name": "Pro", "kind": "team_self_serve", "aliases": [],
    "login_domains": ["pix.example.com"], "contract_ends_on": "2027-01-31", "out_of_scope": "",
    "runs_on": [],
}  # fmt: skip


def wrong(plan: Plan) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in plan.problems]


def test_new_rows_are_made_with_their_acts_and_names(imported: Callable[..., Any]) -> None:
    imported("vendor", [VENDOR])
    imported("tool", [TOOL])
    imported("offering", [OFFERING])
    offering = Offering.objects.select_related("tool__vendor").get(slug="pix-pro")
    assert (offering.full_name, offering.tool.vendor.name) == ("Pix - Pro", "Acme")
    assert offering.tool.modalities == ["image"]
    assert offering.contract_ends_on == date(2027, 1, 31)
    assert LookupName.objects.filter(key="pixpro", offering=offering).exists()
    assert told(offering).verdict is Verdict.NOT_VETTED
    assert offering.assessments.filter(superseded_at=None).count() == 1
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "subject_id"))
    assert [act for act, _ in acts] == ["created", "imported a file"] * 3


def test_the_same_file_twice_changes_nothing(
    imported: Callable[..., Any], planned: Planned
) -> None:
    imported("vendor", [VENDOR])
    again = planned("vendor", [VENDOR])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    entries = AuditEntry.objects.count()
    imported("vendor", [VENDOR])
    assert AuditEntry.objects.count() == entries


def test_what_the_file_leaves_out_stays_and_an_empty_cell_empties(
    imported: Callable[..., Any], planned: Planned
) -> None:
    imported("vendor", [VENDOR])
    plan = planned("vendor", [{"slug": "acme", "country": None}])
    assert [(c.name, *c.shown) for c in plan.rows[0].changes] == [("country", "US", "")]
    imported("vendor", [{"slug": "acme", "country": None}])
    vendor = Vendor.objects.get()
    assert (vendor.name, vendor.country) == ("Acme", "")
    entry = AuditEntry.objects.filter(act="changed").get()
    assert (entry.before, entry.after) == ({"country": "US"}, {"country": ""})


def test_a_new_name_of_a_tool_reaches_its_offerings(imported: Callable[..., Any]) -> None:
    offering = make_offering(tool=make_tool("chat", name="Chat"), name="Team")
    imported("tool", [{"slug": "chat", "name": "Talk"}])
    offering.refresh_from_db()
    assert offering.full_name == "Talk - Team"
    assert offering.periods.get(ends_on=None).name == "Talk - Team"


def test_every_error_of_every_row_is_told_at_once(planned: Planned) -> None:
    make_offering("held", tool=make_tool("chat"), name="Pro")
    plan = planned(
        "offering",
        [
            {"slug": "Not A Slug", "tool": "chat", "name": "A", "kind": "team_self_serve"},
            {"slug": "b", "tool": "nowhere", "name": "", "kind": "no such kind"},
            {"slug": "c", "tool": "chat", "name": "Pro", "kind": "self_hosted"},
            {"slug": "d", "login_domains": ["https://x.example.com/"]},
            {"slug": "held", "contract_ends_on": "31.1.2027", "runs_on": ["nobody"]},
            {"slug": "held", "name": "x" * 200},
        ],
    )
    assert wrong(plan) == [
        (1, "slug"),
        (2, "name"), (2, "kind"), (2, "tool"),
        (3, "name"),
        (4, "login_domains"), (4, "tool"), (4, "name"), (4, "kind"),
        (5, "contract_ends_on"), (5, "runs_on"),
        (6, "slug"),
    ]  # fmt: skip
    assert plan.wrong == 6
    assert "already has an offering of that name: held" in plan.problems[4].why


def test_a_row_with_one_error_keeps_the_whole_file_out(analyst: Any) -> None:
    content = as_file([VENDOR, {"slug": "x", "name": ""}])
    plan = plan_import(what="vendor", content=content, by=analyst, now=NOW)
    with pytest.raises(Refused, match="must not be empty"):
        import_file(
            what="vendor", content=content, file_name="x", seen=plan.digest, by=analyst, now=NOW
        )
    assert not Vendor.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"slug": "a", "nmae": "b"}, "The column nmae is not known here. Known are: slug, name"),
        ({"name": "b"}, "The column slug is missing"),
    ],
)
def test_columns_that_nobody_knows_are_named(planned: Planned, row: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        planned("vendor", [row])


def test_the_second_saver_is_told_and_nothing_is_lost(analyst: Any) -> None:
    vendor = make_vendor()
    content = as_file([{"slug": "acme", "name": "From the file"}])
    plan = plan_import(what="vendor", content=content, by=analyst, now=NOW)
    vendor.name = "By hand"
    save_vendor(vendor=vendor, by=None, now=NOW)
    with pytest.raises(Refused) as refused:
        import_file(
            what="vendor", content=content, file_name="x", seen=plan.digest, by=analyst, now=NOW
        )
    assert refused.value.problems == [("", CHANGED_MEANWHILE)]
    assert Vendor.objects.get().name == "By hand"


@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_nobody_imports_what_they_may_not_change(planned: Planned, role: str) -> None:
    make_vendor()
    plan = planned("vendor", [VENDOR, {**VENDOR, "slug": "b"}], by=make_user(role))
    assert [p.why for p in plan.problems] == [
        "You may not change vendors.",
        "You may not add vendors.",
    ]


def test_rows_of_one_file_may_run_on_each_other_but_not_in_a_circle(
    planned: Planned, imported: Callable[..., Any]
) -> None:
    make_tool("pix")
    rows = [{**OFFERING, "runs_on": ["pix-api"]}, {**OFFERING, "slug": "pix-api", "name": "API"}]
    imported("offering", rows)
    offering = Offering.objects.get(slug="pix-pro")
    assert [link.upstream.slug for link in offering.upstream_links.all()] == ["pix-api"]
    plan = planned("offering", [{"slug": "pix-api", "runs_on": ["pix-pro"]}])
    assert "go in a circle" in plan.problems[0].why


def test_a_kind_that_asks_more_suspends_and_opens_a_review(imported: Callable[..., Any]) -> None:
    offering = make_decided("local", kind="local_device")
    outcome = imported("offering", [{"slug": "local", "kind": "hybrid"}])
    assert outcome.suspended == [offering.full_name]
    assert outcome.reviews == [offering.full_name]
    assert told(offering).verdict is Verdict.NOT_VETTED


def test_a_contract_that_ends_sooner_opens_a_review(imported: Callable[..., Any]) -> None:
    offering = make_decided("chat")
    outcome = imported("offering", [{"slug": "chat", "contract_ends_on": TODAY.isoformat()}])
    assert outcome.reviews == [offering.full_name]
    assert open_review_of(offering) is not None


def test_an_import_never_loosens_what_is_published(imported: Callable[..., Any]) -> None:
    below = make_decided("below", Verdict.BANNED)
    above = make_decided("above", runs_on=[below])
    assert told(above).verdict is Verdict.BANNED
    outcome = imported("offering", [{"slug": "above", "runs_on": []}])
    assert outcome.suspended == [above.full_name]
    assert told(above).verdict is Verdict.NOT_VETTED


def test_a_preview_costs_as_many_queries_for_thirty_rows_as_for_one(analyst: Any) -> None:
    make_tool("pix")
    # Their rights stay in memory once they were asked for.
    analyst.has_perm("vetting.add_offering")
    counts = []
    for rows in (1, 30):
        listed = [{**OFFERING, "slug": f"o{n}", "name": f"P{n}"} for n in range(rows)]
        with CaptureQueriesContext(connection) as seen:
            plan_import(what="offering", content=as_file(listed), by=analyst, now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_is_exported_can_be_imported_unchanged(analyst: Any) -> None:
    tool = make_tool("pix", aliases=["a;b", "=c"], modalities=["image", "video"])
    assert Tool.objects.get() == tool
    rows = [{"slug": "pix", "aliases": ["a;b", "=c"], "modalities": ["image", "video"]}]
    for form in ("csv", "xlsx", "json"):
        plan = plan_import(what="tool", content=as_file(rows, form), by=analyst, now=NOW)
        assert (plan.unchanged, plan.problems) == (1, []), form
