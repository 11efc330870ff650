"""Write the two acts that are no verdict: an offering is stopped, or such a stop ends."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Assessment, Decision, Offering, Review
from vetting.scoring.status import Act
from vetting.services.assessments import local_day


def write_stop_or_lift(
    offering: Offering,
    act: Act,
    because: str,
    author: User | None,
    approver: User | None,
    *,
    now: datetime,
    review: Review | None = None,
) -> Decision:
    """The row alone; the caller seals it in the trail and draws the status anew."""
    made = _row(offering, act, because, author, now=now)
    made.approver, made.review = approver, review
    made.save()
    return made


def write_stops(
    stops: Iterable[tuple[Offering, str, Assessment | None]], author: User | None, *, now: datetime
) -> None:
    """Stop each of these for its reason, with the assessment that says so; one query for all."""
    Decision.objects.bulk_create(
        _row(offering, Act.SUSPEND, because, author, now=now, assessment=found)
        for offering, because, found in stops
    )


def _row(
    offering: Offering,
    act: Act,
    because: str,
    author: User | None,
    *,
    now: datetime,
    assessment: Assessment | None = None,
) -> Decision:
    return Decision(
        offering=offering,
        act=act.value,
        because=because,
        assessment=assessment,
        policy=assessment.policy if assessment else None,
        author=author,
        loosens=act is Act.LIFT,
        decided_at=now,
        decided_on=local_day(now),
    )
