"""A request's page: who asks, what it may be, and each act on it behind its right."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import make_offering, make_tool, the
from tests.vetting.admin.conftest import LogIn
from vetting.models import AuditEntry, Offering, Production, Review, VettingRequest
from vetting.services.decisions import suspend
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production

LIST = "/admin/vetting/vettingrequest/"
ACTS = ("turn/", "answer/", "decline/", "reopen/", "link/", "join/")
NEW = {
    "tool_name": "Runway", "vendor_name": "Runway AI", "category": "video", "modalities": "video",
    "domains": "runwayml.com", "plan": "Enterprise", "kind": "enterprise_workspace",
    "login_domains": "app.runwayml.com",
}  # fmt: skip


def production(slug: str, now: datetime) -> Production:
    return create_production(slug=slug, name=slug.title(), by=None, now=now)


@pytest.fixture
def wanted(db: object, now: datetime) -> VettingRequest:
    earlier = now - timedelta(days=3)
    for slug, purpose in (("harbour", "Clean plates."), ("atlas", "Rough cuts.")):
        wish = Wish("Runway", "Enterprise", "Runway AI", "https://runwayml.com", purpose)
        ask(wish=wish, production=production(slug, earlier), key_label="pipeline", now=earlier)
    return VettingRequest.objects.get()


@pytest.fixture
def reviewed(wanted: VettingRequest, approved: Offering) -> VettingRequest:
    """In review as an offering that is decided: ready to answer."""
    VettingRequest.objects.update(state="in_review", offering=approved)
    return VettingRequest.objects.get()


def page_of(request: VettingRequest, act: str = "change/") -> str:
    return f"{LIST}{request.pk}/{act}"


def read(client: Client, request: VettingRequest, act: str = "change/") -> str:
    response = client.get(page_of(request, act))
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, request: VettingRequest, act: str, **data: object) -> str:
    """Where it leads, or the page again with its refusals."""
    response = client.post(page_of(request, act), {"seen": request.version, **data})
    return response.url if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver", "administrator"])
def test_the_list_shows_tool_plan_votes_age_and_state(
    role: str, log_in: LogIn, wanted: VettingRequest
) -> None:
    page = log_in(role).get(LIST).content.decode()
    for text in ("Runway", "Enterprise", ">2<", "3 days", "Open"):
        assert text in page


def test_its_page_shows_who_asks_and_for_what(log_in: LogIn, wanted: VettingRequest) -> None:
    page = log_in("analyst").get(f"{LIST}{wanted.pk}/change/").content.decode()
    for text in ("Request for Runway - Enterprise", "Harbour", "Atlas", "Rough cuts.", "pipeline"):
        assert text in page
    assert 'href="https://runwayml.com"' in page


def test_nothing_on_it_can_be_changed(log_in: LogIn, wanted: VettingRequest) -> None:
    client = log_in("superuser")
    assert client.post(f"{LIST}{wanted.pk}/change/", {"tool": "x"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{wanted.pk}/delete/").status_code == 403


def test_its_page_costs_the_same_for_many_productions(
    log_in: LogIn, wanted: VettingRequest, now: datetime
) -> None:
    client = log_in("superuser")
    client.get(f"{LIST}{wanted.pk}/change/")
    counts = []
    for number in (1, 20):
        for one in range(number):
            ask(
                wish=Wish("Runway Enterprise"),
                production=production(f"p{number}-{one}", now),
                now=now,
            )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}{wanted.pk}/change/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15, counts


def test_its_page_shows_what_the_registry_has_already(
    log_in: LogIn, wanted: VettingRequest, now: datetime
) -> None:
    tool = make_tool("runway", name="Runway", domains=["runwayml.com"], aliases=["Gen-4"])
    make_offering("runway-enterprise", tool=tool, name="Enterprise", now=now)
    make_tool("runwai", name="Runwai")
    response = log_in("viewer").get(page_of(wanted))
    found = [(str(m.tool), bool(m.offering), m.how) for m in response.context["matches"]]
    assert found == [("Runway", True, "its name"), ("Runwai", False, "a name like it")]
    assert "It is this one" not in response.content.decode()


def test_a_viewer_reads_it_without_any_button_and_changes_nothing(
    log_in: LogIn, wanted: VettingRequest
) -> None:
    entries = AuditEntry.objects.count()
    for role in ("viewer", "approver", "policy owner", "administrator"):
        client = log_in(role)
        page = read(client, wanted)
        assert "Turn into a review" not in page
        assert '<form method="post" action' not in page
        for act in ACTS:
            assert client.get(page_of(wanted, act)).status_code == 403, act
            assert client.post(page_of(wanted, act), {}).status_code == 403, act
    assert AuditEntry.objects.count() == entries
    assert log_in("").get(page_of(wanted)).status_code == 403


def test_one_form_turns_it_into_a_review(log_in: LogIn, wanted: VettingRequest) -> None:
    client = log_in("analyst")
    form = client.get(page_of(wanted, "turn/")).context["form"]
    assert form["domains"].value() == "runwayml.com"
    assert (form["tool_name"].value(), form["plan"].value()) == ("Runway", "Enterprise")
    page = sent(client, wanted, "turn/", **{**NEW, "kind": "", "domains": "https://x"})
    assert "Make it and open the review" in page
    assert "is not a host name" in page
    made = sent(client, wanted, "turn/", **NEW)
    offering = Offering.objects.get()
    assert made == f"/admin/vetting/offering/{offering.pk}/change/"
    assert Review.objects.get().because.startswith("Requested as “Runway - Enterprise” by Harbour")


def test_what_exists_is_proposed_first(
    log_in: LogIn, wanted: VettingRequest, now: datetime
) -> None:
    tool = make_tool("rw", name="Gen", domains=["runwayml.com"])
    form = log_in("analyst").get(page_of(wanted, "turn/")).context["form"]
    assert (form["tool"].value(), form.new_tool_open) == (tool.pk, False)


def test_the_second_to_turn_it_is_told_and_what_was_typed_stays(
    log_in: LogIn, wanted: VettingRequest
) -> None:
    client = log_in("analyst")
    VettingRequest.objects.update(state="answered", answered_at=wanted.created_at, answer="No.")
    page = sent(client, wanted, "turn/", **NEW)
    assert "Somebody else handled this request" in page
    assert 'value="Enterprise"' in page
    assert not Offering.objects.exists()


def test_it_is_this_one_leads_to_the_answer_where_it_is_decided(
    log_in: LogIn, wanted: VettingRequest, approved: Offering
) -> None:
    client = log_in("analyst")
    assert sent(client, wanted, "link/", offering=approved.pk) == page_of(wanted, "answer/")
    assert "Ready to answer" in read(client, wanted)
    assert "is approved: it may be used." in read(client, wanted, "answer/")


def test_it_is_this_one_opens_a_review_where_nobody_has_decided(
    log_in: LogIn, wanted: VettingRequest, good: Offering
) -> None:
    client = log_in("analyst")
    assert sent(client, wanted, "link/", offering=good.pk) == page_of(wanted)
    assert Review.objects.get().offering == good
    assert sent(client, wanted, "link/", offering=good.pk) == page_of(wanted)
    assert "Somebody else handled this request" in read(client, wanted)


def test_two_that_look_the_same_are_joined_in_one_step(
    log_in: LogIn, wanted: VettingRequest, now: datetime
) -> None:
    ask(wish=Wish("Runwai", "Enterprise"), production=production("kestrel", now), now=now)
    other = VettingRequest.objects.latest("pk")
    client = log_in("analyst")
    assert "Join them: Runwai - Enterprise" in read(client, wanted)
    data = {"ends": other.pk, "into": wanted.pk, "seen": other.version}
    assert client.post(page_of(other, "join/"), data).url == page_of(wanted)
    page = read(client, wanted)
    assert "Kestrel" in page
    assert "Joined to this one" in page
    assert "goes on in its place" in read(client, other)


def test_the_answer_is_drafted_sent_and_marked_when_it_is_old(
    log_in: LogIn, reviewed: VettingRequest, approved: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    form = client.get(page_of(reviewed, "answer/")).context["form"]
    data = {name: form[name].value() for name in ("answer", "told")}
    assert "This field is required" in sent(client, reviewed, "answer/", told=data["told"])
    assert sent(client, reviewed, "answer/", **data) == page_of(reviewed)
    page = read(client, reviewed)
    assert "nothing is sent by mail" in page
    assert "GET /api/v1/requests/" in page
    assert "out of date" not in page
    suspend(offering=approved, because="An incident.", by=the("analyst"), now=now + timedelta(1))
    assert "The answer is out of date." in read(client, reviewed)


def test_it_is_declined_and_opened_again_each_with_a_reason(
    log_in: LogIn, wanted: VettingRequest
) -> None:
    client = log_in("analyst")
    assert "This field is required" in sent(client, wanted, "decline/", answer="")
    assert sent(client, wanted, "decline/", answer="It is no AI tool.") == page_of(wanted)
    wanted.refresh_from_db()
    assert wanted.state == "declined"
    assert sent(client, wanted, "reopen/", because="It has AI by now.") == page_of(wanted)
    wanted.refresh_from_db()
    assert (wanted.state, wanted.answer) == ("open", "")
    assert "It has AI by now." in read(client, wanted)


def test_an_answer_for_a_status_that_changed_is_shown_again_with_what_was_typed(
    log_in: LogIn, reviewed: VettingRequest, approved: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    suspend(offering=approved, because="An incident.", by=the("analyst"), now=now)
    page = sent(client, reviewed, "answer/", answer="Use it.", told="approved")
    assert "is not vetted by now. Read it again." in page
    assert "Use it." in page
    assert 'name="told" value="not_vetted"' in page


def test_a_request_that_is_not_there_is_not_found(log_in: LogIn, wanted: VettingRequest) -> None:
    client = log_in("analyst")
    for act in ("999/change/", "x/change/", "999/turn/"):
        assert client.get(f"{LIST}{act}").status_code == 404
