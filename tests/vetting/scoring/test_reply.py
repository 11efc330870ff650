"""The drafted answer to a request: the verdict in words, and what is needed to act on it."""

from __future__ import annotations

from datetime import date

import pytest

from vetting.scoring.judgement import Point
from vetting.scoring.reply import day_in_words, reply
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

NOTICE = "It covers principles 2 and 3 only."
INSTEAD = [("Firefly - Enterprise", Verdict.APPROVED), ("Pix - Team", Verdict.CONDITIONAL)]
UNTIL = date(2027, 3, 1)
POINTS = (Point("identity_sso", "Enforce single sign-on."), Point("", "Two people only."))


def told(
    verdict: Verdict, reason: StatusReason = StatusReason.DECIDED, because: str = ""
) -> Status:
    usable = verdict.usable
    return Status(
        verdict,
        reason,
        because,
        ceiling=Ceiling.NON_SENSITIVE if usable else Ceiling.NONE,
        conditions=POINTS if verdict is Verdict.CONDITIONAL else (),
        valid_until=UNTIL if usable else None,
    )


CASES = [
    (
        told(Verdict.APPROVED),
        INSTEAD,
        """Chat is approved: it may be used.
What it may be given: non-sensitive material only.
This holds until 1 March 2027.
It covers principles 2 and 3 only.""",
    ),
    (
        told(Verdict.CONDITIONAL),
        [],
        """Chat may be used while every condition is kept:
- Enforce single sign-on.
- Two people only.
What it may be given: non-sensitive material only.
This holds until 1 March 2027.
It covers principles 2 and 3 only.""",
    ),
    (
        told(Verdict.BANNED, because="It trains on inputs."),
        INSTEAD,
        """Chat is banned: it must not be used.
It trains on inputs.
What may be used instead:
- Firefly - Enterprise (approved)
- Pix - Team (conditional)""",
    ),
    (
        told(Verdict.NOT_VETTED, StatusReason.LAPSED, "The decision has lapsed."),
        [],
        """Chat has no verdict in force, so it must not be used.
The decision has lapsed.
There is nothing like it that may be used yet.""",
    ),
]


@pytest.mark.parametrize(("status", "instead", "text"), CASES)
def test_the_draft_says_the_verdict_and_what_to_do(
    status: Status, instead: list[tuple[str, Verdict]], text: str
) -> None:
    assert reply("Chat", status, notice=NOTICE, instead=instead) == text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_nothing_is_called_usable_without_the_standing_notice(verdict: Verdict) -> None:
    text = reply("Chat", told(verdict), notice=NOTICE, instead=[])
    assert (NOTICE in text) is verdict.usable
    assert ("may be used" in text.splitlines()[0]) is verdict.usable


def test_a_day_is_written_as_in_a_sentence() -> None:
    assert day_in_words(date(2026, 11, 3)) == "3 November 2026"
