"""The mail to a vendor: what it asks, in which order, and the link that opens it. No database."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.vetting.scoring.answer_sets import POLICY
from vetting.admin.offering.vendor_mail import (
    CUT_SHORT,
    LONGEST_LINK,
    TO_SEND,
    Ask,
    Mail,
    mail_to_vendor,
)
from vetting.scoring.vocabulary import Verdict

SSO = Ask(
    "Sign-in and leavers",
    "How do people get in?",
    "Password only.",
    ("Single sign-on enforced",),
    ("your published terms", "a demonstration"),
)
TRAINING = Ask(
    "Training on inputs", "May you train?", "nothing yet.", ("No",), ("an agreement",), blocks=True
)


def mail(*asks: Ask, verdict: Verdict = Verdict.APPROVED, sender: str = "Rosa Lindqvist") -> Mail:
    made = mail_to_vendor(
        asks, verdict=verdict, offering="Runway - Enterprise", vendor="Runway AI", sender=sender
    )
    assert made is not None
    return made


def test_it_greets_names_the_offering_asks_and_closes() -> None:
    made = mail(SSO)
    assert made.subject == "Runway - Enterprise: one question from our security review"
    assert made.body.startswith("Dear Runway AI team,\n\nWe are reviewing Runway - Enterprise for")
    assert "To approve it, we need to know" in made.body
    assert "For that, this point would have to change or be shown:" in made.body
    assert "1. Sign-in and leavers\n   Our question: How do people get in?\n" in made.body
    assert "   What we know so far: Password only.\n" in made.body
    assert "   What would be enough: Single sign-on enforced\n" in made.body
    assert "   What would show it: your published terms or a demonstration" in made.body
    assert made.body.endswith("Kind regards\nRosa Lindqvist")


def test_questions_that_everything_hangs_on_stand_apart_and_first() -> None:
    made = mail(SSO, TRAINING, verdict=Verdict.CONDITIONAL)
    assert made.subject.startswith("Runway - Enterprise: 2 questions")
    assert "let our productions use it under conditions" in made.body
    places = [
        made.body.index(text)
        for text in (
            "First, the questions to which we have no answer",
            "1. Training on inputs",
            "Then, this point would have to change or be shown:",
            "2. Sign-in and leavers",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        (replace(SSO, enough=("A", "B")), "What would be enough: A; or B"),
        (replace(SSO, proof=("a", "b", "c")), "What would show it: a, b or c"),
        (replace(SSO, proof=("a",)), "What would show it: a"),
    ],
)
def test_several_answers_and_proofs_read_as_a_choice(ask: Ask, line: str) -> None:
    assert line in mail(ask).body.replace("\n\n", "\n").split("   ", 1)[1]


def test_no_proof_is_no_line() -> None:
    assert "What would show it" not in mail(replace(SSO, proof=())).body


def test_where_nothing_is_missing_there_is_nothing_to_ask() -> None:
    assert (
        mail_to_vendor([], verdict=Verdict.APPROVED, offering="A", vendor="B", sender="C") is None
    )


def test_the_link_carries_subject_and_text_whatever_is_in_them() -> None:
    made = Mail("R&D + 100%?", "Line one\nü & = # ?\n\nEnd")
    assert made.link.startswith("mailto:?subject=R%26D%20%2B%20100%25%3F&body=Line%20one%0D%0A")
    carried = parse_qs(urlsplit(made.link).query)
    assert carried == {"subject": ["R&D + 100%?"], "body": ["Line one\r\nü & = # ?\r\n\r\nEnd"]}
    assert not made.is_cut


@pytest.mark.parametrize("lines", [1, 40, 4000])
def test_a_long_text_makes_a_link_that_ends_at_a_line_and_says_so(lines: int) -> None:
    made = Mail("Questions", "\n".join(f"{n} — a line of the list" for n in range(lines)))
    assert len(made.link) <= LONGEST_LINK
    body = parse_qs(urlsplit(made.link).query)["body"][0].split("\r\n")
    assert made.is_cut is (lines > 1)
    assert (body[-1] == CUT_SHORT) is made.is_cut
    assert body[0] == "0 — a line of the list"


def test_every_kind_of_evidence_is_told_in_words_for_a_vendor() -> None:
    assert set(TO_SEND) == set(POLICY.evidence_kinds)
