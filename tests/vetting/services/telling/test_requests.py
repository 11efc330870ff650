"""An answer is told to every production that asks, and again where it says something else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import LATER, NOW, at, make_decided, the
from tests.conftest import Once
from tests.vetting.services.requests.asking import fresh, production, wanted
from tests.vetting.services.telling.listening import ear, heard
from vetting.models import Notice, Offering, Production, VettingRequest
from vetting.services.requests import answer_request, reopen_request, take_offering


@pytest.fixture(autouse=True, scope="module")
def made(once: Once) -> None:
    once(two_that_ask)


def two_that_ask() -> None:
    request = wanted("Chat")
    for slug in ("harbour", "ridge", "ended"):
        wanted("Chat", by=slug)
        ear(production(slug), slug)
    Production.objects.filter(slug="ended").update(active=False)
    ear(production("harbour"), "gone", removed_at=NOW)
    ear(production("other"), "other")
    chat = make_decided("chat", "conditional", name="Enterprise")
    take_offering(
        request=fresh(request), offering=chat, seen=fresh(request).version, by=the("analyst"),
        now=NOW,
    )  # fmt: skip


@pytest.fixture
def asked(db: None) -> VettingRequest:
    return VettingRequest.objects.get()


def answer(asked: VettingRequest, **said: Any) -> None:
    given = {
        "state": "answered", "answer": "Vetted.", "told": "conditional",
        "seen": fresh(asked).version, "by": the("analyst"), "now": LATER, **said,
    }  # fmt: skip
    answer_request(request=asked, **given)


def test_every_production_that_asks_is_told(asked: VettingRequest) -> None:
    answer(asked)
    ears = [("harbour", "chat", "answered"), ("ridge", "chat", "answered")]
    assert heard() == ears
    notice = Notice.objects.latest("pk")
    assert notice.subject == f"request:{asked.code}:20260902T120000000000Z"
    assert notice.facts == {
        "type": "request.answered",
        "request": {"id": str(asked.code), "tool": "Chat", "plan": "", "state": "answered"},
        "answer": "Vetted.",
        "offering": {"slug": "chat", "name": "Studio Chat - Enterprise"},
        "status": "conditional",
    }


def test_the_same_answer_is_not_told_again_and_another_is(asked: VettingRequest) -> None:
    answer(asked)
    answer(asked, now=at(2))
    assert len(heard()) == 2
    answer(asked, answer="Use it.", now=at(3))
    assert len(heard()) == 4
    answer(asked, answer="Use it.", state="declined", now=at(4))
    assert len(heard()) == 6


def test_opening_again_tells_nothing_and_the_next_answer_is_told(asked: VettingRequest) -> None:
    answer(asked)
    reopen_request(
        request=asked, because="A mistake.", seen=fresh(asked).version, by=the("analyst"), now=at(2)
    )
    assert len(heard()) == 2
    answer(asked, now=at(3))
    assert len(heard()) == 4


def test_a_tool_that_is_declined_has_no_offering(asked: VettingRequest) -> None:
    VettingRequest.objects.update(offering=None)
    answer(asked, state="declined", answer="It is no tool.", told="")
    facts = Notice.objects.latest("pk").facts
    assert (facts["offering"], facts["status"]) == (None, None)
    assert Offering.objects.count() == 1
