"""Decisions and reviews as events: what was published, by whom, and what it changed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from vetting.admin.offering.history.event import Event, Sort, by
from vetting.admin.parts.badges import NOTHING, day
from vetting.admin.parts.trail import Line
from vetting.models import Decision, Review
from vetting.models.days import midnight
from vetting.models.statuses import StatusPeriod
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import StatusReason, Verdict

STOPS = {Act.SUSPEND.value: "Suspended", Act.LIFT.value: "Suspension lifted"}


def decision_events(decisions: Sequence[Decision]) -> list[Event]:
    """`decisions` newest first; the oldest of a longer list is told without what it changed."""
    verdicts = [one for one in decisions if one.act == Act.DECIDE.value]
    before = {new.pk: old for new, old in pairwise(verdicts)}
    return [_decision(one, before.get(one.pk)) for one in decisions]


def _decision(one: Decision, before: Decision | None) -> Event:
    decides = one.act == Act.DECIDE.value
    return Event(
        one.decided_at,
        Sort.DECISION if decides else Sort.STOP,
        "Decided" if decides else STOPS[one.act],
        one.verdict,
        one.get_verdict_display(),
        _people(one),
        one.because,
        tuple(_lines(one, before)) if decides else (),
    )


def _people(one: Decision) -> str:
    author = by(one.author)
    if one.approver is not None:
        return f"{author}, approved by {one.approver}"
    return f"{author} alone" if one.author is not None else author


def _lines(one: Decision, before: Decision | None) -> Iterator[Line]:
    """What it changed against the decision before; all that it says where there was none."""
    if before is not None and before.verdict != one.verdict:
        yield Line("Verdict", before.get_verdict_display(), one.get_verdict_display())
    held = _texts(before) if before is not None else []
    given = _texts(one)
    yield from (Line("New condition", "", text) for text in given if text not in held)
    yield from (Line("Condition dropped", text, "") for text in held if text not in given)
    yield from _changed("May be given", before, one, "get_ceiling_display")
    yield from _changed("Valid until", before, one, "valid_until")
    if one.policy_id is not None and before is not None and before.policy_id != one.policy_id:
        yield Line("Policy", str(before.policy), str(one.policy))
    if one.override:
        yield Line("Override", "", overridden(one.override))
    elif before is not None and before.override:
        yield Line("Override", overridden(before.override), "")


def _changed(what: str, before: Decision | None, one: Decision, name: str) -> Iterator[Line]:
    was, now = _read(before, name) if before is not None else "", _read(one, name)
    if was != now:
        yield Line(what, was, now)


def _read(one: Decision, name: str) -> str:
    value = getattr(one, name)
    if callable(value):
        return str(value())
    return "no last day" if day(value) == NOTHING else day(value)


def _texts(one: Decision) -> list[str]:
    return [condition["text"] for condition in one.conditions]


def overridden(override: Any) -> str:
    said = {name: str(text).rstrip(" .") for name, text in override.items()}
    return (
        f"{said['reason']}. For: {said['scope']}. Risk owner: {said['risk_owner']}. "
        f"Until {said['ends_on']}."
    )


def review_events(reviews: Iterable[Review], *, with_proposals: bool) -> Iterator[Event]:
    """Opened, and closed without a decision; a decision tells of itself.

    A proposal that was sent back leaves no trace in its review, so whoever may read the audit
    trail is told of proposals from there (`with_proposals` is false).
    """
    for review in reviews:
        opened = by(review.opened_by)
        yield Event(review.opened_at, Sort.REVIEW, "Review opened", who=opened, why=review.because)
        if with_proposals and review.proposed_at is not None:
            yield _proposal(review, review.proposed_at)
        if review.state == Review.State.WITHDRAWN and review.closed_at is not None:
            yield Event(review.closed_at, Sort.REVIEW, "Review closed without a decision")


def _proposal(review: Review, at: Any) -> Event:
    return Event(
        at,
        Sort.REVIEW,
        "Proposed" if review.proposed_verdict else "Proposed to lift the suspension",
        review.proposed_verdict,
        review.get_proposed_verdict_display(),
        by(review.proposed_by),
        str(review.proposal.get("because", "")),
    )


def status_events(periods: Iterable[StatusPeriod]) -> Iterator[Event]:
    """What the calendar or an offering below changed in what is published; nobody decided it."""
    for period in periods:
        lapsed = period.reason == StatusReason.LAPSED.value
        yield Event(
            midnight(period.starts_on),
            Sort.STATUS,
            "Lapsed" if lapsed else "Follows what it runs on",
            period.status,
            Verdict(period.status).label,
            "the calendar" if lapsed else "the chain",
            period.because,
            whole_day=True,
        )
