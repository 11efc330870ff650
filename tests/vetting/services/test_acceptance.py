"""Accepting what the rules compute for many at once: one person tightens, two people loosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    KNOCK_OUT,
    LATER,
    NOW,
    ONE_CONDITION,
    WEAK_ENVIRONMENT,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    open_review_of,
    overriding,
    publish,
    the,
    told,
)
from vetting.models import AuditEntry, Decision, Offering, Review
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.acceptance import MOST, Accepted, Way, accept_computed, sort_out
from vetting.services.decisions import approve, propose, suspend
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db


def case_of(offering: Offering, now: datetime = LATER) -> Any:
    (case,) = sort_out([offering], now=now)
    return case


def stamps(*offerings: Offering, now: datetime = LATER) -> dict[int, str]:
    return {case.offering.pk: case.stamp for case in sort_out(offerings, now=now)}


def accept(
    shown: dict[int, str], way: Way, by: Any = None, now: datetime = LATER, because: str = "Fine."
) -> Accepted:
    return accept_computed(shown=shown, way=way, because=because, by=by or the("analyst"), now=now)


def answered(slug: str, but: dict[str, Any] | None = None) -> Offering:
    offering = make_offering(slug)
    answer_all(offering, but=but)
    return offering


def test_what_only_tightens_is_published_by_one_and_a_review_opens() -> None:
    worse, new, bad = make_decided("worse"), make_offering("new"), answered("bad", KNOCK_OUT)
    answer_all(worse, but=ONE_CONDITION, now=LATER)
    done = accept(stamps(worse, new, bad), Way.ALONE)
    assert [d.offering.slug for d in done.published] == ["bad", "new", "worse"]
    for offering, verdict in ((worse, "conditional"), (new, "not_vetted"), (bad, "banned")):
        assert told(offering, LATER.date()).verdict == verdict
        assert open_review_of(offering) is not None
    for decision in done.published:
        assert (decision.author, decision.approver, decision.loosens) == (
            the("analyst"), None, False,
        )  # fmt: skip
    assert AuditEntry.objects.filter(act__startswith="decided", because="Fine.").count() == 3


def test_a_stricter_verdict_ends_no_later_than_what_it_replaces() -> None:
    offering = make_decided("chat")
    last = told(offering).valid_until
    answer_all(offering, but=ONE_CONDITION, now=at(300))
    accept(stamps(offering, now=at(300)), Way.ALONE, now=at(300))
    assert told(offering, at(300).date()).valid_until == last


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: answered("a"), "it goes from not vetted to approved"),
        (lambda: answered("a", ONE_CONDITION), "it goes from not vetted to conditional"),
        (lambda: make_decided("a"), "it is valid beyond 2027-09-01"),
    ],
)
def test_what_loosens_is_only_put_before_a_second_person(make: Any, why: str) -> None:
    offering = make()
    decided = Decision.objects.count()
    now = at(30)
    assert (case_of(offering, now).way, case_of(offering, now).why) == (Way.SECOND, (why,))
    shown = stamps(offering, now=now)
    boss = make_user("superuser")
    assert accept(shown, Way.ALONE, boss, now).published == []
    (review,) = accept(shown, Way.SECOND, boss, now).proposed
    assert Decision.objects.count() == decided
    with pytest.raises(Refused, match="second person"):
        approve(review=review, by=boss, now=now)
    approve(review=review, by=make_user("approver"), now=now)
    assert told(offering, now.date()).usable


def overridden() -> Offering:
    offering = answered("a", WEAK_ENVIRONMENT)
    publish(offering, Verdict.CONDITIONAL, override=overriding())
    return offering


def suspended() -> Offering:
    offering = make_decided("a")
    suspend(offering=offering, because="A leak.", by=the("analyst"), now=NOW)
    return offering


def proposed() -> Offering:
    offering = answered("a")
    propose(offering=offering, verdict=Verdict.APPROVED, because="So.", by=the("analyst"), now=NOW)
    return offering


def held_by_an_ended_contract() -> Offering:
    offering = make_offering("a", contract_ends_on=NOW.date())
    answer_all(offering)
    return offering


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (proposed, "A proposal is waiting already, of the-analyst"),
        (suspended, "It is suspended"),
        (overridden, "It is published under an override until 2026-10-01"),
        (lambda: make_decided("a", Verdict.BANNED), "What is published already says the same."),
        (held_by_an_ended_contract, "It could not even hold today."),
    ],
)
def test_what_cannot_be_accepted_in_one_go_says_why(make: Any, why: str) -> None:
    offering = make()
    decided = Decision.objects.count()
    case = case_of(offering)
    assert case.way is Way.CANNOT
    assert why in case.why[0]
    for way in (Way.ALONE, Way.SECOND):
        done = accept(stamps(offering), way)
        assert (done.published, done.proposed, done.left_out) == ([], [], [])
    assert Decision.objects.count() == decided


def test_a_suspended_offering_may_still_be_banned() -> None:
    offering = suspended()
    answer_all(offering, but=KNOCK_OUT, now=LATER)
    accept(stamps(offering), Way.ALONE)
    assert told(offering, LATER.date()).verdict is Verdict.BANNED


def test_what_changed_since_it_was_shown_is_left_out_and_said() -> None:
    same, changed = make_offering("same"), make_offering("changed")
    shown = stamps(same, changed)
    answer_all(changed, now=LATER)
    done = accept(shown, Way.ALONE)
    assert [d.offering for d in done.published] == [same]
    ((left, why),) = done.left_out
    assert left == changed
    assert why == (
        "It changed since the page was shown (it needs a second person now): look at it again."
    )
    assert told(changed, LATER.date()).reason is StatusReason.NEVER_DECIDED


@pytest.mark.parametrize("way", [Way.ALONE, Way.SECOND])
def test_it_takes_a_reason_and_the_right_to_do_it(way: Way) -> None:
    shown = stamps(make_offering("a"))
    with pytest.raises(Refused, match="Give the reason"):
        accept(shown, way, because=" ")
    for role in ("viewer", "policy owner", "administrator"):
        with pytest.raises(Refused, match="You may not"):
            accept(shown, way, make_user(role))
    assert not Decision.objects.exists()
    assert not Review.objects.exists()


def test_one_go_is_bounded() -> None:
    with pytest.raises(Refused, match=f"at most {MOST} offerings at a time; these are 201"):
        sort_out([Offering(pk=n) for n in range(MOST + 1)], now=NOW)


def queries_of(act: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_looking_costs_the_same_for_many_and_publishing_little_for_each() -> None:
    many = [make_offering(f"new-{n}") for n in range(5)]
    shown = stamps(*many)
    few = dict(list(shown.items())[:2])
    assert queries_of(lambda: sort_out(many[:1], now=LATER)) == queries_of(
        lambda: sort_out(many, now=LATER)
    )
    the("analyst")
    first = queries_of(lambda: accept(few, Way.ALONE))
    rest = queries_of(lambda: accept(dict(list(shown.items())[2:]), Way.ALONE))
    # For each: the decision, and its review looked for and opened between two savepoints.
    assert rest - first <= 1 * 5
