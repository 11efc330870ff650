"""What was dealt with since it was found is not sent as if it were open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.registry.api import building
from tests.vetting.reminders.words.rows import (
    NOW,
    act,
    approved,
    day,
    in_words,
    message,
    offering,
    proof,
    remind,
)
from vetting.models import Answer, Message, Offering
from vetting.reminders.words import NothingLeft

pytestmark = pytest.mark.django_db

Given = Callable[[Message, Offering], None]
Done = Callable[[Offering], object]


def decide_anew(of: Offering) -> object:
    return building.decision(of, "banned", on=day(0))


def replace_proof(of: Offering) -> object:
    Answer.objects.update(superseded_at=NOW, superseded_by="desk")
    return building.answered(of, "identity_sso", "sso_enforced")


def prolong(of: Offering) -> object:
    return Offering.objects.filter(pk=of.pk).update(contract_ends_on=day(400))


def review(to: Message, of: Offering) -> None:
    remind(to, "review", approved(of, 7).pk, 7, of)


def override(to: Message, of: Offering) -> None:
    remind(to, "override", approved(of, 7).pk, 7, of)


def open_questions(to: Message, of: Offering) -> None:
    remind(to, "open_questions", building.decision(of, "not_vetted", on=day(-7)).pk, -7, of)


def never_decided(to: Message, of: Offering) -> None:
    remind(to, "never_decided", of.pk, -7, of)


def suspended(to: Message, of: Offering) -> None:
    remind(to, "suspended", act(of, decided_on=day(-7)).pk, -7, of)


def evidence(to: Message, of: Offering) -> None:
    remind(to, "evidence", proof(of).pk, 7, of, title="Order form")


def contract(to: Message, of: Offering) -> None:
    Offering.objects.filter(pk=of.pk).update(contract_ends_on=day(7))
    remind(to, "contract", f"{of.pk}:{day(7)}", 7, of)


@pytest.mark.parametrize(
    ("given", "done"),
    [
        (review, decide_anew),
        (override, decide_anew),
        (open_questions, decide_anew),
        (never_decided, decide_anew),
        (suspended, decide_anew),
        (suspended, lambda of: act(of, "lift")),
        (evidence, replace_proof),
        (contract, prolong),
    ],
)
def test_what_was_dealt_with_since_is_not_said(given: Given, done: Done) -> None:
    mail, of, other = message(), offering(), offering("Other")
    given(mail, of)
    assert "* Runway - Enterprise\n" in in_words(mail).text or given is evidence
    done(of)
    with pytest.raises(NothingLeft):
        in_words(mail)
    never_decided(mail, other)
    assert in_words(mail).heading == "Runway - Other has waited for a first decision for 7 days"


@pytest.mark.parametrize(
    ("given", "done"),
    [
        (review, act),
        (review, prolong),
        (never_decided, act),
        (suspended, replace_proof),
        (evidence, decide_anew),
        (contract, decide_anew),
    ],
)
def test_what_something_else_was_done_about_is_still_said(given: Given, done: Done) -> None:
    mail, of = message(), offering()
    given(mail, of)
    heading = in_words(mail).heading
    done(of)
    assert in_words(mail).heading == heading


def test_what_is_decided_on_another_offering_changes_nothing() -> None:
    mail, of, other = message(), offering(), offering("Other")
    review(mail, of)
    decide_anew(other)
    assert in_words(mail).heading == "Runway - Enterprise: the review is due in 7 days"
