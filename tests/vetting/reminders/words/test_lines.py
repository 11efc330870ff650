"""The sentences of a reminder, for every matter at each of its steps. Pure: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from vetting.reminders.words.coming import Told
from vetting.reminders.words.heading import heading_of_one
from vetting.reminders.words.lines import called, sentences
from vetting.reminders.words.things import Snoozed, Thing
from vetting.scoring.reminding import Matter, Role
from vetting.scoring.vocabulary import StatusReason, Verdict

TODAY = date(2026, 11, 22)
NAME = "Runway - Enterprise"
USABLE = Told(Verdict.APPROVED, StatusReason.DECIDED, date(2026, 5, 6))
BANNED = Told(Verdict.BANNED, StatusReason.DECIDED, date(2026, 5, 6))


def day(days: int) -> date:
    return TODAY + timedelta(days)


def thing(matter: Matter, days: int, *, ends: int | None = None, **more: object) -> Thing:
    """`days` from today; what productions are told ends `ends` days from today."""
    told = replace(USABLE, ends_from=day(ends)) if ends is not None else None
    more = {"told": told, **more}
    return Thing(matter, "any", day(days), offering=NAME, **more)  # type: ignore[arg-type]


PROOF = {"title": "SOC 2 Type II report", "offerings": (NAME,)}
OVERRIDE = {"title": "the head of post-production", "because": "Needed for one shoot."}


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (
            thing(Matter.REVIEW, 60, ends=91, because="Our contract ends."),
            "Its review is due on 21 January 2027, in 60 days: our contract ends. Without a new "
            "decision, productions are told “not vetted” from 21 February 2027.",
        ),
        (
            thing(Matter.REVIEW, 1, ends=32, review="A review is open."),
            "Its review is due on 23 November 2026, tomorrow. Without a new decision, productions "
            "are told “not vetted” from 24 December 2026. A review is open.",
        ),
        (
            thing(Matter.REVIEW, 0, ends=31),
            "Its review is due today. Without a new decision, productions are told “not vetted” "
            "from 23 December 2026.",
        ),
        (
            thing(Matter.REVIEW, -7, ends=24),
            "Its review was due on 15 November 2026, 7 days ago. Without a new decision, "
            "productions are told “not vetted” from 16 December 2026, in 24 days.",
        ),
        (
            thing(Matter.REVIEW, -30, ends=1),
            "Its review was due on 23 October 2026, 30 days ago. Without a new decision, "
            "productions are told “not vetted” from 23 November 2026, tomorrow.",
        ),
        (
            thing(
                Matter.REVIEW,
                -31,
                told=Told(Verdict.NOT_VETTED, StatusReason.LAPSED, TODAY),
            ),
            "Its review was due on 22 October 2026, 31 days ago. It has lapsed: productions are "
            "told “not vetted” since today.",
        ),
        (
            thing(
                Matter.REVIEW,
                -7,
                told=Told(Verdict.NOT_VETTED, StatusReason.SUSPENDED, day(-2)),
            ),
            "Its review was due on 15 November 2026, 7 days ago. It is suspended, so productions "
            "may not use it at present.",
        ),
        (
            thing(Matter.REVIEW, 30, told=BANNED),
            "Its review is due on 22 December 2026, in 30 days. It stays banned until somebody "
            "decides otherwise.",
        ),
        (
            thing(Matter.EVIDENCE, 14, ends=45, **PROOF, because="The document states this end."),
            "It counts until 6 December 2026, in 14 days: the document states this end. Runway - "
            "Enterprise rests on it. Without a newer proof and a new decision, productions are "
            "told “not vetted” from 6 January 2027.",
        ),
        (
            thing(
                Matter.EVIDENCE,
                0,
                ends=31,
                title="Order form",
                offerings=("A", "B", "C", "D", "E"),
                others=2,
            ),
            "It counts until today. 7 offerings rest on it: A, B, C, D, E and 2 others. Without a "
            "newer proof and a new decision, productions are told that the first of them is not "
            "vetted from 23 December 2026.",
        ),
        (
            thing(Matter.EVIDENCE, -14, title="Order form", offerings=("A", "B", "C")),
            "It counted until 8 November 2026, 14 days ago. 3 offerings rest on it: A, B and C.",
        ),
        (
            thing(Matter.CONTRACT, 7, ends=38),
            "Our contract ends on 29 November 2026, in 7 days. Without a new decision, "
            "productions are told “not vetted” from 30 December 2026.",
        ),
        (thing(Matter.CONTRACT, 0), "Our contract ends today."),
        (
            thing(Matter.CONTRACT, -7),
            "Our contract ended on 15 November 2026, 7 days ago.",
        ),
        (
            thing(Matter.OVERRIDE, 30, ends=61, **OVERRIDE),
            "The override that the head of post-production answers for ends on 22 December 2026, "
            "in 30 days. Why it was given: “Needed for one shoot.” Without a new decision, "
            "productions are told “not vetted” from 22 January 2027.",
        ),
        (thing(Matter.OVERRIDE, 0), "Its override ends today."),
        (
            thing(Matter.OVERRIDE, -1),
            "Its override ended on 21 November 2026, yesterday.",
        ),
        (
            thing(Matter.SUSPENDED, -7, because="A voice leaked."),
            "Suspended since 15 November 2026, 7 days ago. The reason: “A voice leaked.” "
            "Productions may not use it until somebody lifts the suspension or decides anew.",
        ),
        (
            thing(Matter.NEVER_DECIDED, -14),
            "It came in on 8 November 2026, 14 days ago, and nobody has decided on it yet. Until "
            "somebody decides, productions that ask for it are told “not vetted”.",
        ),
        (
            thing(Matter.NEVER_DECIDED, -30),
            "It came in on 23 October 2026, 30 days ago, and nobody has decided on it yet. Decide "
            "on it now, or ban it because no answer came.",
        ),
        (
            thing(Matter.OPEN_QUESTIONS, -7, because="We wait for the vendor."),
            "Decided as not vetted on 15 November 2026, 7 days ago, because questions were open. "
            "The decision says: “We wait for the vendor.” Until somebody decides, productions "
            "that ask for it are told “not vetted”.",
        ),
    ],
)
def test_a_line_says_what_ends_why_and_what_happens_if_nobody_acts(of: Thing, said: str) -> None:
    assert " ".join(sentences(of, TODAY)) == said


LATE = thing(Matter.REVIEW, -14)
WAS_DUE = "Its review was due on 8 November 2026, 14 days ago."
OFF = Snoozed("Rosa Reyes", day(3), "waits for the report")


@pytest.mark.parametrize(
    ("of", "shared", "said"),
    [
        (replace(LATE, owner="Rosa Reyes"), False, ""),
        (replace(LATE, owner="Rosa Reyes"), True, "Rosa Reyes looks after it."),
        (replace(LATE, owner=None), True, ""),
        (
            replace(LATE, owner=""),
            False,
            "Nobody looks after it yet: name somebody on its page.",
        ),
        (replace(LATE, owner="Rosa Reyes", role=Role.LEAD), False, "Rosa Reyes looks after it."),
        (
            replace(LATE, owner="Rosa Reyes, Paul Prior", role=Role.HEAD),
            False,
            "Rosa Reyes and Paul Prior look after it.",
        ),
        (
            replace(LATE, owner="Rosa Reyes", role=Role.LEAD, snoozed=OFF),
            False,
            "Rosa Reyes looks after it, and put the reminders off until 25 November 2026: “waits "
            "for the report”.",
        ),
        (
            replace(LATE, owner="Paul Prior", role=Role.HEAD, snoozed=OFF),
            False,
            "Paul Prior looks after it. Rosa Reyes put the reminders off until 25 November 2026: "
            "“waits for the report”.",
        ),
    ],
)
def test_others_are_told_with_whom_it_is_and_who_put_it_off(
    of: Thing, shared: bool, said: str
) -> None:
    assert " ".join(sentences(of, TODAY, shared=shared)) == f"{WAS_DUE} {said}".strip()


def test_a_long_reason_is_cut() -> None:
    said = sentences(thing(Matter.SUSPENDED, -7, because="x" * 900), TODAY)[0]
    assert said.endswith("x…”")
    assert len(said) < 400


def test_a_proof_is_called_by_its_title_and_all_else_by_the_offering() -> None:
    assert called(thing(Matter.EVIDENCE, 7, title="Order form")) == "Order form"
    assert called(thing(Matter.OVERRIDE, 7, title="Somebody")) == NAME


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (thing(Matter.REVIEW, 14), "Runway - Enterprise: the review is due in 14 days"),
        (thing(Matter.REVIEW, 0), "Runway - Enterprise: the review is due today"),
        (thing(Matter.REVIEW, -7), "Runway - Enterprise: the review was due 7 days ago"),
        (thing(Matter.EVIDENCE, 1, title="Order form"), "Order form runs out tomorrow"),
        (thing(Matter.EVIDENCE, -1, title="Order form"), "Order form ran out yesterday"),
        (thing(Matter.CONTRACT, 7), "Runway - Enterprise: our contract ends in 7 days"),
        (thing(Matter.CONTRACT, -7), "Runway - Enterprise: our contract ended 7 days ago"),
        (thing(Matter.OVERRIDE, 30), "Runway - Enterprise: the override ends in 30 days"),
        (thing(Matter.OVERRIDE, -7), "Runway - Enterprise: the override ended 7 days ago"),
        (thing(Matter.SUSPENDED, -7), "Runway - Enterprise has been suspended for 7 days"),
        (
            thing(Matter.NEVER_DECIDED, -30),
            "Runway - Enterprise has waited for a first decision for 30 days",
        ),
        (
            thing(Matter.OPEN_QUESTIONS, -1),
            "Runway - Enterprise has had questions open for 1 day",
        ),
    ],
)
def test_the_heading_of_one_thing_says_what_it_is(of: Thing, said: str) -> None:
    assert heading_of_one(of, TODAY) == said
