"""The heading of a digest with several things: the most pressing first. Pure: no database."""

from __future__ import annotations

import pytest

from vetting.reminders.words.groups import Counts, Group
from vetting.reminders.words.heading import heading
from vetting.scoring.reminding import Matter

R, E, C, O = Matter.REVIEW, Matter.EVIDENCE, Matter.CONTRACT, Matter.OVERRIDE  # noqa: E741
S, N, Q = Matter.SUSPENDED, Matter.NEVER_DECIDED, Matter.OPEN_QUESTIONS


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({(Group.OVERDUE, R): 2}, "2 reviews are overdue"),
        ({(Group.OVERDUE, E): 2}, "2 proofs have run out"),
        ({(Group.OVERDUE, C): 2}, "2 contracts have ended"),
        ({(Group.OVERDUE, O): 2}, "2 overrides have ended"),
        ({(Group.OVERDUE, R): 1, (Group.OVERDUE, E): 1}, "2 things are overdue"),
        ({(Group.TODAY, R): 3}, "3 reviews are due today"),
        ({(Group.WEEK, E): 3}, "3 proofs run out within 7 days"),
        ({(Group.FORTNIGHT, C): 3}, "3 contracts end within 14 days"),
        ({(Group.MONTH, O): 3}, "3 overrides end within 30 days"),
        ({(Group.MONTHS, R): 1, (Group.MONTHS, C): 2}, "3 things are due within 60 days"),
        ({(Group.AHEAD, R): 2}, "2 reviews are due in more than 60 days"),
        ({(Group.WAITING, S): 2}, "2 offerings are suspended"),
        ({(Group.WAITING, N): 2}, "2 offerings were never decided"),
        ({(Group.WAITING, Q): 2}, "2 offerings have questions open"),
        ({(Group.WAITING, S): 1, (Group.WAITING, N): 1}, "2 offerings wait for a decision"),
        ({(Group.LEAD, R): 2}, "2 things in your team are due or late"),
        ({(Group.HEAD, R): 2}, "2 things have been late for weeks"),
        (
            {(Group.WEEK, R): 3, (Group.OVERDUE, R): 1, (Group.OVERDUE, E): 1},
            "2 things are overdue, 3 reviews are due within 7 days",
        ),
        (
            {(Group.HEAD, R): 4, (Group.TODAY, R): 1, (Group.WEEK, E): 1, (Group.WAITING, N): 4000},
            "1 review is due today, 1 proof runs out within 7 days, and 4,004 more",
        ),
    ],
)
def test_the_heading_names_the_most_pressing_and_counts_the_rest(counts: Counts, said: str) -> None:
    assert heading(counts) == said
