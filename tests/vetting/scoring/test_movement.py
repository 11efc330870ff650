"""Which way a status moves for whoever goes by it: verdict, then ceiling, then conditions."""

from dataclasses import replace
from datetime import date

import pytest

from vetting.scoring.judgement import Point
from vetting.scoring.movement import Movement, movement
from vetting.scoring.status import NEVER_DECIDED, Status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

LOOSENED, TIGHTENED = Movement.LOOSENED, Movement.TIGHTENED
SSO, LOG = Point("identity_sso", "Enforce single sign-on."), Point("audit_log", "Keep the log.")


def told(verdict: Verdict, ceiling: Ceiling, *conditions: Point) -> Status:
    return Status(verdict, StatusReason.DECIDED, "As decided.", ceiling, conditions)


APPROVED = told(Verdict.APPROVED, Ceiling.UNRELEASED)
WIDE = told(Verdict.CONDITIONAL, Ceiling.UNRELEASED, SSO)
NARROW = told(Verdict.CONDITIONAL, Ceiling.NON_SENSITIVE, SSO)
BANNED = told(Verdict.BANNED, Ceiling.NONE)
LAPSED = replace(NEVER_DECIDED, reason=StatusReason.LAPSED)
BOTH, OTHER = replace(WIDE, conditions=(SSO, LOG)), replace(WIDE, conditions=(LOG,))
REWORDED = replace(WIDE, conditions=(replace(SSO, text="Enforce it for guests too."),))

MOVES = [
    ("first approval", NEVER_DECIDED, APPROVED, LOOSENED),
    ("an approval lapses", APPROVED, LAPSED, TIGHTENED),
    ("a ban", APPROVED, BANNED, TIGHTENED),
    ("a ban of what nobody could use", NEVER_DECIDED, BANNED, TIGHTENED),
    ("a ban is lifted", BANNED, NEVER_DECIDED, LOOSENED),
    ("conditions are put on an approval", APPROVED, WIDE, TIGHTENED),
    ("less may go in", WIDE, NARROW, TIGHTENED),
    ("more may go in", NARROW, WIDE, LOOSENED),
    ("less may go in, and a condition falls", BOTH, NARROW, TIGHTENED),
    ("one condition more", WIDE, BOTH, TIGHTENED),
    ("one condition less", BOTH, WIDE, LOOSENED),
    ("one for another", WIDE, OTHER, TIGHTENED),
    ("the same criterion in other words", WIDE, REWORDED, TIGHTENED),
    ("the order of conditions", BOTH, replace(BOTH, conditions=(LOG, SSO)), None),
    ("another reason", NEVER_DECIDED, LAPSED, None),
    ("another last day", WIDE, replace(WIDE, valid_until=date(2027, 1, 1)), None),
    ("other words for the same", WIDE, replace(WIDE, because="Looked at again."), None),
    ("the ceiling of a ban", BANNED, replace(BANNED, ceiling=Ceiling.UNRELEASED), None),
    ("the conditions of a ban", BANNED, replace(BANNED, conditions=(SSO,)), None),
    ("nothing", APPROVED, APPROVED, None),
]


@pytest.mark.parametrize(
    ("before", "after", "moved"), [m[1:] for m in MOVES], ids=[m[0] for m in MOVES]
)
def test_a_status_moves_one_way_or_not_at_all(
    before: Status, after: Status, moved: Movement | None
) -> None:
    assert movement(before, after) == moved


STATUSES = [APPROVED, WIDE, NARROW, BOTH, BANNED, NEVER_DECIDED, LAPSED]


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_what_tightens_one_way_loosens_on_the_way_back(before: Status, after: Status) -> None:
    there, back = movement(before, after), movement(after, before)
    assert {there, back} in ({None}, {LOOSENED, TIGHTENED})
