"""What follows when answers change under a decision: a review, and a stop where it cannot wait."""

from __future__ import annotations

import pytest

from tests.builders import (
    EXPOSED_ONCE,
    KNOCK_OUT,
    LATER,
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
from tests.conftest import Once
from vetting.models import AuditEntry, Offering, Review
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.answers import record_answer, withdraw_answer
from vetting.services.catalogue import save_offering
from vetting.services.decisions import suspend
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def approved(once: Once) -> None:
    once(lambda: make_decided("chat"))


def chat() -> Offering:
    return Offering.objects.get(slug="chat")


def say(offering: Offering, criterion: str, value: object, days: int = 1) -> None:
    record_answer(
        offering=offering,
        criterion=criterion,
        value=value,
        evidence=proof(seen_on=at(days).date()),
        by=None,
        now=at(days),
    )


def stops(offering: Offering) -> int:
    return offering.decisions.filter(act="suspend").count()


def test_a_stricter_outcome_opens_a_review_and_lets_the_verdict_stand() -> None:
    offering = chat()
    say(offering, "identity_sso", "sso_available")
    review = open_review_of(offering)
    assert review is not None
    assert review.because.startswith(
        "The answers changed: the rules now say conditional, published is approved."
    )
    assert told(offering, LATER.date()).verdict is Verdict.APPROVED
    assert AuditEntry.objects.latest("pk").act == "opened a review"


def test_one_review_is_opened_however_often_it_gets_worse() -> None:
    offering = chat()
    say(offering, "identity_sso", "sso_available")
    say(offering, "audit_log", "console_only", days=2)
    assert Review.objects.filter(offering=offering).count() == 2
    assert Review.objects.filter(offering=offering, state="open").count() == 1


@pytest.mark.parametrize(
    ("criterion", "value"), [("identity_sso", "sso_enforced"), ("encryption", "rest_transit_cmk")]
)
def test_an_outcome_that_is_as_good_as_before_opens_nothing(criterion: str, value: str) -> None:
    offering = chat()
    say(offering, criterion, value)
    assert open_review_of(offering) is None


def test_a_better_outcome_opens_nothing_and_clears_nothing() -> None:
    offering = make_decided("other", Verdict.BANNED)
    answer_all(offering, now=LATER)
    assert open_review_of(offering) is None
    assert told(offering, LATER.date()).verdict is Verdict.BANNED


def test_a_knock_out_stops_once() -> None:
    offering = chat()
    say(offering, "trains_on_inputs", "always")
    say(offering, "trains_on_outputs", "always", days=2)
    assert stops(offering) == 1


def test_a_knock_out_stops_once_even_below_a_banned_upstream() -> None:
    model = make_decided("model", Verdict.BANNED)
    wrapper = make_decided("wrapper", runs_on=[model])
    say(wrapper, "trains_on_inputs", "always")
    say(wrapper, "trains_on_outputs", "always", days=2)
    assert stops(wrapper) == 1
    with pytest.raises(Refused, match="suspended already"):
        suspend(offering=wrapper, because="Again.", by=make_user("analyst"), now=at(3))


def test_a_stop_carries_every_reason_and_the_assessment_behind_it() -> None:
    offering, rosa = chat(), make_user("analyst")
    answer_all(
        offering, but=KNOCK_OUT | {"deletion_on_request": "not_possible"}, now=LATER, by=rosa
    )
    stop = offering.decisions.get(act="suspend")
    assert stop.because.count(".") >= 2
    assert (stop.assessment.verdict, stop.author, stop.loosens) == ("banned", rosa, False)
    entry = AuditEntry.objects.get(act="suspended")
    assert (entry.because, entry.by) == (stop.because, rosa)


@pytest.mark.parametrize("verdict", [Verdict.BANNED, Verdict.NOT_VETTED, None])
def test_what_nobody_may_use_is_not_stopped(verdict: Verdict | None) -> None:
    offering = make_decided("other", verdict) if verdict else make_offering()
    say(offering, "encryption", "none")
    assert stops(offering) == 0


def test_a_decision_that_left_questions_open_is_reopened_by_a_knock_out() -> None:
    offering = make_decided("other", Verdict.NOT_VETTED)
    say(offering, "encryption", "none")
    review = open_review_of(offering)
    assert review is not None
    assert "the rules now say banned, published is not vetted" in review.because


def test_a_gating_answer_on_proof_that_proves_nothing_stops() -> None:
    offering = chat()
    record_answer(
        offering=offering,
        criterion="encryption",
        value="rest_transit",
        evidence=proof("vendor_email", seen_on=LATER.date()),
        by=None,
        now=LATER,
    )
    assert stops(offering) == 1


def test_evidence_that_merely_ran_out_stops_nothing() -> None:
    """The decision's own last day and its grace see to that."""
    offering = make_offering()
    answer_all(offering, evidence=proof("own_verification"))
    publish(offering)
    say(offering, "incident_history", "none_known", days=95)
    assert stops(offering) == 0
    assert told(offering, at(95).date()).verdict is Verdict.APPROVED
    assert told(offering, at(121).date()).reason is StatusReason.LAPSED
    assert open_review_of(offering) is not None


def overridden(but: dict[str, str]) -> Offering:
    offering = make_offering()
    answer_all(offering, but=but)
    publish(offering, Verdict.CONDITIONAL, override=overriding())
    return offering


@pytest.mark.parametrize("but", [WEAK_ENVIRONMENT, EXPOSED_ONCE], ids=["low score", "knock-out"])
def test_what_an_override_took_into_account_does_not_stop_the_offering_again(
    but: dict[str, str],
) -> None:
    offering = overridden(but)
    say(offering, "data_residency", "disclosed")
    assert stops(offering) == 0
    assert open_review_of(offering) is None


@pytest.mark.parametrize("but", [WEAK_ENVIRONMENT, EXPOSED_ONCE], ids=["low score", "knock-out"])
def test_a_new_knock_out_stops_an_overridden_offering(but: dict[str, str]) -> None:
    offering = overridden(but)
    say(offering, "trains_on_inputs", "always")
    assert stops(offering) == 1
    assert open_review_of(offering) is not None


def test_a_lost_gating_answer_stops_an_overridden_offering() -> None:
    offering = overridden(WEAK_ENVIRONMENT)
    withdraw_answer(offering=offering, criterion="encryption", because="Gone.", by=None, now=LATER)
    assert stops(offering) == 1


def test_another_kind_that_asks_more_stops_what_has_no_answer_to_it() -> None:
    offering = chat()
    offering.kind = "hybrid"
    save_offering(offering=offering, by=make_user("analyst"), now=LATER)
    assert stops(offering) == 1
    review = open_review_of(offering)
    assert review is not None
    assert "not vetted" in review.because


def test_the_same_verdict_that_asks_for_more_opens_a_review() -> None:
    offering = make_decided("other", Verdict.CONDITIONAL)
    say(offering, "breach_notice_days", 2)
    assert open_review_of(offering) is None
    say(offering, "audit_log", "console_only", days=2)
    review = open_review_of(offering)
    assert review is not None
    assert "the rules now ask for more than was decided" in review.because
    assert told(offering, at(2).date()).verdict is Verdict.CONDITIONAL


def test_a_contract_that_ends_sooner_opens_a_review() -> None:
    offering = chat()
    offering.contract_ends_on = at(20).date()
    save_offering(offering=offering, by=None, now=LATER)
    review = open_review_of(offering)
    assert review is not None
    assert review.because.startswith(f"Our contract ends on {at(20).date()}")
