"""Answering a request: words that fit today's status, taken back with a reason, marked when old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    KNOCK_OUT,
    LATER,
    NOW,
    answer_all,
    at,
    make_decided,
    make_tool,
    publish,
    the,
)
from tests.vetting.services.requests.asking import fresh, wanted
from vetting.models import AuditEntry, Offering, Policy, VettingRequest
from vetting.services.decisions import suspend
from vetting.services.refusals import Refused
from vetting.services.requests import (
    answer_request,
    draft_answer,
    join_requests,
    reopen_request,
    take_offering,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Offering:
    return make_decided("chat", "conditional", name="Enterprise")


@pytest.fixture
def asked(chat: Offering) -> VettingRequest:
    """In review as an offering that is decided: ready to answer."""
    request = wanted("Chat")
    return take_offering(
        request=request, offering=chat, seen=request.version, by=the("analyst"), now=NOW
    )


def answer(asked: VettingRequest, **said: Any) -> VettingRequest:
    given = {
        "state": "answered", "answer": "Vetted.", "told": "conditional",
        "seen": fresh(asked).version, "by": the("analyst"), "now": NOW, **said,
    }  # fmt: skip
    return answer_request(request=asked, **given)


def reopen(asked: VettingRequest, **said: Any) -> VettingRequest:
    given = {"because": "A mistake.", "seen": fresh(asked).version, "by": the("analyst"), **said}
    return reopen_request(request=asked, now=LATER, **given)


@pytest.mark.parametrize("state", ["answered", "declined"])
def test_an_answer_ends_a_request_in_one_act(state: str, asked: VettingRequest) -> None:
    entries = AuditEntry.objects.count()
    answer(asked, state=state, answer=" Use it.\n")
    found = fresh(asked)
    assert (found.state, found.answer, found.answered_at) == (state, "Use it.", NOW)
    assert found.told_status == "conditional"
    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.before["state"], entry.after["answer"]) == (
        state, "in_review", "Use it.",
    )  # fmt: skip


def test_an_open_request_is_answered_without_an_offering() -> None:
    request = wanted("Pen and paper")
    answer(request, state="declined", answer="It is no tool.", told="")
    assert fresh(request).state == "declined"
    assert not VettingRequest.objects.all().out_of_date(LATER.date()).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answer": "  "}, "Say in a sentence"),
        ({"answer": "x" * 5001}, "at most 5000"),
        ({"state": "open"}, "answered or declined"),
        ({"told": "approved"}, "is conditional by now"),
        ({"seen": "open-0-0"}, "Somebody else handled this request"),
    ],
)
def test_an_answer_is_refused_in_a_sentence(
    said: dict[str, str], sentence: str, asked: VettingRequest
) -> None:
    with pytest.raises(Refused, match=sentence):
        answer(asked, **said)
    assert fresh(asked).state == "in_review"


def test_words_for_a_status_that_has_changed_meanwhile_are_not_sent(
    asked: VettingRequest, chat: Offering
) -> None:
    suspend(offering=chat, because="An incident.", by=the("analyst"), now=NOW)
    with pytest.raises(Refused, match="is not vetted by now"):
        answer(asked)


def test_the_second_to_answer_reads_what_the_first_said(asked: VettingRequest) -> None:
    seen = asked.version
    answer(asked, answer="The first.")
    with pytest.raises(Refused, match="it was answered with these words: “The first.”"):
        answer(asked, answer="The second.", seen=seen)
    assert fresh(asked).answer == "The first."


def test_an_answer_is_given_anew_without_opening_the_request(asked: VettingRequest) -> None:
    answer(asked, answer="The first.")
    answer(asked, answer="The second.", now=LATER)
    assert (fresh(asked).answer, fresh(asked).answered_at) == ("The second.", LATER)


def test_a_request_is_opened_again_with_a_reason(asked: VettingRequest) -> None:
    with pytest.raises(Refused, match="nothing to open again"):
        reopen(asked)
    answer(asked)
    with pytest.raises(Refused, match="Say why"):
        reopen(asked, because=" ")
    reopen(asked)
    found = fresh(asked)
    assert (found.state, found.answer, found.answered_at) == ("in_review", "", None)
    assert AuditEntry.objects.latest("pk").before["answer"] == "Vetted."


def test_it_is_not_opened_again_beside_a_newer_one_for_the_same(asked: VettingRequest) -> None:
    answer(asked)
    wanted("Chat", "atlas", now=LATER)
    with pytest.raises(Refused, match="that request is under way: “Chat”"):
        reopen(asked)


def test_a_joined_request_is_answered_by_the_one_that_goes_on(asked: VettingRequest) -> None:
    other = wanted("Chatt")
    join_requests(request=other, into=asked, seen=other.version, by=the("analyst"), now=NOW)
    with pytest.raises(Refused, match="It was joined to “Chat”"):
        answer(other, told="")


def test_only_an_analyst_answers_and_opens_again(asked: VettingRequest) -> None:
    for act in (answer, reopen):
        with pytest.raises(Refused, match="ask an analyst"):
            act(asked, by=the("approver"))


def is_old(asked: VettingRequest, days: int = 0) -> bool:
    rows = VettingRequest.objects.filter(pk=asked.pk)
    return rows.out_of_date(at(days).date()).exists()


def test_an_answer_is_out_of_date_once_an_act_changes_the_status(
    asked: VettingRequest, chat: Offering
) -> None:
    answer(asked)
    assert not is_old(asked)
    suspend(offering=chat, because="An incident.", by=the("analyst"), now=LATER)
    assert is_old(asked, 1)
    answer(asked, told="not_vetted", now=LATER)
    assert not is_old(asked, 1)


def test_an_answer_is_out_of_date_once_other_conditions_hold(
    asked: VettingRequest, chat: Offering
) -> None:
    answer(asked)
    publish(chat, "conditional", now=LATER, extra_conditions=["Two people only."])
    assert is_old(asked, 1)


def test_an_answer_is_out_of_date_once_the_verdict_lapses_by_the_calendar(
    asked: VettingRequest, chat: Offering
) -> None:
    answer(asked)
    until = chat.decisions.latest("pk").valid_until
    last = (until - NOW.date()).days + 30
    assert not is_old(asked, last)
    assert is_old(asked, last + 1)


def test_the_draft_tells_conditions_and_the_standing_notice(chat: Offering) -> None:
    text = draft_answer(chat, now=NOW)
    assert text.startswith("Studio Chat - Enterprise may be used while every condition is kept:\n-")
    assert Policy.objects.get().rules.notice in text


def test_the_draft_of_a_no_names_what_may_be_used_instead(chat: Offering) -> None:
    tool = make_tool("pix", name="Pix", category="assistant", modalities=["text"])
    chat.tool.category, chat.tool.modalities = "assistant", ["text"]
    chat.tool.save()
    make_decided("pix-one", "approved", tool=tool, name="One")
    make_decided("pix-two", "banned", tool=tool, name="Two")
    answer_all(chat, KNOCK_OUT, now=LATER)
    publish(chat, "banned", now=LATER, because="It trains on inputs.")
    text = draft_answer(chat, now=LATER + timedelta(1))
    assert "must not be used" in text
    assert "What may be used instead:\n- Pix - One (approved)" in text
    assert "Two" not in text
