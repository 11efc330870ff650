"""When whom to remind: ladders by tier, the day itself, overdue and chases; the strongest only."""

from datetime import date, timedelta

import pytest

from tests.vetting.scoring.answer_sets import POLICY
from vetting.scoring.policy import Cadence
from vetting.scoring.reminding import Matter, Role, Subject, ladder, subject_of

DAY = date(2026, 12, 6)
CADENCE: Cadence = POLICY.cadence
OWNER, LEAD, HEAD = Role.OWNER, Role.LEAD, Role.HEAD

AFTER_THE_DAY = [
    ("due", 0, {OWNER, LEAD}),
    ("overdue-7", 7, {OWNER, LEAD}),
    ("overdue-14", 14, {OWNER, LEAD, HEAD}),
    ("overdue-30", 30, {OWNER, LEAD, HEAD}),
]
FROM_30 = [
    ("before-30", -30, {OWNER}),
    ("before-14", -14, {OWNER}),
    ("before-7", -7, {OWNER}),
    ("before-1", -1, {OWNER}),
    *AFTER_THE_DAY,
]
FROM_60 = [("before-60", -60, {OWNER}), *FROM_30]
CHASED = [
    ("chase-7", 7, {OWNER}),
    ("chase-14", 14, {OWNER, LEAD}),
    ("chase-30", 30, {OWNER, LEAD, HEAD}),
]
RUNS_OUT = [Matter.REVIEW, Matter.EVIDENCE, Matter.CONTRACT, Matter.OVERRIDE]
WAITS = [Matter.SUSPENDED, Matter.NEVER_DECIDED, Matter.OPEN_QUESTIONS]


def subject(matter: Matter = Matter.REVIEW, tier: int | None = 2) -> Subject:
    return subject_of(matter, "review:1", DAY, CADENCE, tier)


def after(days: int) -> date:
    return DAY + timedelta(days)


@pytest.mark.parametrize(
    ("matter", "tier", "steps"),
    [
        *((matter, 1, FROM_30) for matter in RUNS_OUT),
        *((matter, tier, FROM_60) for matter in RUNS_OUT for tier in (2, 3, None)),
        *((matter, tier, CHASED) for matter in WAITS for tier in (1, 2, None)),
    ],
)
def test_every_matter_has_the_steps_of_the_table(
    matter: Matter, tier: int | None, steps: list[tuple[str, int, set[Role]]]
) -> None:
    found = subject(matter, tier).steps
    assert [(step.name, step.on, set(step.roles)) for step in found] == [
        (name, after(days), roles) for name, days, roles in steps
    ]


def test_every_matter_either_runs_out_or_waits() -> None:
    assert sorted(RUNS_OUT + WAITS) == sorted(Matter)
    assert [m for m in Matter if m.runs_out] == sorted(RUNS_OUT, key=list(Matter).index)


@pytest.mark.parametrize(
    ("tier", "days"),
    [
        (1, (30, 14, 7, 1)),
        (2, (60, 30, 14, 7, 1)),
        (3, (60, 30, 14, 7, 1)),
        (None, (60, 30, 14, 7, 1)),
    ],
)
def test_a_tier_has_its_ladder_and_a_ban_the_longest(
    tier: int | None, days: tuple[int, ...]
) -> None:
    assert ladder(CADENCE, tier) == days


DUE = [
    # (tier, days after the day) -> the step that is due, the one that comes next
    (2, -61, None, "before-60"),
    (2, -60, "before-60", "before-30"),
    (2, -31, "before-60", "before-30"),
    (1, -31, None, "before-30"),
    (1, -30, "before-30", "before-14"),
    (2, -13, "before-14", "before-7"),
    (2, -7, "before-7", "before-1"),
    (2, -1, "before-1", "due"),
    (2, 0, "due", "overdue-7"),
    (2, 6, "due", "overdue-7"),
    (2, 7, "overdue-7", "overdue-14"),
    (2, 29, "overdue-14", "overdue-30"),
    (2, 30, "overdue-30", None),
    (2, 4000, "overdue-30", None),
]


@pytest.mark.parametrize(("tier", "days", "due", "to_come"), DUE)
def test_the_strongest_step_is_due_until_the_next_one(
    tier: int, days: int, due: str | None, to_come: str | None
) -> None:
    """So a night that was missed is caught up, and of several missed steps one is said."""
    one, today = subject(tier=tier), after(days)
    found, following = one.due_step(today), one.next_step(today)
    assert (found.name if found else None) == due
    assert (following.name if following else None) == to_come


@pytest.mark.parametrize(
    ("days", "due"), [(0, None), (6, None), (7, "chase-7"), (20, "chase-14"), (300, "chase-30")]
)
def test_what_waits_is_chased_from_its_seventh_day_on(days: int, due: str | None) -> None:
    found = subject(Matter.SUSPENDED).due_step(after(days))
    assert (found.name if found else None) == due


@pytest.mark.parametrize("matter", Matter)
def test_a_later_step_is_for_everybody_whom_an_earlier_one_was_for(matter: Matter) -> None:
    """Otherwise somebody whose step was missed would not be told by the stronger one."""
    steps = subject(matter).steps
    assert all(a.roles <= b.roles and a.on < b.on for a, b in zip(steps, steps[1:], strict=False))


def test_another_cadence_is_followed_as_it_is_written() -> None:
    long = Subject(Matter.REVIEW, "review:1", DAY, (3, 90), (5, 10, 20, 40))
    told = [(s.name, (s.on - DAY).days, len(s.roles)) for s in long.steps]
    assert told == [
        ("before-90", -90, 1),
        ("before-3", -3, 1),
        ("due", 0, 2),
        ("overdue-5", 5, 2),
        ("overdue-10", 10, 3),
        ("overdue-20", 20, 3),
        ("overdue-40", 40, 3),
    ]
