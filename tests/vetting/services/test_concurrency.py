"""Many people at once, on PostgreSQL: one act after another, and nothing is lost between them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import (
    LATER,
    NOW,
    TODAY,
    answer_all,
    make_decided,
    make_offering,
    make_user,
    make_vendor,
    proof,
    told,
)
from vetting.models import (
    Answer,
    Assessment,
    AuditEntry,
    Decision,
    Offering,
    Receipt,
    RequestSupporter,
    RunsOn,
    StatusPeriod,
    VettingRequest,
)
from vetting.scoring.vocabulary import Verdict
from vetting.services.answers import record_answer
from vetting.services.audit import broken_links, record_act
from vetting.services.catalogue import set_runs_on
from vetting.services.decisions import approve, propose, suspend
from vetting.services.intake import Outcome, Told, Wish, ask, keep_receipt
from vetting.services.productions import create_production
from vetting.services.refusals import Refused
from vetting.services.seen import Seen

pytestmark = NEEDS_MANY_WRITERS


def say(offering: Offering, value: str, **more: Any) -> Any:
    said = {"criterion": "trains_on_inputs", "evidence": proof(), "by": None, "now": NOW, **more}
    return record_answer(offering=offering, value=value, **said)


def test_the_trail_has_no_fork_and_no_gap_under_many_writers() -> None:
    vendor = make_vendor()

    def write_ten() -> None:
        for _ in range(10):
            record_act(act="looked at", subject=vendor, by=None, now=NOW)

    assert at_once(*[write_ten] * 6) == [None] * 6
    assert AuditEntry.objects.filter(act="looked at").count() == 60
    assert broken_links() == []


def test_an_approval_never_slips_past_a_knock_out() -> None:
    idris, rosa = make_user("approver"), make_user("analyst")
    for number in range(6):
        offering = make_offering(f"chat-{number}")
        answer_all(offering)
        review = propose(
            offering=offering, verdict=Verdict.APPROVED, because="Good.", by=rosa, now=NOW
        )
        at_once(
            lambda review=review: approve(review=review, by=idris, now=NOW),
            lambda offering=offering: say(offering, "always"),
        )
        assert not told(offering).usable


def test_two_answers_to_one_question_leave_one_in_force() -> None:
    offering = make_offering()
    outcomes = at_once(*[lambda v=v: say(offering, v) for v in ("always", "contract_prohibits")])
    assert all(isinstance(outcome, Assessment) for outcome in outcomes)
    assert Answer.objects.filter(superseded_at=None).count() == 1
    assert Answer.objects.count() == 2
    assert Assessment.objects.filter(superseded_at=None).count() == 1


def test_of_two_who_saw_the_same_question_open_one_is_saved_and_one_is_told() -> None:
    offering, values = make_offering(), ("always", "contract_prohibits")
    outcomes = at_once(*[lambda v=v: say(offering, v, seen=Seen(None)) for v in values])
    (refusal,) = (each for each in outcomes if isinstance(each, Refused))
    assert "answered this on" in str(refusal)
    assert Answer.objects.count() == 1


def test_one_proposal_is_approved_once() -> None:
    offering = make_offering()
    answer_all(offering)
    review = propose(
        offering=offering,
        verdict=Verdict.APPROVED,
        because="Good.",
        by=make_user("analyst"),
        now=NOW,
    )
    people = [make_user("approver") for _ in range(3)]
    outcomes = at_once(*[lambda p=p: approve(review=review, by=p, now=NOW) for p in people])
    assert sum(isinstance(outcome, Decision) for outcome in outcomes) == 1
    assert Decision.objects.count() == 1


def test_two_halves_of_a_circle_do_not_meet() -> None:
    a, b = make_offering("a"), make_offering("b")
    outcomes = at_once(
        lambda: set_runs_on(offering=a, upstreams=[b], by=None, now=NOW),
        lambda: set_runs_on(offering=b, upstreams=[a], by=None, now=NOW),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert RunsOn.objects.count() == 1


def test_two_stops_below_one_wrapper_are_both_told() -> None:
    one, two = make_decided("one"), make_decided("two")
    wrapper, rosa = make_decided("wrapper", runs_on=[one, two]), make_user("analyst")
    at_once(
        *[
            lambda o=o: suspend(offering=o, because="A leak.", by=rosa, now=LATER)
            for o in (one, two)
        ]
    )
    for offering in (one, two, wrapper):
        assert not told(offering, LATER.date()).usable
    assert StatusPeriod.objects.filter(ends_on=None).count() == 3


def titles(count: int) -> list[Any]:
    names = [f"title-{number}" for number in range(count)]
    return [create_production(slug=name, name=name, by=None, now=NOW) for name in names]


def test_many_who_ask_for_one_tool_at_once_make_one_request() -> None:
    people = titles(6)
    wishes = [
        Wish("Runway", "Enterprise"),
        Wish("runway enterprise"),
        Wish("Run-way", "ENTERPRISE"),
    ]
    outcomes = at_once(
        *[
            lambda p=p, w=w: ask(wish=w, production=p, now=NOW)
            for p, w in zip(people, wishes * 2, strict=True)
        ]
    )
    said = sorted(outcome for _, outcome in outcomes)
    assert said == [Outcome.JOINED] * 5 + [Outcome.OPENED]
    assert (VettingRequest.objects.count(), RequestSupporter.objects.count()) == (1, 6)
    assert broken_links() == []


TOLD = Told(b"{}", b"{}", TODAY, "2026.1", "a" * 64, 1, {})


def test_one_answer_kept_by_many_at_once_is_one_receipt() -> None:
    (title,) = titles(1)
    codes = at_once(*[lambda: keep_receipt(production=title, told=TOLD, now=NOW)] * 6)
    assert len(set(codes)) == Receipt.objects.count() == 1


def test_a_receipt_does_not_queue_behind_an_act_of_the_desk() -> None:
    vendor, (title,) = make_vendor(), titles(1)
    done: list[str] = []

    def act_slowly() -> None:
        with transaction.atomic():
            record_act(act="looked at", subject=vendor, by=None, now=NOW)
            wait_until(lambda: done == ["kept"])
            done.append("acted")

    def keep() -> None:
        keep_receipt(production=title, told=TOLD, now=NOW)
        done.append("kept")

    assert at_once(act_slowly, keep) == [None, None]
    assert done == ["kept", "acted"]


def wait_until(reached: Callable[[], bool], seconds: float = 10) -> None:
    """Go on as soon as it is so, or after a while: the test then fails on what it finds."""
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        time.sleep(0.01)
