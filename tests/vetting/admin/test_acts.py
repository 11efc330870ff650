"""Acts on an offering: two people clear it, one stops it, and each refusal is a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import answer_all
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import AuditEntry, Decision, Offering, Review
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on

pytestmark = pytest.mark.usefixtures("good_for_all")

PROPOSAL = {"verdict": "approved", "because": "All answered and proven."}


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def refused(response: Any) -> str:
    assert response.status_code == 200
    return response.context["form"].errors.as_text()


def approval(client: Any, offering: Offering) -> dict[str, Any]:
    """What the approve page sends, as it stands when it is opened."""
    return {"seen": client.get(page_of(offering, "approve/")).context["seen"]}


def test_two_people_approve(log_in: LogIn, good: Offering, now: datetime) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    response = analyst.post(page_of(good, "propose/"), PROPOSAL, follow=True)
    assert "A second person has to approve it" in told(response)
    page = approver.get(page_of(good, "approve/")).content.decode()
    assert "All answered and proven." in page
    assert "Up to unreleased material" in page
    response = approver.post(page_of(good, "approve/"), approval(approver, good), follow=True)
    assert "Published: Approved, valid until" in told(response)
    decision = Decision.objects.get()
    assert (decision.author, decision.approver) == (analyst.person, approver.person)
    assert told_on(good, local_day(now)).verdict.value == "approved"


@pytest.mark.parametrize("role", ["superuser"])
def test_nobody_approves_what_they_proposed(role: str, log_in: LogIn, good: Offering) -> None:
    client = log_in(role)
    client.post(page_of(good, "propose/"), PROPOSAL)
    response = client.post(page_of(good, "approve/"), approval(client, good))
    assert "You proposed this yourself; a second person has to approve it." in refused(response)
    assert not Decision.objects.exists()


def test_a_proposal_other_than_the_one_read_is_not_approved(log_in: LogIn, good: Offering) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    analyst.post(page_of(good, "propose/"), PROPOSAL)
    read = approval(approver, good)
    analyst.post(page_of(good, "send-back/"), {"because": "Changed my mind."})
    analyst.post(page_of(good, "propose/"), {**PROPOSAL, "verdict": "banned"})
    said = refused(approver.post(page_of(good, "approve/"), read))
    assert f"Meanwhile, {analyst.person} took the proposal back" in said
    assert f"Meanwhile, {analyst.person} proposed banned" in said
    assert not Decision.objects.exists()


def test_the_computed_verdict_is_chosen_beforehand_and_the_others_say_what_they_mean(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"identity_sso": "sso_available"}, now=now)
    entries = AuditEntry.objects.count()
    response = log_in("analyst").get(page_of(good, "propose/"))
    assert response.context["chosen"] == "conditional"
    options = {o.verdict.value: o for o in response.context["options"]}
    assert options["conditional"].draft.proposal.conditions
    assert "give an override" in options["approved"].refusals[0]
    assert AuditEntry.objects.count() == entries


def test_a_verdict_above_the_rules_needs_a_whole_override(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"identity_sso": "sso_available"}, now=now)
    client, url = log_in("analyst"), page_of(good, "propose/")
    assert "give an override" in refused(client.post(url, PROPOSAL))
    part = {**PROPOSAL, "reason": "One show."}
    assert "An override needs an end date." in refused(client.post(url, part))
    last = (now.date() + timedelta(days=30)).isoformat()
    response = client.post(url, {**part, "ends_on": last})
    assert "An override needs a risk owner." in refused(response)
    assert not Review.objects.exists()
    whole = {**part, "ends_on": last, "risk_owner": "Ada Okoye", "scope": "Title X"}
    assert client.post(url, whole).status_code == 302
    assert Review.objects.get().proposal["override"]["risk_owner"] == "Ada Okoye"


def test_a_proposal_goes_back_with_a_comment(log_in: LogIn, good: Offering) -> None:
    log_in("analyst").post(page_of(good, "propose/"), PROPOSAL)
    approver, url = log_in("approver"), page_of(good, "send-back/")
    assert "This field is required" in refused(approver.post(url, {"because": ""}))
    response = approver.post(url, {"because": "The pen test is of another product."}, follow=True)
    assert "went back" in told(response)
    assert Review.objects.get().state == "open"
    assert AuditEntry.objects.latest("pk").because == "The pen test is of another product."


def test_one_person_suspends_and_two_lift(log_in: LogIn, approved: Offering, now: datetime) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    response = analyst.post(page_of(approved, "suspend/"), {"because": "Leak."}, follow=True)
    assert "Suspended" in told(response)
    assert told_on(approved, local_day(now)).reason.value == "suspended"
    again = analyst.post(page_of(approved, "suspend/"), {"because": "Leak."})
    assert "It is suspended already." in refused(again)
    analyst.post(page_of(approved, "lift/"), {"because": "It was another vendor."})
    response = approver.post(
        page_of(approved, "approve/"), approval(approver, approved), follow=True
    )
    assert "The suspension is lifted." in told(response)
    assert told_on(approved, local_day(now)).verdict.value == "approved"


def test_one_person_bans_at_once_but_cannot_loosen(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(approved, "tighten/")
    banned = {"verdict": "banned", "because": "Terms changed overnight."}
    assert "A review is open" in told(client.post(url, banned, follow=True))
    assert told_on(approved, local_day(now)).verdict.value == "banned"
    assert Review.objects.filter(offering=approved, state="open").exists()
    loosened = client.post(url, {**banned, "verdict": "approved"})
    assert "needs a second person" in refused(loosened)


def test_lifting_what_is_not_suspended_is_refused(log_in: LogIn, approved: Offering) -> None:
    response = log_in("analyst").post(page_of(approved, "lift/"), {"because": "x"})
    assert "there is nothing to lift" in refused(response)


def test_approving_where_nothing_waits_is_refused(log_in: LogIn, good: Offering) -> None:
    response = log_in("approver").post(page_of(good, "approve/"), {"proposed_at": "x"})
    assert "Nothing waits for approval here." in refused(response)


def test_a_review_is_opened_with_its_reason(log_in: LogIn, approved: Offering) -> None:
    log_in("analyst").post(page_of(approved, "review/"), {"because": "New terms announced."})
    review = Review.objects.get(state="open")
    assert review.because == "New terms announced."
