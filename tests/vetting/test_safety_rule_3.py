"""Safety rule 3: it takes one person to stop a tool and two to clear one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import (
    LATER,
    NOW,
    ONE_CONDITION,
    TODAY,
    WEAK_ENVIRONMENT,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    open_review_of,
    overriding,
    publish,
    told,
)
from vetting.models import Decision, Offering, Policy, Review
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict
from vetting.services.answers import withdraw_answer
from vetting.services.catalogue import set_runs_on
from vetting.services.decisions import approve, propose, propose_lift, suspend, tighten
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db


def conditional_with_two_conditions() -> Offering:
    offering = make_offering()
    answer_all(offering, but=ONE_CONDITION | {"audit_log": "console_only"})
    publish(offering, Verdict.CONDITIONAL)
    return offering


def everyday_loosening(offering: Offering, by: Any, now: datetime) -> Review:
    return propose(offering=offering, verdict=Verdict.APPROVED, because="Good.", by=by, now=now)


@pytest.mark.parametrize("role", ["analyst", "superuser"])
def test_rule_3_nobody_approves_their_own_proposal(role: str) -> None:
    offering, somebody = make_offering(), make_user(role)
    answer_all(offering)
    review = everyday_loosening(offering, somebody, NOW)
    with pytest.raises(Refused):
        approve(review=review, by=somebody, now=NOW)
    assert not Decision.objects.exists()
    assert told(offering).reason is StatusReason.NEVER_DECIDED


def test_rule_3_two_people_clear_and_both_are_named() -> None:
    offering, rosa, idris = make_offering(), make_user("analyst"), make_user("approver")
    answer_all(offering)
    decision = publish(offering, author=rosa, approver=idris)
    assert (decision.author, decision.approver, decision.loosens) == (rosa, idris, True)


def test_rule_3_no_single_person_can_approve_by_tightening() -> None:
    offering = make_offering()
    answer_all(offering)
    with pytest.raises(Refused, match="second person"):
        tighten(
            offering=offering,
            verdict=Verdict.APPROVED,
            because="Good.",
            by=make_user("superuser"),
            now=NOW,
        )


@pytest.mark.parametrize("verdict", ["approved", "conditional", "not_vetted"])
def test_rule_3_lifting_a_ban_takes_two(verdict: str) -> None:
    offering = make_decided("chat", Verdict.BANNED)
    but = {"approved": {}, "conditional": ONE_CONDITION, "not_vetted": {"encryption": None}}
    answer_all(offering, but=but[verdict], now=LATER)
    if verdict == "not_vetted":
        withdraw_answer(
            offering=offering, criterion="encryption", because="Unclear.", by=None, now=LATER
        )
    wish = {"offering": offering, "verdict": Verdict(verdict), "because": "Changed.", "now": LATER}
    with pytest.raises(Refused, match="second person"):
        tighten(by=make_user("superuser"), **wish)
    publish(offering, Verdict(verdict), now=LATER)
    assert told(offering, LATER.date()).verdict is Verdict(verdict)


def test_rule_3_lifting_a_suspension_takes_two() -> None:
    offering, boss = make_decided("chat"), make_user("superuser")
    suspend(offering=offering, because="An incident.", by=boss, now=LATER)
    review = propose_lift(offering=offering, because="Closed.", by=boss, now=LATER)
    with pytest.raises(Refused, match="second person"):
        approve(review=review, by=boss, now=LATER)
    assert told(offering, LATER.date()).reason is StatusReason.SUSPENDED
    decision = approve(review=review, by=make_user("approver"), now=LATER)
    assert (decision.act, decision.loosens) == ("lift", True)
    assert told(offering, LATER.date()).verdict is Verdict.APPROVED


def test_rule_3_dropping_a_condition_takes_two() -> None:
    offering = conditional_with_two_conditions()
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    wish = {"offering": offering, "verdict": Verdict.CONDITIONAL, "because": "Fewer.", "now": LATER}
    with pytest.raises(Refused, match="drops the condition on audit_log"):
        tighten(by=make_user("superuser"), **wish)
    assert publish(offering, Verdict.CONDITIONAL, now=LATER).loosens


def test_rule_3_a_longer_validity_takes_two() -> None:
    offering = make_decided("chat")
    first = told(offering).valid_until
    answer_all(offering, now=at(60))
    decision = tighten(
        offering=offering,
        verdict=Verdict.APPROVED,
        because="Looked at it again.",
        by=make_user("superuser"),
        now=at(60),
    )
    assert decision.valid_until == first
    renewed = publish(offering, now=at(60))
    assert renewed.loosens
    assert first is not None
    assert renewed.valid_until == first + timedelta(days=60)


def test_rule_3_an_override_takes_two() -> None:
    offering, boss = make_offering(), make_user("superuser")
    answer_all(offering, but=WEAK_ENVIRONMENT)
    review = propose(
        offering=offering,
        verdict=Verdict.CONDITIONAL,
        because="For one shoot.",
        by=boss,
        now=NOW,
        override=overriding(),
    )
    with pytest.raises(Refused, match="second person"):
        approve(review=review, by=boss, now=NOW)
    decision = approve(review=review, by=make_user("approver"), now=NOW)
    assert decision.override["risk_owner"] == "Head of security"
    assert told(offering).ceiling is Ceiling.NON_SENSITIVE


def test_rule_3_a_proposal_does_not_publish_more_than_its_author_saw() -> None:
    offering, rosa, idris = make_offering(), make_user("analyst"), make_user("approver")
    answer_all(offering, but=ONE_CONDITION | {"audit_log": "console_only"})
    review = propose(
        offering=offering, verdict=Verdict.CONDITIONAL, because="Two to do.", by=rosa, now=NOW
    )
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    with pytest.raises(Refused, match="drops the condition on audit_log"):
        approve(review=review, by=idris, now=LATER)


def test_rule_3_a_proposal_from_before_a_stop_does_not_end_the_stop() -> None:
    offering, rosa = make_decided("chat"), make_user("analyst")
    review = everyday_loosening(offering, rosa, LATER)
    suspend(offering=offering, because="An incident.", by=rosa, now=LATER)
    with pytest.raises(Refused, match="decided since this was proposed"):
        approve(review=review, by=make_user("approver"), now=LATER)
    assert told(offering, LATER.date()).reason is StatusReason.SUSPENDED


def test_rule_3_leaving_a_bad_upstream_out_does_not_clear_an_offering() -> None:
    banned = make_decided("model", Verdict.BANNED)
    wrapper = make_decided("wrapper", runs_on=[banned])
    set_runs_on(offering=wrapper, upstreams=[], by=make_user("superuser"), now=LATER)
    assert told(wrapper, LATER.date()).reason is StatusReason.SUSPENDED


@pytest.mark.parametrize("same_person", [True, False])
def test_rule_3_the_database_refuses_a_clearance_by_fewer_than_two(same_person: bool) -> None:
    offering, rosa = make_offering(), make_user("analyst")
    assessment = answer_all(offering)
    with pytest.raises(IntegrityError, match="decision_loosens_with_two_people"):
        Decision.objects.create(
            offering=offering,
            act="decide",
            verdict="approved",
            because="Slipped past the services.",
            assessment=assessment,
            author=rosa,
            approver=rosa if same_person else None,
            loosens=True,
            decided_at=NOW,
            decided_on=TODAY,
            review_due_on=TODAY,
            valid_until=TODAY,
        )


def test_rule_3_the_database_refuses_a_lift_that_says_it_loosens_nothing() -> None:
    with pytest.raises(IntegrityError, match="decision_lift_loosens"):
        Decision.objects.create(
            offering=make_offering(),
            act="lift",
            because="Slipped past.",
            loosens=False,
            decided_at=NOW,
            decided_on=TODAY,
        )


def test_rule_3_the_database_refuses_a_policy_released_by_one() -> None:
    rosa = make_user("policy owner")
    draft = Policy.objects.create(version="2026.2", source="", sha256="", author=rosa)
    for approver in (rosa, None):
        with (
            pytest.raises(IntegrityError, match="policy_released_by_two_people"),
            transaction.atomic(),
        ):
            Policy.objects.filter(pk=draft.pk).update(
                state="released", released_at=NOW, effective_on=TODAY, approver=approver
            )


@pytest.mark.parametrize("verdict", [Verdict.CONDITIONAL, Verdict.NOT_VETTED, Verdict.BANNED])
def test_rule_3_one_analyst_tightens_at_once_and_a_review_opens(verdict: Verdict) -> None:
    offering, rosa = make_decided("chat"), make_user("analyst")
    decision = tighten(
        offering=offering, verdict=verdict, because="New terms.", by=rosa, now=at(100)
    )
    assert (decision.author, decision.approver, decision.loosens) == (rosa, None, False)
    assert told(offering, at(100).date()).verdict is verdict
    review = open_review_of(offering)
    assert review is not None
    assert review.because == "Tightened by one person: New terms."


def test_rule_3_what_an_offering_runs_on_does_not_stop_one_analyst_from_tightening() -> None:
    upstream = make_decided("model", Verdict.CONDITIONAL)
    wrapper = make_decided("wrapper", runs_on=[upstream])
    tighten(
        offering=wrapper,
        verdict=Verdict.CONDITIONAL,
        because="Only with care.",
        by=make_user("analyst"),
        now=LATER,
        extra_conditions=["Only on the closed set."],
    )
    texts = [point.text for point in told(wrapper, LATER.date()).conditions]
    assert "Only on the closed set." in texts
    assert len(texts) == 2


def test_rule_3_one_analyst_suspends_at_once_and_a_review_opens() -> None:
    offering, rosa = make_decided("chat"), make_user("analyst")
    suspend(offering=offering, because="An incident.", by=rosa, now=LATER)
    assert told(offering, LATER.date()).reason is StatusReason.SUSPENDED
    review = open_review_of(offering)
    assert review is not None
    assert review.because == "Suspended: An incident."
