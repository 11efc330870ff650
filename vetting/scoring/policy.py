"""What a policy is: one released version of the rules, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from vetting.scoring.vocabulary import (
    AnswerType,
    Deployment,
    Effect,
    Kind,
    Principle,
    State,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months or in days, never both."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """What evidence of one strength can carry.

    `credit_cap` limits the credit of any answer; `gating` says whether it can prove a gating
    answer at all; `condition` is what it costs a gating answer that it does prove.
    """

    key: str
    credit_cap: Decimal
    gating: bool
    condition: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """One sort of proof: its grade, from which day it counts and how long.

    `proves_good` is false where such a proof may only ever count against an offering.
    `at_most` caps the end date that a proof states for itself.
    """

    key: str
    code: str
    label: str
    help: str
    grade: Grade
    counts_from_document: bool
    validity: Period
    at_most: Period | None
    proves_good: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One possible answer, or one step of a ladder of days, with what it is worth.

    `text` is the condition or the note that the answer adds; `standing_term` goes with a good
    answer. `up_to` is the last day of a step (None on the last step and on choices).
    `strict` is the state and the text under the policy's strict storage switch.
    """

    key: str
    label: str
    credit: Decimal
    state: State
    text: str
    standing_term: str = ""
    up_to: int | None = None
    strict: tuple[State, str] | None = None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The same question in another framework; ids mean something only with their version."""

    framework: str
    version: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the catalogue. `values` run from the best to the worst."""

    key: str
    principle: Principle
    title: str
    question: str
    help: str
    why: str
    missing: str
    weight: Decimal
    gating: bool
    effect: Effect
    answer_type: AnswerType
    values: tuple[Value, ...]
    applies_to: frozenset[Deployment]
    proof: tuple[str, ...]
    crosswalk: tuple[Crosswalk, ...]

    def applies(self, kind: Kind) -> bool:
        return kind.deployment in self.applies_to


@dataclass(frozen=True, slots=True)
class Tier:
    """How often a sort of offering is looked at again."""

    number: int
    label: str
    months: int
    reminder_days: tuple[int, ...]
    light_check: str


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a verdict is looked at again, and how long it outlives its last day."""

    grace_days: int
    overdue_days: tuple[int, ...]
    chase_days: tuple[int, ...]
    banned_months: int
    banned_not_before_days: int
    tiers: Mapping[int, Tier]
    tier_1_kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class OverrideLimits:
    """How long people may depart from the computed verdict."""

    looser: Period
    stricter: Period


@dataclass(frozen=True, slots=True)
class Policy:
    """One immutable version of the rules."""

    version: str
    title: str
    summary: str
    notice: str
    strict_storage: bool
    approve_from: Mapping[Principle, Decimal]
    ban_below: Mapping[Principle, Decimal]
    unreleased_from_p3: Decimal
    prefilled: Mapping[Kind, Mapping[str, str]]
    criteria: Mapping[str, Criterion]
    evidence_kinds: Mapping[str, EvidenceKind]
    grades: Mapping[str, Grade]
    cadence: Cadence
    override: OverrideLimits

    def applicable(self, kind: Kind) -> tuple[Criterion, ...]:
        """The criteria that count for this deployment kind, in the policy's order."""
        return tuple(c for c in self.criteria.values() if c.applies(kind))
