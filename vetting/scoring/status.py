"""What a reader is told on a day: status from decisions, the chain below and the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from vetting.scoring.judgement import Point
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

# A status of one of these is explained by the assessment that its decision rests on.
DECIDED = (StatusReason.DECIDED, StatusReason.OPEN_QUESTIONS)


class Act(StrEnum):
    """What a decision does: sets a verdict, stops the offering, or ends such a stop."""

    DECIDE = "decide"
    SUSPEND = "suspend"
    LIFT = "lift"


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """What counts of a decision when a status is drawn. `id` orders decisions of one day."""

    id: int
    act: Act
    decided_on: date
    verdict: Verdict = Verdict.NOT_VETTED
    ceiling: Ceiling = Ceiling.NONE
    conditions: tuple[Point, ...] = ()
    review_due_on: date | None = None
    valid_until: date | None = None
    grace_days: int = 0
    because: str = ""

    def last_usable_day(self) -> date | None:
        """The last day before it lapses; None for a verdict that does not lapse."""
        if not self.verdict.usable or self.valid_until is None:
            return None
        return self.valid_until + timedelta(self.grace_days)


@dataclass(frozen=True, slots=True)
class Status:
    """What a reader is told. `decision` is the id of the verdict it rests on, if any.

    `upstream_decision` is that of the offering below which its status comes from, if it does.
    """

    verdict: Verdict
    reason: StatusReason
    because: str
    ceiling: Ceiling = Ceiling.NONE
    conditions: tuple[Point, ...] = ()
    decision: int | None = None
    review_due_on: date | None = None
    valid_until: date | None = None
    upstream_decision: int | None = None

    @property
    def usable(self) -> bool:
        return self.verdict.usable

    def same_for_readers(self, other: "Status") -> bool:
        """Whether somebody who goes by this status may go by the other without a change."""
        return _counting(self) == _counting(other)

    @property
    def explained_by(self) -> int | None:
        """The decision whose reasons explain this status: its own, or one below in the chain."""
        if self.reason is StatusReason.UPSTREAM:
            return self.upstream_decision
        return self.decision if self.reason in DECIDED else None


def _counting(told: Status) -> tuple[object, ...]:
    return told.verdict, told.reason, told.ceiling, told.conditions, told.valid_until


NEVER_DECIDED = Status(
    Verdict.NOT_VETTED, StatusReason.NEVER_DECIDED, "Nobody has decided on it yet."
)


@dataclass(frozen=True, slots=True)
class Link:
    """An offering that this one runs on, with its status on the day asked for."""

    slug: str
    name: str
    status: Status


def status(decisions: Iterable[DecisionFact], chain: Iterable[Link], today: date) -> Status:
    """The status on `today`: the newest decision in force, then the worst link of the chain.

    Decisions made after `today` do not count, so any past day can be asked for. `chain` holds the
    offerings that this one runs on directly, each with its own (already chained) status.
    """
    return _chained(_own(decisions, today), list(chain))


def _own(decisions: Iterable[DecisionFact], today: date) -> Status:
    past = sorted((d for d in decisions if d.decided_on <= today), key=_order)
    verdicts = [d for d in past if d.act is Act.DECIDE]
    if not past:
        return NEVER_DECIDED
    newest = past[-1]
    stopped = newest.act is Act.SUSPEND and not (
        verdicts and verdicts[-1].verdict is Verdict.BANNED
    )
    if stopped:
        because = f"Suspended on {newest.decided_on.isoformat()}: {newest.because}"
        return Status(
            Verdict.NOT_VETTED,
            StatusReason.SUSPENDED,
            because,
            decision=verdicts[-1].id if verdicts else None,
        )
    if not verdicts:
        return NEVER_DECIDED
    return _of_verdict(verdicts[-1], today)


def _of_verdict(decision: DecisionFact, today: date) -> Status:
    last = decision.last_usable_day()
    if last is not None and today > last:
        because = (
            f"The decision of {decision.decided_on.isoformat()} held until "
            f"{decision.valid_until:%Y-%m-%d} and has lapsed."
        )
        return Status(
            Verdict.NOT_VETTED,
            StatusReason.LAPSED,
            because,
            decision=decision.id,
            review_due_on=decision.review_due_on,
            valid_until=decision.valid_until,
        )
    undecided = decision.verdict is Verdict.NOT_VETTED
    return Status(
        verdict=decision.verdict,
        reason=StatusReason.OPEN_QUESTIONS if undecided else StatusReason.DECIDED,
        because=decision.because,
        ceiling=decision.ceiling,
        conditions=decision.conditions if decision.verdict.usable else (),
        decision=decision.id,
        review_due_on=decision.review_due_on,
        valid_until=decision.valid_until,
    )


def _chained(own: Status, chain: list[Link]) -> Status:
    """The worst link of the chain, with the conditions of every link."""
    if not chain:
        return own
    worst = min(chain, key=lambda link: (link.status.verdict.rank, link.slug))
    if worst.status.verdict.rank < own.verdict.rank:
        told = worst.status.verdict.label.lower()
        because = f"It runs on {worst.name}, which is {told}: {worst.status.because}"
        return replace(
            own,
            verdict=worst.status.verdict,
            reason=StatusReason.UPSTREAM,
            because=because,
            ceiling=_lowest_ceiling(own, chain),
            conditions=_union(own, chain) if worst.status.usable else (),
            valid_until=_earliest(own, chain) if worst.status.usable else None,
            upstream_decision=worst.status.explained_by,
        )
    if not own.usable:
        return own
    return replace(
        own,
        ceiling=_lowest_ceiling(own, chain),
        conditions=_union(own, chain),
        valid_until=_earliest(own, chain),
    )


def _lowest_ceiling(own: Status, chain: list[Link]) -> Ceiling:
    return min([own.ceiling, *(link.status.ceiling for link in chain)], key=lambda c: c.rank)


def _union(own: Status, chain: list[Link]) -> tuple[Point, ...]:
    every: dict[tuple[str, str], Point] = {}
    for point in (*own.conditions, *(p for link in chain for p in link.status.conditions)):
        every.setdefault((point.criterion, point.text), point)
    return tuple(every.values())


def _earliest(own: Status, chain: list[Link]) -> date | None:
    days = [own.valid_until, *(link.status.valid_until for link in chain)]
    return min((d for d in days if d is not None), default=None)


def _order(decision: DecisionFact) -> tuple[date, int]:
    return decision.decided_on, decision.id
