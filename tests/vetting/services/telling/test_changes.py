"""A status that moves is told to those who subscribed, in the act that moves it; no other is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    GOOD,
    LATER,
    NOW,
    ONE_CONDITION,
    TODAY,
    answer_all,
    at,
    make_decided,
    make_offering,
    publish,
    the,
)
from tests.vetting.services.telling.listening import ear, heard, listening
from vetting.models import Notice, Offering, StatusChange, StatusPeriod
from vetting.services.changes import catch_up, write_changes
from vetting.services.decisions import approve, propose_lift, suspend
from vetting.services.subscriptions import subscribe

pytestmark = pytest.mark.django_db

SSO = {"criterion": "identity_sso", "text": "Enforce single sign-on."}
LOGS = {"criterion": "audit_log", "text": "Keep the logs."}
BASE: dict[str, Any] = {
    "status": "conditional",
    "reason": "decided",
    "because": "As computed.",
    "ceiling": "non_sensitive",
    "conditions": [SSO],
    "valid_until": TODAY + timedelta(100),
}
NO: dict[str, Any] = {
    "status": "not_vetted", "ceiling": "none", "conditions": [], "valid_until": None,
}  # fmt: skip
LOOSER, TIGHTER = "loosened", "tightened"
# What was told, what is told now, and the event that this is.
MOVES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("approved", {}, {"status": "approved", "conditions": []}, LOOSER),
    ("banned", {}, {**NO, "status": "banned"}, TIGHTER),
    ("stopped", {}, {**NO, "reason": "suspended"}, TIGHTER),
    ("lapsed", {}, {**NO, "reason": "lapsed"}, TIGHTER),
    ("by the chain", {}, {**NO, "reason": "upstream"}, TIGHTER),
    ("no longer banned", {**NO, "status": "banned"}, {**NO, "reason": "open_questions"}, LOOSER),
    ("first verdict", {**NO, "reason": "never_decided"}, {}, LOOSER),
    ("one condition more", {}, {"conditions": [SSO, LOGS]}, TIGHTER),
    ("one condition less", {"conditions": [SSO, LOGS]}, {}, LOOSER),
    ("another condition", {}, {"conditions": [LOGS]}, TIGHTER),
    ("other words of one", {}, {"conditions": [{**SSO, "text": "Always."}]}, TIGHTER),
    ("higher ceiling", {}, {"ceiling": "unreleased"}, LOOSER),
    ("lower ceiling", {"ceiling": "unreleased"}, {}, TIGHTER),
    ("another last day", {}, {"valid_until": TODAY + timedelta(400)}, ""),
    ("other words", {}, {"because": "Otherwise put."}, ""),
    ("another reason", {}, {"reason": "upstream"}, ""),
    ("stopped while lapsed", {**NO, "reason": "lapsed"}, {**NO, "reason": "suspended"}, ""),
    ("conditions in other order", {"conditions": [SSO, LOGS]}, {"conditions": [LOGS, SSO]}, ""),
    ("nothing", {}, {}, ""),
]


@pytest.mark.parametrize(("was", "told", "step"), [m[1:] for m in MOVES], ids=[m[0] for m in MOVES])
def test_what_moves_is_told_and_what_does_not_is_not(
    was: dict[str, Any], told: dict[str, Any], step: str
) -> None:
    offering = make_offering("chat")
    listening("harbour", offering)
    periods = [
        StatusPeriod(offering=offering, starts_on=day, **{**BASE, **fields})
        for day, fields in ((TODAY - timedelta(9), was), (TODAY, told))
    ]
    write_changes({1: periods[:1]}, {1: periods}, day=TODAY, now=NOW)
    assert heard() == ([("harbour-0", "chat", step)] if step else [])


def test_what_never_had_a_status_has_not_moved() -> None:
    """An offering is told of from its first day on, and nobody could go by it before."""
    offering = make_offering("chat")
    listening("harbour", offering)
    made = StatusPeriod(offering=offering, starts_on=TODAY, **BASE)
    write_changes({}, {1: [made]}, day=TODAY, now=NOW)
    assert heard() == []


@pytest.fixture
def chat() -> Offering:
    return make_decided("chat")


def stop(offering: Offering) -> None:
    suspend(offering=offering, because="A leak.", by=the("analyst"), now=LATER)


def test_a_suspension_is_told_with_all_that_a_reader_of_the_log_sees(chat: Offering) -> None:
    listening("harbour", chat)
    stop(chat)
    (notice,) = Notice.objects.all()
    change = StatusChange.objects.latest("number")
    assert notice.subject == f"change:{change.number}"
    assert (notice.step, notice.on, notice.day) == ("tightened", LATER.date(), LATER.date())
    assert (notice.offering, notice.made_at, notice.message) == (chat, LATER, None)
    assert notice.facts == {
        "type": "offering.status.tightened",
        "on": "2026-09-02",
        "cause": "act",
        "offering": {"slug": "chat", "name": "Studio Chat - Chat"},
        "before": {"status": "approved", "status_reason": "decided"},
        "after": {
            "status": "not_vetted", "status_reason": "suspended", "usable": False,
            "ceiling": "none", "conditions": [], "valid_until": None,
        },
        "because": "Suspended on 2026-09-02: A leak.",
    }  # fmt: skip


def test_each_endpoint_of_each_active_subscriber_is_told_and_nobody_else(chat: Offering) -> None:
    other = make_offering("other")
    harbour = listening("harbour", chat, other, ears=2)
    ear(harbour, "paused", paused_at=NOW, paused_because="It failed.")
    ear(harbour, "removed", removed_at=NOW)
    listening("ridge", chat)
    listening("ended", chat, active=False)
    listening("elsewhere", other)
    listening("deaf", chat, ears=0)
    stop(chat)
    assert [ear for ear, *_ in heard()] == ["harbour-0", "harbour-1", "paused", "ridge-0"]
    assert set(heard(subject__startswith="change:")) == set(heard(offering=chat))


def test_everything_above_in_a_chain_is_told(chat: Offering) -> None:
    wrapper = make_decided("wrapper", runs_on=[chat])
    suite = make_decided("suite", runs_on=[wrapper])
    banned = make_decided("banned", "banned", runs_on=[chat])
    listening("harbour", chat, suite, banned)
    stop(chat)
    assert heard() == [("harbour-0", "chat", "tightened"), ("harbour-0", "suite", "tightened")]
    assert Notice.objects.latest("pk").facts["after"]["status_reason"] == "upstream"


def test_a_renewal_on_the_same_terms_is_none_of_their_business(chat: Offering) -> None:
    listening("harbour", chat)
    logged = StatusChange.objects.count()
    answer_all(chat, GOOD, now=at(30))
    publish(chat, now=at(30))
    assert StatusChange.objects.count() == logged + 1
    assert heard() == []
    answer_all(chat, GOOD, but=ONE_CONDITION, now=at(31))
    publish(chat, "conditional", now=at(31))
    assert heard() == [("harbour-0", "chat", "tightened")]


def test_one_act_that_stops_and_one_that_clears_are_two_events(chat: Offering) -> None:
    listening("harbour", chat)
    stop(chat)
    review = propose_lift(offering=chat, because="Fixed.", by=the("analyst"), now=at(2))
    assert len(heard()) == 1
    approve(review=review, by=the("approver"), now=at(2))
    assert [step for *_, step in heard()] == ["tightened", "loosened"]


def test_a_lapse_is_told_by_whoever_writes_it_down_and_once(chat: Offering) -> None:
    """An act, or the run that looks after what time changed."""
    listening("harbour", chat)
    day = chat.periods.get(reason="lapsed").starts_on
    eve, late = (at((day - TODAY).days + by) for by in (-1, 3))
    catch_up(eve.date(), now=eve)
    assert heard() == []
    catch_up(late.date(), now=late)
    (notice,) = Notice.objects.all()
    assert (notice.step, notice.day, notice.on) == ("tightened", day, late.date())
    assert (notice.facts["cause"], notice.facts["on"]) == ("calendar", day.isoformat())
    catch_up(late.date(), now=late)
    make_offering("new", now=late)
    assert len(heard()) == 1


def test_whoever_subscribes_after_a_lapse_is_not_told_of_it(chat: Offering) -> None:
    listening("harbour", chat)
    ridge = listening("ridge", ears=1)
    late = at((chat.periods.get(reason="lapsed").starts_on - TODAY).days)
    subscribe(production=ridge, offerings=[chat], by=None, now=late)
    assert [ear for ear, *_ in heard()] == ["harbour-0"]


def test_an_act_that_is_taken_back_tells_nobody(chat: Offering) -> None:
    listening("harbour", chat)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        stop(chat)
        raise ZeroDivisionError
    assert heard() == []


def chain(name: str, length: int) -> list[Offering]:
    """An offering, and so many that run on it."""
    below = make_decided(name)
    return [below, *(make_decided(f"{name}-{n}", runs_on=[below]) for n in range(1, length))]


def cost(offering: Offering, by: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        suspend(offering=offering, because="A leak.", by=by, now=LATER)
    return len(asked)


def test_to_tell_costs_one_query_and_one_more_where_somebody_listens() -> None:
    """However many changes there are and however many listen."""
    by = the("analyst")
    cost(make_decided("first"), by)
    quiet, loud, many = chain("quiet", 2), chain("loud", 2), chain("many", 6)
    listening("harbour", *loud, *many)
    listening("ridge", *many, ears=9)
    # Two levels, so twice.
    assert cost(loud[0], by) == cost(many[0], by) == cost(quiet[0], by) + 2
    assert Notice.objects.count() == len(loud) + len(many) * 10
