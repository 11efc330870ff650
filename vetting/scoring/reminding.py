"""When whom to remind of what: the steps of a thing that runs out or waits, and which is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vetting.scoring.policy import Cadence


class Matter(StrEnum):
    """What there is to be reminded of."""

    REVIEW = "review"
    EVIDENCE = "evidence"
    CONTRACT = "contract"
    OVERRIDE = "override"
    SUSPENDED = "suspended"
    NEVER_DECIDED = "never_decided"
    OPEN_QUESTIONS = "open_questions"

    @property
    def runs_out(self) -> bool:
        """It has a last day; the others wait since a day."""
        return self in {Matter.REVIEW, Matter.EVIDENCE, Matter.CONTRACT, Matter.OVERRIDE}


class Role(StrEnum):
    """As what somebody is reminded."""

    OWNER = "owner"
    LEAD = "lead"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of a thing: its name in the log, its day and who gets it."""

    name: str
    on: date
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that runs out on `day`, or has waited since `day`. `key` names it for good.

    The numbers are days before and after that day, as the policy has them.
    """

    matter: Matter
    key: str
    day: date
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All its reminders, the weakest first: each says everything that the ones before said."""
        if not self.matter.runs_out:
            return tuple(_after(self, "chase", _CHASED))
        before = [
            Step(f"before-{days}", self.day - timedelta(days), _ALONE)
            for days in sorted(self.before, reverse=True)
        ]
        due = Step("due", self.day, _WITH_LEAD)
        return (*before, due, *_after(self, "overdue", _OVERDUE))

    def due_step(self, today: date) -> Step | None:
        """The strongest reminder whose day has come; what was missed before it is in it."""
        return next((step for step in reversed(self.steps) if step.on <= today), None)

    def next_step(self, today: date) -> Step | None:
        """The first reminder that is still to come."""
        return next((step for step in self.steps if step.on > today), None)


_ALONE = frozenset({Role.OWNER})
_WITH_LEAD = frozenset({Role.OWNER, Role.LEAD})
_ALL = frozenset(Role)
# From the first such step to the last; those beyond the table go to everybody in it.
_OVERDUE = (_WITH_LEAD, _ALL)
_CHASED = (_ALONE, _WITH_LEAD, _ALL)


def _after(subject: Subject, name: str, roles: Sequence[frozenset[Role]]) -> list[Step]:
    return [
        Step(f"{name}-{days}", subject.day + timedelta(days), roles[min(i, len(roles) - 1)])
        for i, days in enumerate(sorted(subject.after))
    ]


def subject_of(matter: Matter, key: str, day: date, cadence: Cadence, tier: int | None) -> Subject:
    """The thing with the reminders of its tier; without one (a ban) those of the longest ladder."""
    if not matter.runs_out:
        return Subject(matter, key, day, after=cadence.chase_days)
    return Subject(matter, key, day, ladder(cadence, tier), cadence.overdue_days)


def ladder(cadence: Cadence, tier: int | None) -> tuple[int, ...]:
    """Days before, on which whoever looks after it is reminded."""
    if tier is not None:
        return cadence.tiers[tier].reminder_days
    return max((t.reminder_days for t in cadence.tiers.values()), key=lambda days: max(days))
