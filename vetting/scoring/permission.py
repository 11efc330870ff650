"""Whether people may decide this: what loosens, and what an override may never do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vetting.scoring.assessment import Assessment, ceiling_of
from vetting.scoring.evidence import add_period
from vetting.scoring.judgement import Point
from vetting.scoring.policy import Policy
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, Principle, State, Verdict


@dataclass(frozen=True, slots=True)
class Override:
    """A departure from the computed verdict: why, for what, who carries the risk, until when."""

    reason: str
    risk_owner: str
    scope: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A verdict that somebody wants to publish."""

    verdict: Verdict
    ceiling: Ceiling
    conditions: tuple[Point, ...]
    valid_until: date | None


def loosens(before: Status, after: Proposal) -> tuple[str, ...]:
    """Why publishing `after` would loosen what is published; empty when it only tightens.

    Anything named here needs a second person.
    """
    if after.verdict is Verdict.BANNED:
        return ()
    if after.verdict.rank > before.verdict.rank:
        was, will = before.verdict.label.lower(), after.verdict.label.lower()
        return (f"it goes from {was} to {will}",)
    if not after.verdict.usable:
        return ()
    found = []
    dropped = _subjects(before.conditions) - _subjects(after.conditions)
    if before.verdict is after.verdict and dropped:
        found.append(f"it drops the condition on {', '.join(sorted(dropped))}")
    if after.ceiling.rank > before.ceiling.rank:
        found.append(f"it allows {after.ceiling.label.lower()}")
    if before.valid_until and (after.valid_until is None or after.valid_until > before.valid_until):
        found.append(f"it is valid beyond {before.valid_until.isoformat()}")
    return tuple(found)


def _subjects(conditions: tuple[Point, ...]) -> set[str]:
    """What each condition is about: its criterion, or its own words where it has none."""
    return {p.criterion or f'"{p.text.rstrip(".")}"' for p in conditions}


def decided_ceiling(assessment: Assessment, verdict: Verdict, policy: Policy) -> Ceiling:
    """How sensitive the material may be under a decided verdict.

    A verdict looser than the computed one never raises the computed ceiling; a ban that is
    overridden serves non-sensitive material only.
    """
    if verdict.usable and verdict.rank > assessment.verdict.rank:
        return assessment.ceiling if assessment.verdict.usable else Ceiling.NON_SENSITIVE
    anything_open = bool(assessment.open_questions)
    return ceiling_of(verdict, assessment.scores[Principle.P3], anything_open, policy)


def decision_problems(
    assessment: Assessment, verdict: Verdict, override: Override | None, policy: Policy, today: date
) -> tuple[str, ...]:
    """Every reason why this verdict may not be decided on this assessment; empty when it may."""
    found = never(assessment, verdict, policy)
    if found:
        return found
    if override is not None:
        problems = limit_problems(assessment, verdict, override, policy, today)
        return tuple(sentence for _, sentence in problems)
    if verdict.rank <= assessment.verdict.rank:
        return ()
    computed, wanted = assessment.verdict.label.lower(), verdict.label.lower()
    return (
        f"The rules say {computed}; to publish {wanted} give an override with its reason, "
        "scope, risk owner and end date.",
    )


def never(assessment: Assessment, verdict: Verdict, policy: Policy) -> tuple[str, ...]:
    """What no override can do. A ban that rests on principle 3 alone may become conditional."""
    if not verdict.usable or verdict.rank <= assessment.verdict.rank:
        return ()
    found = []
    knock_outs = [j for j in assessment.judgements if j.state is State.KNOCK_OUT]
    for row in knock_outs:
        if verdict is Verdict.APPROVED or row.criterion.principle is Principle.P2:
            found.append(
                f"{row.criterion.title} is a knock-out: no override can make this offering "
                f"{verdict.label.lower()}."
            )
    unanswered = [q.criterion for q in assessment.open_questions if q.gating]
    if unanswered:
        found.append(
            "An override cannot stand in for an unanswered question: answer "
            f"{', '.join(unanswered)} first."
        )
        return tuple(found)
    return (*found, *_floor_problems(assessment, verdict, policy))


def _floor_problems(assessment: Assessment, verdict: Verdict, policy: Policy) -> Iterator[str]:
    p2, p3 = (policy.ban_below[p] for p in (Principle.P2, Principle.P3))
    if assessment.scores[Principle.P2] < p2:
        yield f"A principle 2 score below {p2} cannot be overridden."
    if assessment.scores[Principle.P3] < p3 and verdict is Verdict.APPROVED:
        yield f"A principle 3 score below {p3} can be overridden to conditional at best."


def last_override_day(
    assessment: Assessment, verdict: Verdict, policy: Policy, today: date
) -> date:
    """The last day on which an override to this verdict may end."""
    looser = verdict.rank > assessment.verdict.rank
    return add_period(today, policy.override.looser if looser else policy.override.stricter)


def limit_problems(
    assessment: Assessment, verdict: Verdict, override: Override, policy: Policy, today: date
) -> tuple[tuple[str, str], ...]:
    """What this override lacks or exceeds, each with the part of it that it is about."""
    found = []
    for name in ("reason", "risk_owner", "scope"):
        if not getattr(override, name).strip():
            found.append((name, f"An override needs a {name.replace('_', ' ')}."))
    last = last_override_day(assessment, verdict, policy, today)
    if not today < override.ends_on <= last:
        found.append(
            (
                "ends_on",
                f"An override must end after today and by {last.isoformat()}, "
                f"not on {override.ends_on.isoformat()}.",
            )
        )
    return tuple(found)
