"""What an event means for a production, in plain words. Pure: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vetting.reminders.words.moved import condition_lists, heading, heading_of_one, sentences
from vetting.reminders.words.moves import Kind, Move, Standing
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

TODAY = date(2026, 11, 22)
NAME = "Runway - Enterprise"


def standing(verdict: str, reason: str = "decided") -> Standing:
    return Standing(Verdict(verdict), StatusReason(reason))


def move(kind: Kind, before: str = "approved", after: str = "", **more: object) -> Move:
    """`after` is a status, or a status and its reason with a colon between."""
    verdict, _, reason = after.partition(":")
    now = standing(verdict, reason or "decided") if verdict else None
    return Move(kind, NAME, on=TODAY, before=standing(before), after=now, **more)  # type: ignore[arg-type]


DEPENDS = "If work depends on it, talk to your studio contact before you go on."
UNRELEASED = {"ceiling": Ceiling.UNRELEASED, "until": date(2027, 5, 20)}


@pytest.mark.parametrize(
    ("of", "said", "headed"),
    [
        (
            move(
                Kind.STOP,
                after="not_vetted:suspended",
                because="Suspended on 22 November 2026: a voice leaked.",
            ),
            "From “Approved” to “Suspended” on 22 November 2026. Stop using it until the "
            f"suspension is lifted. Why: a voice leaked. {DEPENDS}",
            "Stop using Runway - Enterprise: it is suspended",
        ),
        (
            move(Kind.STOP, after="banned", because="It trains on inputs."),
            "From “Approved” to “Banned” on 22 November 2026. Stop using it for anything of the "
            f"production. Why: It trains on inputs. {DEPENDS}",
            "Stop using Runway - Enterprise: it is banned",
        ),
        (
            move(Kind.STOP, "conditional", "not_vetted:lapsed"),
            "From “Conditional” to “Lapsed” on 22 November 2026. Its approval ran out before it "
            f"was renewed: stop using it until somebody has. {DEPENDS}",
            "Stop using Runway - Enterprise: it has lapsed",
        ),
        (
            move(Kind.STOP, after="not_vetted:open_questions"),
            "From “Approved” to “Not vetted” on 22 November 2026. Stop using it until the open "
            f"questions are answered and it is cleared again. {DEPENDS}",
            "Stop using Runway - Enterprise: it is no longer cleared",
        ),
        (
            move(
                Kind.STOP,
                after="banned:upstream",
                because="It runs on Luma, which is banned: it trains.",
            ),
            "From “Approved” to “Banned” on 22 November 2026. Stop using it for anything of the "
            f"production. Why: It runs on Luma, which is banned: it trains. {DEPENDS}",
            "Stop using Runway - Enterprise: it is banned",
        ),
        (
            move(
                Kind.STRICTER,
                after="conditional",
                conditions=("Switch off memory.",),
                had=(),
                ceiling=Ceiling.NON_SENSITIVE,
                ceiling_before=Ceiling.UNRELEASED,
                until=date(2027, 5, 20),
            ),
            "From “Approved” to “Conditional” on 22 November 2026. You may go on using it if you "
            "keep the conditions below. Give it non-sensitive material only. This is valid until "
            "20 May 2027.",
            "Runway - Enterprise may still be used, but more strictly",
        ),
        (
            move(
                Kind.STRICTER,
                "conditional",
                "conditional",
                had=(),
                ceiling=Ceiling.NONE,
                ceiling_before=Ceiling.NON_SENSITIVE,
                until=date(2026, 11, 20),
            ),
            "It is “Conditional” as before, and changed on 22 November 2026. You may go on using "
            "it within the limits below. Give it no production data. It was valid until 20 "
            "November 2026 and is being renewed.",
            "Runway - Enterprise may still be used, but more strictly",
        ),
        (
            move(Kind.LOOSENED, "banned", "approved", **UNRELEASED),
            "From “Banned” to “Approved” on 22 November 2026. You may use it. This is valid until "
            "20 May 2027.",
            "Runway - Enterprise is approved",
        ),
        (
            move(
                Kind.LOOSENED,
                "conditional",
                "conditional",
                conditions=("Use SSO.",),
                had=("Use SSO.", "Switch off memory."),
                ceiling_before=Ceiling.NON_SENSITIVE,
                **UNRELEASED,
            ),
            "It is “Conditional” as before, and changed on 22 November 2026. You may use it if "
            "you keep the conditions below. It may now be given material up to unreleased. This "
            "is valid until 20 May 2027.",
            "Runway - Enterprise may be used, on conditions",
        ),
        (
            move(Kind.LOOSENED, "banned", "not_vetted:open_questions"),
            "From “Banned” to “Not vetted” on 22 November 2026. It is no longer banned, but "
            "nobody has cleared it: ask your studio contact before you use it.",
            "Runway - Enterprise is no longer banned, but not cleared either",
        ),
        (
            move(
                Kind.EXPIRING,
                after="approved",
                until=date(2026, 12, 6),
                lapses_on=date(2027, 1, 6),
            ),
            "Its approval runs out on 6 December 2026, in 14 days. You need not do anything: we "
            "look at it again before then. If that is not done in time, it is no longer cleared "
            "from 6 January 2027, in 45 days.",
            "The approval of Runway - Enterprise runs out on 6 December 2026",
        ),
        (
            move(Kind.EXPIRING, after="conditional", until=date(2026, 11, 20)),
            "Its conditional approval ran out on 20 November 2026, 2 days ago. You need not do "
            "anything: we are looking at it again.",
            "The approval of Runway - Enterprise ran out on 20 November 2026",
        ),
        (
            move(
                Kind.ANSWERED,
                after="approved",
                asked="Runway - Enterprise",
                answer=("It is done.", "Use SSO."),
            ),
            "You asked for Runway - Enterprise. It is done. Use SSO. Runway - Enterprise is "
            "approved.",
            "Your request for Runway - Enterprise was answered",
        ),
        (
            move(Kind.ANSWERED, asked="Sora", answer=("Not this year.",), declined=True),
            "You asked for Sora, and this was declined. Not this year.",
            "Your request for Sora was declined",
        ),
    ],
)
def test_an_event_says_what_it_means_and_what_to_do(of: Move, said: str, headed: str) -> None:
    assert " ".join(sentences(of, TODAY)) == said
    assert heading_of_one(of, TODAY) == headed


def test_new_conditions_come_first_and_those_that_fell_away_last() -> None:
    changed = move(Kind.STRICTER, after="conditional", conditions=("A.", "B."), had=("A.", "C."))
    assert condition_lists(changed) == [
        ("New conditions", ["B."]),
        ("As before", ["A."]),
        ("No longer asked for", ["C."]),
    ]


def test_where_nobody_knows_what_was_asked_before_no_condition_is_called_new() -> None:
    changed = move(Kind.STRICTER, after="conditional", conditions=("A.", "B."))
    assert condition_lists(changed) == [("Conditions", ["A.", "B."])]


def test_what_may_not_be_used_has_no_conditions_to_keep() -> None:
    stopped = move(Kind.STOP, "conditional", "banned", had=("A.",))
    assert condition_lists(stopped) == []
    assert condition_lists(replace(stopped, kind=Kind.LOOSENED)) == []


@pytest.mark.parametrize(
    ("counts", "stopped", "said"),
    [
        (
            {Kind.STOP: 1, Kind.LOOSENED: 2},
            ["Luma"],
            "Stop using Luma, 2 tools have looser rules",
        ),
        (
            {Kind.STOP: 2, Kind.STRICTER: 1, Kind.EXPIRING: 3, Kind.ANSWERED: 1},
            ["Luma", "Sora"],
            "Stop using Luma and Sora, 1 tool has stricter rules, and 4 more",
        ),
        ({Kind.STOP: 60}, ["A"] * 40, "Stop using 60 tools"),
        (
            {Kind.EXPIRING: 1, Kind.ANSWERED: 2},
            [],
            "1 approval runs out soon, 2 requests of yours were answered",
        ),
    ],
)
def test_the_heading_of_several_events_says_first_what_has_to_stop(
    counts: dict[Kind, int], stopped: list[str], said: str
) -> None:
    assert heading(counts, stopped) == said
