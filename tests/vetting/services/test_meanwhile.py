"""The second of two people is told what the first one did; nothing is done behind their back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import (
    LATER,
    NOW,
    ONE_CONDITION,
    answer_all,
    make_decided,
    make_offering,
    make_user,
    open_review_of,
    the,
    told,
)
from vetting.models import AuditEntry, Decision, Offering, Review
from vetting.scoring.vocabulary import Verdict
from vetting.services.decisions import approve, propose, propose_lift, suspend, tighten
from vetting.services.meanwhile import Overtaken, seen_now
from vetting.services.reviews import comment, send_back, start_review, withdraw_review

pytestmark = pytest.mark.django_db

Act = Callable[[Offering, str | None], Any]


def waiting() -> Offering:
    """Approved, and now there is a proposal to make it conditional."""
    offering = make_decided("chat")
    answer_all(offering, but=ONE_CONDITION, now=NOW)
    propose(
        offering=offering, verdict=Verdict.CONDITIONAL, because="So.", by=the("analyst"), now=NOW
    )
    return offering


def review(offering: Offering) -> Review:
    held = open_review_of(offering)
    assert held is not None
    return held


ON_PROPOSAL: dict[str, Act] = {
    "approve": lambda o, s: approve(review=review(o), by=the("approver"), now=LATER, seen=s),
    "send back": lambda o, s: send_back(
        review=review(o), because="No.", by=the("approver"), now=LATER, seen=s
    ),
}
ON_NO_PROPOSAL: dict[str, Act] = {
    "propose": lambda o, s: propose(
        offering=o, verdict=Verdict.BANNED, because="No.", by=the("analyst"), now=LATER, seen=s
    ),
    "suspend": lambda o, s: suspend(
        offering=o, because="No.", by=the("analyst"), now=LATER, seen=s
    ),
    "tighten": lambda o, s: tighten(
        offering=o, verdict=Verdict.BANNED, because="No.", by=the("analyst"), now=LATER, seen=s
    ),
    "open": lambda o, s: start_review(
        offering=o, because="A look.", by=the("analyst"), now=LATER, seen=s
    ),
}


def tightened_by_another(offering: Offering) -> None:
    ada = make_user("analyst", username="ada", first_name="Ada", last_name="Lind")
    wish = {"verdict": Verdict.CONDITIONAL, "because": "Care.", "by": ada, "now": LATER}
    tighten(offering=offering, extra_conditions=["With care."], **wish)


@pytest.mark.parametrize("act", ON_PROPOSAL)
def test_whoever_acts_on_an_old_sight_of_a_proposal_is_told(act: str) -> None:
    offering = waiting()
    seen = seen_now(offering).token
    tightened_by_another(offering)
    decided = Decision.objects.count()
    with pytest.raises(Overtaken) as refusal:
        ON_PROPOSAL[act](offering, seen)
    sentences = [why for _, why in refusal.value.problems]
    assert sentences[0].startswith("Meanwhile, Ada Lind decided conditional (2 Sep 2026, ")
    assert "“Care.”" in sentences[0]
    assert sentences[-1].startswith("Nothing was done, and what you typed is still here.")
    assert Decision.objects.count() == decided


@pytest.mark.parametrize("act", ON_NO_PROPOSAL)
def test_whoever_acts_on_an_old_sight_of_an_offering_is_told(act: str) -> None:
    offering = make_decided("chat")
    seen = seen_now(offering).token
    tightened_by_another(offering)
    entries = AuditEntry.objects.count()
    with pytest.raises(Overtaken, match="Meanwhile, Ada Lind decided conditional"):
        ON_NO_PROPOSAL[act](offering, seen)
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("act", ["propose", "suspend"])
def test_knowing_how_it_stands_one_may_act(act: str) -> None:
    offering = make_decided("chat")
    ON_NO_PROPOSAL[act](offering, seen_now(offering).token)


def test_a_proposal_that_was_replaced_a_comment_and_new_answers_are_all_told() -> None:
    offering, rosa = waiting(), the("analyst")
    first = seen_now(offering).token
    send_back(review=review(offering), because="Not yet.", by=rosa, now=LATER)
    propose(offering=offering, verdict=Verdict.BANNED, because="No.", by=rosa, now=LATER)
    with pytest.raises(Overtaken, match="the-analyst proposed banned"):
        ON_PROPOSAL["approve"](offering, first)
    second = seen_now(offering).token
    comment(review=review(offering), text="Wait!", by=rosa, now=LATER)
    with pytest.raises(Overtaken, match="commented on the review .*: “Wait!”"):
        ON_PROPOSAL["approve"](offering, second)
    third = seen_now(offering).token
    answer_all(offering, but={"audit_log": "none"}, now=LATER)
    with pytest.raises(Overtaken, match="answered"):
        ON_PROPOSAL["approve"](offering, third)
    ON_PROPOSAL["approve"](offering, seen_now(offering).token)
    assert told(offering, LATER.date()).verdict is Verdict.BANNED


def test_a_stop_does_not_wait_for_answers_or_talk() -> None:
    offering = waiting()
    seen = seen_now(offering).token
    comment(review=review(offering), text="Hm.", by=the("analyst"), now=LATER)
    answer_all(offering, but={"audit_log": "none"}, now=LATER)
    assert suspend(offering=offering, because="A leak.", by=the("analyst"), now=LATER, seen=seen)


def test_a_token_that_is_none_of_ours_is_taken_for_an_old_sight() -> None:
    offering = make_offering("quiet")
    for token in ("", "x", "1_2_3", "a_b_c_d"):
        with pytest.raises(Overtaken, match="Something changed since you opened this page."):
            suspend(offering=offering, because="x", by=the("analyst"), now=LATER, seen=token)


def test_withdrawing_and_lifting_look_too() -> None:
    offering = make_offering("quiet")
    opened = start_review(offering=offering, because="A look.", by=the("analyst"), now=NOW)
    seen = seen_now(offering).token
    comment(review=opened, text="Keep it open.", by=make_user("approver"), now=LATER)
    with pytest.raises(Overtaken, match="Keep it open"):
        withdraw_review(review=opened, because="x", by=the("analyst"), now=LATER, seen=seen)
    stopped = make_decided("chat")
    suspend(offering=stopped, because="A leak.", by=the("analyst"), now=NOW)
    seen = seen_now(stopped).token
    propose_lift(offering=stopped, because="Closed.", by=make_user("analyst"), now=LATER)
    with pytest.raises(Overtaken, match="proposed to lift the suspension"):
        propose_lift(offering=stopped, because="x", by=the("analyst"), now=LATER, seen=seen)
