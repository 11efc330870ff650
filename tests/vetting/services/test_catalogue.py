"""Saving vendors, tools and offerings, and setting what an offering runs on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import (
    LATER,
    NOW,
    TODAY,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_tool,
    make_user,
    make_vendor,
    told,
)
from vetting.models import AuditEntry, Decision, LookupName, Offering, RunsOn, Tool, Vendor
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.catalogue import save_offering, save_tool, save_vendor, set_runs_on
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

SLUG_RULE = "Use lower-case letters, digits and single hyphens, such as adobe-firefly."


@pytest.mark.parametrize("slug", ["Acme", "acme corp", "-acme", "acme--corp", "acme\n", "äcme", ""])
def test_a_slug_that_no_address_could_carry_is_refused(slug: str) -> None:
    for save, row in (
        (save_vendor, {"vendor": Vendor(slug=slug, name="Acme")}),
        (save_tool, {"tool": Tool(slug=slug, name="Chat", vendor=make_vendor())}),
        (
            save_offering,
            {"offering": Offering(slug=slug, name="Pro", kind="api_standard", tool=make_tool())},
        ),
    ):
        with pytest.raises(Refused) as refusal:
            save(by=None, now=NOW, **row)
        expected = SLUG_RULE if slug else "This field cannot be blank."
        assert ("slug", expected) in refusal.value.problems


def test_a_slug_is_given_once() -> None:
    make_decided("chat")
    with pytest.raises(Refused) as refusal:
        make_offering("chat", name="Another")
    assert refusal.value.problems == [("slug", "Offering with this Slug already exists.")]
    with pytest.raises(Refused):
        save_vendor(vendor=Vendor(slug="acme", name="Other"), by=None, now=NOW)
    with pytest.raises(Refused):
        save_tool(tool=Tool(slug="studio-chat", name="X", vendor=make_vendor()), by=None, now=NOW)


def test_a_plan_is_called_so_once_per_tool() -> None:
    make_offering("pro", name="Pro")
    with pytest.raises(Refused, match="This tool already has an offering of that name."):
        make_offering("pro-two", name="Pro")
    make_offering("pro-three", name="Pro", tool=make_tool("other-chat"))


@pytest.mark.parametrize(
    "host",
    ["https://acme.example", "acme.example/x", "localhost", "ACME.example", " acme.example", ""],
)
def test_only_bare_hosts_are_hosts(host: str) -> None:
    with pytest.raises(Refused) as refusal:
        make_tool("chat", domains=["fine.example", host])
    [(field, why)] = refusal.value.problems
    assert (field, why.split(";")[0]) == ("domains", f"{host!r} is not a host name")
    with pytest.raises(Refused) as refusal:
        make_offering("chat", login_domains=[host])
    assert refusal.value.problems[0][0] == "login_domains"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        make_offering(kind="rented")
    assert refusal.value.problems[0][0] == "kind"


def test_a_new_offering_is_told_and_assessed_at_once() -> None:
    offering = make_offering()
    assert told(offering).reason is StatusReason.NEVER_DECIDED
    assert offering.assessments.get().verdict == "not_vetted"
    assert offering.full_name == "Studio Chat - Studio Chat Enterprise"
    assert offering.created_at == NOW


def test_what_does_not_change_leaves_no_trace() -> None:
    offering = make_offering()
    entries = AuditEntry.objects.count()
    save_offering(offering=offering, by=None, now=LATER)
    save_tool(tool=offering.tool, by=None, now=LATER)
    save_vendor(vendor=offering.tool.vendor, by=None, now=LATER)
    assert AuditEntry.objects.count() == entries


def test_the_trail_shows_what_was_changed_and_nothing_else() -> None:
    vendor, tomas = make_vendor(), make_user("analyst")
    vendor.name, vendor.country = "Acme Ltd", "GB"
    save_vendor(vendor=vendor, by=tomas, now=LATER, because="They moved.")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.because) == ("changed", tomas, "They moved.")
    assert entry.before == {"country": "", "name": "Acme"}
    assert entry.after == {"country": "GB", "name": "Acme Ltd"}


def test_the_offerings_of_a_tool_follow_its_name() -> None:
    offering = make_offering(name="Pro")
    offering.tool.name = "Talk"
    save_tool(tool=offering.tool, by=None, now=LATER)
    offering.refresh_from_db()
    assert offering.full_name == "Talk - Pro"
    assert LookupName.objects.filter(offering=offering, key="talkpro").exists()
    assert not LookupName.objects.filter(key__startswith="studiochat").exists()


def test_an_offering_that_moves_is_found_under_its_new_tool_only() -> None:
    offering = make_offering(name="Pro")
    offering.tool = make_tool("other-chat")
    save_offering(offering=offering, by=None, now=LATER)
    assert offering.full_name == "Other Chat - Pro"
    names = LookupName.objects.filter(offering=offering)
    assert set(names.values_list("tool__slug", "key")) == {("other-chat", "otherchatpro")}


def test_another_kind_is_assessed_at_once() -> None:
    offering = make_offering()
    answer_all(offering)
    offering.kind = "hybrid"
    save_offering(offering=offering, by=None, now=LATER)
    found = offering.assessments.get(superseded_at=None)
    assert found.verdict == "not_vetted"
    assert {q["criterion"] for q in found.result["open_questions"]} == {
        "egress_control",
        "model_provenance",
    }


def chain(*slugs: str) -> list[Offering]:
    """Each runs on the one before it."""
    made: list[Offering] = []
    for slug in slugs:
        made.append(make_offering(slug, runs_on=made[-1:]))
    return made


@pytest.mark.parametrize(
    ("slugs", "circle"),
    [
        ("a", "a runs on a"),
        ("ab", "a runs on b runs on a"),
        ("abc", "a runs on c runs on b runs on a"),
    ],
)
def test_a_circle_is_refused_and_named(slugs: str, circle: str) -> None:
    made = chain(*slugs)
    before = list(RunsOn.objects.order_by("pk").values())
    with pytest.raises(Refused) as refusal:
        set_runs_on(offering=made[0], upstreams=[made[-1]], by=None, now=LATER)
    assert refusal.value.problems == [("runs_on", f"That would go in a circle: {circle}.")]
    assert list(RunsOn.objects.order_by("pk").values()) == before


def test_a_circle_of_the_past_is_no_circle() -> None:
    a, b = chain("a", "b")
    set_runs_on(offering=b, upstreams=[], by=None, now=LATER)
    set_runs_on(offering=a, upstreams=[b], by=None, now=LATER)
    assert list(RunsOn.objects.filter(ended_on=None).values_list("offering__slug", flat=True)) == [
        "a"
    ]


def test_the_same_chain_again_changes_nothing() -> None:
    a, b = chain("a", "b")
    entries = AuditEntry.objects.count()
    set_runs_on(offering=b, upstreams=[a, a], by=None, now=LATER)
    assert AuditEntry.objects.count() == entries
    assert RunsOn.objects.get().started_on == TODAY


def test_links_are_periods_and_may_come_back() -> None:
    a, b = chain("a", "b")
    c = make_offering("c")
    set_runs_on(offering=b, upstreams=[c], by=None, now=at(5), because="They moved.")
    set_runs_on(offering=b, upstreams=[a, c], by=None, now=at(9))
    links = RunsOn.objects.order_by("pk")
    assert list(links.values_list("upstream__slug", "started_on", "ended_on")) == [
        ("a", TODAY, at(5).date()),
        ("c", at(5).date(), None),
        ("a", at(9).date(), None),
    ]
    entry = AuditEntry.objects.filter(act="changed what it runs on").order_by("pk")[1]
    assert (entry.before, entry.after) == ({"runs_on": ["a"]}, {"runs_on": ["c"]})
    assert entry.because == "They moved."


def test_a_better_chain_of_an_undecided_offering_stops_nothing() -> None:
    a, b = chain("a", "b")
    set_runs_on(offering=b, upstreams=[], by=None, now=LATER)
    assert not Decision.objects.exists()


def test_one_more_link_loosens_nothing() -> None:
    wrapper = make_decided("wrapper")
    upstreams: list[Any] = [make_decided("one"), make_decided("two", Verdict.CONDITIONAL)]
    for count in (1, 2):
        set_runs_on(offering=wrapper, upstreams=upstreams[:count], by=None, now=at(count))
    assert not Decision.objects.filter(act="suspend").exists()
    assert told(wrapper, at(2).date()).verdict is Verdict.CONDITIONAL


def test_what_runs_on_a_renamed_tool_is_told_its_new_name() -> None:
    below = make_decided("model-api", Verdict.BANNED, tool=make_tool("model"))
    above = make_offering("wrapper", runs_on=[below])
    tool = below.tool
    tool.name = "Renamed Model"
    save_tool(tool=tool, by=None, now=NOW)
    assert "Renamed Model" in told(above).because


def test_what_runs_on_a_renamed_offering_is_told_its_new_name() -> None:
    below = make_decided("model-api", Verdict.BANNED, tool=make_tool("model"))
    above = make_offering("wrapper", runs_on=[below])
    below.name = "Renamed Plan"
    save_offering(offering=below, by=None, now=NOW)
    assert "Renamed Plan" in told(above).because
