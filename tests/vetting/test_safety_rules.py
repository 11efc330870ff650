"""The eight safety rules of the house, each through the services and down to the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from tests.builders import (
    EXPOSED_ONCE,
    GOOD,
    KNOCK_OUT,
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
    proof,
    publish,
    told,
)
from vetting.models import Answer, Assessment, Decision, Offering, Policy, StatusPeriod
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict
from vetting.services.answers import record_answer, withdraw_answer
from vetting.services.catalogue import set_runs_on
from vetting.services.decisions import approve, propose_lift, suspend, tighten
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

# Rule 1: unknown is never yes.


@pytest.mark.parametrize("verdict", [Verdict.APPROVED, Verdict.CONDITIONAL])
@pytest.mark.parametrize(
    "case",
    [
        {"but": {"trains_on_outputs": None}},
        {"evidence": proof("vendor_email")},
        {"evidence": proof("published_terms", seen_on=date(2026, 1, 1))},
    ],
    ids=["missing", "too weak", "expired"],
)
def test_rule_1_an_unknown_gating_answer_never_leads_to_a_usable_verdict(
    verdict: Verdict, case: dict[str, Any]
) -> None:
    offering = make_offering()
    assert answer_all(offering, **case).verdict == "not_vetted"
    for given in (None, overriding()):
        with pytest.raises(Refused):
            publish(offering, verdict, override=given)
    assert not Decision.objects.exists()
    assert told(offering).verdict is Verdict.NOT_VETTED


def test_rule_1_an_offering_that_nobody_decided_on_is_not_vetted() -> None:
    offering = make_offering()
    answer_all(offering)
    assert told(offering).reason is StatusReason.NEVER_DECIDED
    assert not told(offering).usable


def test_rule_1_a_gating_answer_that_is_withdrawn_stops_an_approved_offering() -> None:
    offering = make_decided("chat")
    withdraw_answer(
        offering=offering,
        criterion="trains_on_inputs",
        because="The clause is gone.",
        by=make_user("analyst"),
        now=LATER,
    )
    assert told(offering, LATER.date()).reason is StatusReason.SUSPENDED
    assert open_review_of(offering) is not None


# Rule 2: a knock-out bans, whatever the score.


def test_rule_2_a_knock_out_bans_whatever_the_score() -> None:
    offering = make_offering()
    found = answer_all(offering, but={"deletion_on_request": "not_possible"})
    assert (found.verdict, found.p2 > 90, found.p3 > 90) == ("banned", True, True)
    with pytest.raises(Refused, match="knock-out"):
        publish(offering, Verdict.CONDITIONAL, override=overriding())
    publish(offering, Verdict.BANNED)
    assert told(offering).verdict is Verdict.BANNED


def test_rule_2_a_knock_out_stops_what_people_may_use_at_once_whoever_records_it() -> None:
    offering = make_decided("chat")
    record_answer(
        offering=offering,
        criterion="trains_on_inputs",
        value="always",
        evidence=proof("third_party", seen_on=LATER.date()),
        by=None,
        now=LATER,
    )
    status = told(offering, LATER.date())
    assert (status.verdict, status.reason) == (Verdict.NOT_VETTED, StatusReason.SUSPENDED)
    assert "trains on what you upload" in status.because


def test_rule_2_the_two_scores_are_never_averaged() -> None:
    offering = make_offering()
    found = answer_all(offering, but=WEAK_ENVIRONMENT)
    assert (found.p2 + found.p3) / 2 > 60
    assert found.verdict == "banned"


# Rule 4: approval runs out by itself.


def test_rule_4_an_approval_lapses_by_the_date_alone() -> None:
    offering = make_decided("chat")
    last = told(offering).valid_until
    assert last == date(2027, 9, 1)
    rows = list(StatusPeriod.objects.order_by("pk").values())
    usable = {day: told(offering, last + timedelta(days=day)) for day in (0, 1, 30, 31)}
    assert [usable[day].verdict for day in usable] == ["approved", "approved", "approved"] + [
        "not_vetted"
    ]
    assert usable[31].reason is StatusReason.LAPSED
    assert list(StatusPeriod.objects.order_by("pk").values()) == rows


def test_rule_4_a_ban_never_lapses() -> None:
    offering = make_decided("chat", Verdict.BANNED)
    assert told(offering, date(2056, 1, 1)).verdict is Verdict.BANNED


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ({}, date(2027, 9, 1)),
        ({"contract_ends_on": date(2027, 1, 31)}, date(2027, 1, 31)),
        ({"evidence": proof(expires_on=date(2026, 12, 24))}, date(2026, 12, 24)),
        ({"evidence": proof("own_verification")}, date(2026, 11, 30)),
    ],
    ids=["review date", "contract end", "evidence that states its end", "evidence of a short kind"],
)
def test_rule_4_valid_until_is_the_earliest_end(ends: dict[str, Any], expected: date) -> None:
    contract = ends.pop("contract_ends_on", None)
    offering = make_offering(contract_ends_on=contract)
    answer_all(offering, **ends)
    assert publish(offering).valid_until == expected


def test_rule_4_an_override_ends_with_its_own_day() -> None:
    offering = make_offering()
    answer_all(offering, but=WEAK_ENVIRONMENT)
    decision = publish(offering, Verdict.CONDITIONAL, override=overriding(30))
    assert decision.valid_until == at(30).date()
    assert told(offering, at(61).date()).reason is StatusReason.LAPSED


def test_rule_4_a_contract_that_has_ended_carries_no_approval() -> None:
    offering = make_offering(contract_ends_on=date(2026, 8, 31))
    answer_all(offering)
    with pytest.raises(Refused, match="could not even hold today"):
        publish(offering)


def test_rule_4_the_database_refuses_a_usable_verdict_without_an_end() -> None:
    offering = make_offering()
    with pytest.raises(IntegrityError, match="decision_usable_runs_out"):
        Decision.objects.create(
            offering=offering,
            act="decide",
            verdict="approved",
            because="Slipped past.",
            assessment=answer_all(offering),
            author=make_user(),
            approver=make_user(),
            loosens=True,
            decided_at=NOW,
            decided_on=TODAY,
        )


# Rule 5: answers and decisions are periods, not cells.


def test_rule_5_what_was_told_on_a_past_day_can_be_asked_for() -> None:
    offering = make_decided("chat", now=NOW)
    suspend(offering=offering, because="An incident.", by=make_user("analyst"), now=at(10))
    review = propose_lift(offering=offering, because="Closed.", by=make_user("analyst"), now=at(20))
    approve(review=review, by=make_user("approver"), now=at(20))
    days = {-1: "never_decided", 0: "decided", 9: "decided", 10: "suspended", 19: "suspended"}
    days |= {20: "decided", 395: "decided", 396: "lapsed"}
    asked = {
        day: Offering.objects.with_status_on(at(day).date()).values_list("now__reason", flat=True)
        for day in days
    }
    assert {day: rows.get() for day, rows in asked.items()} == days


def test_rule_5_the_answers_of_a_past_moment_can_be_asked_for() -> None:
    offering = make_offering()
    answer_all(offering)
    answer_all(offering, but=ONE_CONDITION, now=at(10))

    def then(moment: datetime) -> dict[str, Any]:
        row = Offering.objects.with_answers_at(moment).get()
        return {answer.criterion: answer.value for answer in row.current_answers}

    assert then(at(-1)) == {}
    assert then(at(9))["identity_sso"] == "sso_scim_enforced"
    assert then(at(10))["identity_sso"] == "sso_available"
    assert len(then(at(10))) == len(GOOD)
    assert Answer.objects.filter(superseded_at=None).count() == len(GOOD)


def test_rule_5_an_assessment_that_is_replaced_stays() -> None:
    offering = make_decided("chat")
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    kept = Assessment.objects.filter(offering=offering).order_by("pk")
    assert [a.verdict for a in kept] == ["not_vetted", "approved", "conditional"]
    assert [a.superseded_at is None for a in kept] == [False, False, True]
    assert Decision.objects.get().assessment == kept[1]


# Rule 6: a chain is as good as its worst link.


def test_rule_6_a_change_upstream_shows_downstream_at_once_three_levels_up() -> None:
    model = make_decided("model")
    api = make_decided("api", runs_on=[model])
    wrapper = make_decided("wrapper", runs_on=[api])
    suite = make_decided("suite", runs_on=[wrapper])
    assert told(suite).verdict is Verdict.APPROVED
    record_answer(
        offering=model,
        criterion="trains_on_inputs",
        value="always",
        evidence=proof(seen_on=LATER.date()),
        by=None,
        now=LATER,
    )
    for offering in (api, wrapper, suite):
        status = told(offering, LATER.date())
        assert (status.verdict, status.reason) == (Verdict.NOT_VETTED, StatusReason.UPSTREAM)
        assert told(offering, TODAY).verdict is Verdict.APPROVED
    assert "Wrapper" in told(suite, LATER.date()).because


def test_rule_6_the_worst_link_counts_and_all_conditions_add_up() -> None:
    strict = make_decided("strict", Verdict.CONDITIONAL)
    fine = make_decided("fine")
    wrapper = make_offering("wrapper", runs_on=[strict, fine])
    answer_all(wrapper, but={"audit_log": "console_only"})
    publish(wrapper, Verdict.CONDITIONAL)
    status = told(wrapper)
    assert {point.criterion for point in status.conditions} == {"audit_log", "identity_sso"}
    tighten(
        offering=fine, verdict=Verdict.BANNED, because="No.", by=make_user("analyst"), now=LATER
    )
    assert told(wrapper, LATER.date()).verdict is Verdict.BANNED


def test_rule_6_a_lapse_upstream_is_told_downstream_by_the_date_alone() -> None:
    model = make_decided("model")
    wrapper = make_decided("wrapper", runs_on=[model], now=at(40))
    assert told(wrapper, at(395).date()).usable
    gone = told(wrapper, at(396).date())
    assert (gone.verdict, gone.reason) == (Verdict.NOT_VETTED, StatusReason.UPSTREAM)


def test_rule_6_a_link_counts_for_its_own_days_only() -> None:
    model, better = make_decided("model", Verdict.CONDITIONAL), make_decided("better")
    wrapper = make_decided("wrapper", runs_on=[model])
    assert told(wrapper).verdict is Verdict.CONDITIONAL
    set_runs_on(offering=wrapper, upstreams=[better], by=None, now=at(5))
    assert told(wrapper, at(4).date()).verdict is Verdict.CONDITIONAL
    review = propose_lift(
        offering=wrapper, because="We moved to the better one.", by=make_user("analyst"), now=at(6)
    )
    approve(review=review, by=make_user("approver"), now=at(6))
    assert told(wrapper, at(6).date()).verdict is Verdict.APPROVED
    tighten(
        offering=model, verdict=Verdict.BANNED, because="No.", by=make_user("analyst"), now=at(7)
    )
    assert told(wrapper, at(7).date()).verdict is Verdict.APPROVED


# Rule 7: every no carries its reason.


def test_rule_7_every_no_says_why_and_where_that_stands() -> None:
    offering = make_offering()
    shown = proof("published_terms", url="https://example.com/terms")
    found = answer_all(offering, but=KNOCK_OUT, evidence=shown)
    [reason] = found.result["reasons"]
    assert reason["criterion"] == "trains_on_inputs"
    assert reason["source"]["url"] == "https://example.com/terms"
    publish(offering, Verdict.BANNED, because=reason["text"])
    assert told(offering).because == reason["text"]


@pytest.mark.parametrize("stop", ["suspend", "upstream", "lapse", "never"])
def test_rule_7_a_status_that_is_not_usable_is_never_without_a_sentence(stop: str) -> None:
    upstream = make_decided("model")
    offering = make_offering("chat", runs_on=[upstream])
    answer_all(offering)
    day = LATER.date()
    if stop != "never":
        publish(offering)
    if stop == "lapse":
        day = at(500).date()
    if stop in {"suspend", "upstream"}:
        stopped = offering if stop == "suspend" else upstream
        suspend(offering=stopped, because="A leak.", by=make_user("analyst"), now=LATER)
    expected = {
        "suspend": "Suspended on 2026-09-02: A leak.",
        "upstream": "It runs on Studio Chat - Model, which is not vetted: Suspended on 2026-09-02: "
        "A leak.",
        "lapse": "The decision of 2026-09-01 held until 2027-09-01 and has lapsed.",
        "never": "Nobody has decided on it yet.",
    }
    assert told(offering, day).because == expected[stop]


# Rule 8: a usable verdict is not the whole permission.


def test_rule_8_the_policy_in_force_carries_the_standing_notice() -> None:
    notice = Policy.objects.in_force(TODAY).rules.notice
    assert "principles 2 and 3 only" in notice
    assert "Tell the studio contact" in notice
    assert "Written approval" in notice


def test_rule_8_a_conditional_offering_with_a_weak_environment_gets_nothing_sensitive() -> None:
    offering = make_offering()
    answer_all(offering, but=EXPOSED_ONCE)
    decision = publish(offering, Verdict.CONDITIONAL, override=overriding())
    assert decision.ceiling == Ceiling.NON_SENSITIVE
