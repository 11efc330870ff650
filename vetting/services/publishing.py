"""Write a decision, seal it in the trail and draw the status that readers are told from now on."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.contrib.auth.models import User

from vetting.models import Decision, Offering, Review
from vetting.scoring import status as scoring
from vetting.scoring.outcome import points
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import local_day
from vetting.services.audit import Act, record_acts
from vetting.services.drafts import Draft
from vetting.services.reviews import close_review
from vetting.services.statuses import redraw_statuses


def write_verdict(
    offering: Offering,
    worked_out: Draft,
    because: str,
    author: User | None,
    approver: User | None,
    *,
    override: Override | None,
    now: datetime,
    review: Review | None = None,
) -> Decision:
    return Decision.objects.create(
        offering=offering,
        act=scoring.Act.DECIDE.value,
        verdict=worked_out.proposal.verdict.value,
        ceiling=worked_out.proposal.ceiling.value,
        conditions=points(worked_out.proposal.conditions),
        because=because,
        assessment=worked_out.assessment,
        policy=worked_out.assessment.policy,
        review=review,
        author=author,
        approver=approver,
        loosens=bool(worked_out.loosens),
        decided_at=now,
        decided_on=local_day(now),
        review_due_on=worked_out.validity.review_due_on,
        valid_until=worked_out.validity.valid_until,
        grace_days=worked_out.grace_days,
        tier=worked_out.validity.tier,
        override=override_as_data(override),
    )


def publish(
    decision: Decision, review: Review | None, *, by: User | None, now: datetime
) -> Decision:
    """Close the review, seal the act and draw the status that readers are told from now on."""
    if review is not None:
        close_review(review, Review.State.DECIDED, now=now)
    publish_all([decision], by=by, now=now)
    return decision


def publish_all(decisions: Sequence[Decision], *, by: User | None, now: datetime) -> None:
    """Seal these acts and draw the statuses of all of them in one go."""
    record_acts([_sealed(decision) for decision in decisions], by=by, now=now)
    redraw_statuses([decision.offering for decision in decisions], now=now)


def _sealed(decision: Decision) -> Act:
    after = {
        "decision": decision.pk,
        "verdict": decision.verdict,
        "author": decision.author.get_username() if decision.author else None,
        "approver": decision.approver.get_username() if decision.approver else None,
        "valid_until": decision.valid_until,
        "override": decision.override,
    }
    return Act(_done(decision), decision.offering, decision.because, after=after)


def _done(decision: Decision) -> str:
    if decision.act == scoring.Act.DECIDE.value:
        return f"decided {Verdict(decision.verdict).label.lower()}"
    return "suspended" if decision.act == scoring.Act.SUSPEND.value else "lifted the suspension"


def override_as_data(override: Override | None) -> dict[str, object] | None:
    return {**asdict(override), "ends_on": override.ends_on.isoformat()} if override else None


def override_from_data(plain: dict[str, str] | None) -> Override | None:
    if not plain:
        return None
    return Override(
        reason=plain["reason"],
        risk_owner=plain["risk_owner"],
        scope=plain["scope"],
        ends_on=date.fromisoformat(plain["ends_on"]),
    )
