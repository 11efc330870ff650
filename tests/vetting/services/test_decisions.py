"""Who may decide what: proposing, approving, sending back, and what is published in the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    KNOCK_OUT,
    LATER,
    NOW,
    ONE_CONDITION,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    open_review_of,
    publish,
    told,
)
from tests.conftest import Once
from vetting.models import Assessment, AuditEntry, Decision, Offering, Review
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.answers import withdraw_answer
from vetting.services.catalogue import save_offering
from vetting.services.decisions import approve, propose, propose_lift, suspend, tighten
from vetting.services.refusals import Refused
from vetting.services.reviews import send_back

pytestmark = pytest.mark.django_db

ROLES = ["viewer", "analyst", "approver", "policy owner", "administrator"]


@pytest.fixture(autouse=True, scope="module")
def good(once: Once) -> None:
    once(lambda: answer_all(make_offering()))


def offering_that_is_good() -> Offering:
    return Offering.objects.get(slug="studio-chat-enterprise")


def proposed(offering: Offering, verdict: Verdict = Verdict.APPROVED, **more: Any) -> Review:
    more.setdefault("by", make_user("analyst"))
    return propose(offering=offering, verdict=verdict, because="All is well.", now=NOW, **more)


@pytest.mark.parametrize("role", ROLES)
def test_only_analysts_propose(role: str) -> None:
    offering, somebody = offering_that_is_good(), make_user(role)
    if role == "analyst":
        assert proposed(offering, by=somebody).proposed_by == somebody
        return
    with pytest.raises(Refused, match="You may not propose a verdict; ask an analyst."):
        proposed(offering, by=somebody)
    assert not Review.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_approvers_approve(role: str) -> None:
    review, somebody = proposed(offering_that_is_good()), make_user(role)
    if role == "approver":
        assert approve(review=review, by=somebody, now=NOW).approver == somebody
        return
    with pytest.raises(Refused, match="You may not approve decisions; ask an approver."):
        approve(review=review, by=somebody, now=NOW)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_analysts_and_approvers_stop(role: str) -> None:
    offering, somebody = make_decided("chat"), make_user(role)
    if role in {"analyst", "approver"}:
        tighten(offering=offering, verdict=Verdict.BANNED, because="No.", by=somebody, now=LATER)
        return
    for act, more in ((suspend, {}), (tighten, {"verdict": Verdict.BANNED})):
        with pytest.raises(Refused, match="You may not stop an offering; ask an analyst."):
            act(offering=offering, because="No.", by=somebody, now=LATER, **more)


def test_somebody_who_left_decides_nothing() -> None:
    review = proposed(offering_that_is_good())
    for role in ("approver", "superuser"):
        with pytest.raises(Refused):
            approve(review=review, by=make_user(role, is_active=False), now=NOW)


@pytest.mark.parametrize("because", ["", "  \n"])
def test_no_act_goes_without_a_reason(because: str) -> None:
    offering, boss = make_decided("chat"), make_user("superuser")
    suspend(offering=offering, because="A leak.", by=boss, now=NOW)
    wish = {"offering": offering, "because": because, "by": boss, "now": NOW}
    for act, more in (
        (propose, {"verdict": Verdict.APPROVED}),
        (tighten, {"verdict": Verdict.BANNED}),
        (suspend, {}),
        (propose_lift, {}),
    ):
        with pytest.raises(Refused) as refusal:
            act(**wish, **more)
        assert refusal.value.problems == [
            ("because", "Give the reason in a sentence; it is kept and published.")
        ]


def test_a_decision_says_all_that_a_reader_needs() -> None:
    offering = offering_that_is_good()
    answer_all(offering, but=ONE_CONDITION)
    decision = publish(offering, Verdict.CONDITIONAL, extra_conditions=["Only on set.", "  "])
    assert [c["criterion"] for c in decision.conditions] == ["identity_sso", None]
    assert decision.conditions[1]["text"] == "Only on set."
    assert (decision.tier, decision.grace_days) == (1, 30)
    assert decision.review_due_on == decision.valid_until == date(2027, 3, 1)
    assert (decision.ceiling, decision.policy.version) == ("unreleased", "2026.1")
    assert decision.assessment.verdict == "conditional"
    review = decision.offering.reviews.get()
    assert (review.state, review.closed_at) == ("decided", NOW)


def test_a_ban_has_a_review_day_and_no_end() -> None:
    decision = make_decided("chat", Verdict.BANNED).decisions.get()
    assert (decision.review_due_on, decision.valid_until) == (date(2027, 9, 1), None)
    assert (decision.conditions, decision.ceiling) == ([], "none")


def test_people_may_be_stricter_than_the_rules() -> None:
    offering = offering_that_is_good()
    decision = publish(offering, Verdict.CONDITIONAL, extra_conditions=["Never for dailies."])
    assert [c["text"] for c in decision.conditions] == ["Never for dailies."]
    assert told(offering).verdict is Verdict.CONDITIONAL


def test_a_second_proposal_waits_for_the_first() -> None:
    offering = offering_that_is_good()
    proposed(offering)
    with pytest.raises(Refused, match="A proposal is waiting already"):
        proposed(offering, Verdict.CONDITIONAL)
    assert Review.objects.count() == 1


def test_a_proposal_uses_the_review_that_is_open() -> None:
    offering = make_decided("chat")
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    review = open_review_of(offering)
    again = propose(
        offering=offering,
        verdict=Verdict.CONDITIONAL,
        because="So be it.",
        by=make_user("analyst"),
        now=LATER,
    )
    assert again == review
    assert again.because.startswith("The answers changed")
    approve(review=again, by=make_user("approver"), now=LATER)
    assert open_review_of(offering) is None


def test_nothing_is_approved_twice() -> None:
    review, idris = proposed(offering_that_is_good()), make_user("approver")
    approve(review=review, by=idris, now=NOW)
    with pytest.raises(Refused, match="Nothing waits for approval here: the review is decided."):
        approve(review=review, by=idris, now=NOW)
    assert Decision.objects.count() == 1


def test_a_proposal_whose_facts_got_worse_is_not_approved() -> None:
    offering = offering_that_is_good()
    review = proposed(offering)
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    with pytest.raises(Refused, match="The rules say conditional; to publish approved give an"):
        approve(review=review, by=make_user("approver"), now=LATER)
    review.refresh_from_db()
    assert review.state == "proposed"


def test_a_proposal_may_be_approved_after_the_facts_got_better() -> None:
    offering = offering_that_is_good()
    review = proposed(offering)
    answer_all(offering, but={"identity_sso": "sso_enforced"}, now=LATER)
    decision = approve(review=review, by=make_user("approver"), now=LATER)
    assert decision.assessment == Assessment.objects.get(superseded_at=None)


def test_validity_runs_from_the_day_of_the_decision() -> None:
    review = proposed(offering_that_is_good())
    decision = approve(review=review, by=make_user("approver"), now=at(30))
    assert (decision.decided_on, decision.valid_until) == (date(2026, 10, 1), date(2027, 10, 1))


def test_an_approver_sends_a_proposal_back_with_a_comment() -> None:
    review, idris = proposed(offering_that_is_good()), make_user("approver")
    with pytest.raises(Refused, match="Say what is missing"):
        send_back(review=review, because=" ", by=idris, now=NOW)
    back = send_back(review=review, because="Which contract?", by=idris, now=NOW)
    assert (back.state, back.proposed_by, back.proposal) == ("open", None, {})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because) == ("sent a proposal back", "Which contract?")
    assert entry.before["because"] == "All is well."
    with pytest.raises(Refused, match="There is no proposal to send back."):
        send_back(review=review, because="Again.", by=idris, now=NOW)
    with pytest.raises(Refused, match="Nothing waits for approval here: the review is open."):
        approve(review=review, by=idris, now=NOW)


def test_an_author_takes_a_proposal_back_but_nobody_elses() -> None:
    rosa = make_user("analyst")
    review = proposed(offering_that_is_good(), by=rosa)
    with pytest.raises(Refused):
        send_back(review=review, because="Not mine.", by=make_user("analyst"), now=NOW)
    assert send_back(review=review, because="Too early.", by=rosa, now=NOW).state == "open"


def test_only_a_suspension_can_be_lifted() -> None:
    for offering in (make_decided("chat"), make_offering("new")):
        with pytest.raises(Refused, match="It is not suspended, so there is nothing to lift."):
            propose_lift(offering=offering, because="Why not.", by=make_user("analyst"), now=NOW)


def lifted(offering: Offering, days: int) -> Decision:
    review = propose_lift(
        offering=offering, because="Closed.", by=make_user("analyst"), now=at(days)
    )
    return approve(review=review, by=make_user("approver"), now=at(days))


def test_a_lift_brings_back_the_verdict_and_its_own_end() -> None:
    offering = make_decided("chat")
    suspend(offering=offering, because="A leak.", by=make_user("analyst"), now=at(10))
    lifted(offering, 20)
    status = told(offering, at(20).date())
    assert (status.verdict, status.valid_until) == (Verdict.APPROVED, date(2027, 9, 1))


@pytest.mark.parametrize(
    ("but", "why"),
    [
        (KNOCK_OUT, "no override can make this offering conditional"),
        ({"trains_on_inputs": None}, "answer trains_on_inputs first"),
        (ONE_CONDITION | {"audit_log": "none"}, "It drops the condition on audit_log"),
        (ONE_CONDITION | {"tenancy_isolation": "shared_consumer"}, "It allows up to unreleased"),
    ],
)
def test_a_suspension_whose_ground_has_shifted_is_not_lifted(but: Any, why: str) -> None:
    offering = make_decided("chat", Verdict.CONDITIONAL)
    suspend(offering=offering, because="A leak.", by=make_user("analyst"), now=at(1))
    if but == {"trains_on_inputs": None}:
        withdraw_answer(
            offering=offering, criterion="trains_on_inputs", because="Gone.", by=None, now=at(2)
        )
    else:
        answer_all(offering, but=but, now=at(2))
    with pytest.raises(Refused) as refusal:
        lifted(offering, 3)
    assert any(why in sentence for _, sentence in refusal.value.problems)
    assert told(offering, at(3).date()).reason is StatusReason.SUSPENDED


def test_a_new_verdict_ends_a_suspension_too() -> None:
    offering = make_decided("chat")
    suspend(offering=offering, because="A leak.", by=make_user("analyst"), now=at(1))
    publish(offering, now=at(2))
    assert told(offering, at(2).date()).verdict is Verdict.APPROVED


def test_a_tightening_ends_no_later_than_what_it_replaces() -> None:
    offering = make_offering("bound", contract_ends_on=date(2026, 10, 1))
    answer_all(offering)
    publish(offering)
    offering.contract_ends_on = None
    save_offering(offering=offering, by=make_user("analyst"), now=at(1))
    decision = tighten(
        offering=offering,
        verdict=Verdict.CONDITIONAL,
        because="Care.",
        by=make_user("analyst"),
        now=at(40),
        extra_conditions=["With care."],
    )
    assert decision.valid_until == decision.review_due_on == date(2026, 10, 1)
    assert told(offering, date(2026, 10, 31)).usable
    assert told(offering, date(2026, 11, 1)).reason is StatusReason.LAPSED


def test_every_decision_is_in_the_trail() -> None:
    offering, rosa, idris = offering_that_is_good(), make_user("analyst"), make_user("approver")
    decision = publish(offering, author=rosa, approver=idris)
    suspend(offering=offering, because="A leak.", by=rosa, now=LATER)
    lift = propose_lift(offering=offering, because="Closed.", by=rosa, now=LATER)
    approve(review=lift, by=idris, now=LATER)
    acts = AuditEntry.objects.filter(subject_id=offering.slug).order_by("pk")
    assert list(acts.values_list("act", flat=True))[2:] == [
        "opened a review",
        "proposed approved",
        "decided approved",
        "suspended",
        "opened a review",
        "proposed to lift the suspension",
        "lifted the suspension",
    ]
    entry = acts.get(act="decided approved")
    assert (entry.by, entry.after["author"]) == (idris, rosa.username)
    assert (entry.after["decision"], entry.after["valid_until"]) == (decision.pk, "2027-09-01")


def test_deciding_costs_the_same_however_much_was_decided() -> None:
    offering, rosa, idris = offering_that_is_good(), make_user("analyst"), make_user("approver")
    asked = []
    for days in range(4):
        with CaptureQueriesContext(connection) as queries:
            publish(offering, now=at(days), author=rosa, approver=idris)
        asked.append(len(queries))
    # To propose: turn, draft (offering, answers, policy, assessment, decisions), newest decision,
    # review opened and filled in, each with its entry. To approve: turn, review with its people,
    # draft again, decision, review closed, entry, and the status drawn: links above and below,
    # decisions, periods read, replaced. The rest are savepoints.
    assert asked[1:] == [asked[1]] * 3
    assert asked[1] <= 65
