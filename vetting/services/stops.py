"""Write the two acts that are no verdict: an offering is stopped, or such a stop ends."""

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
    assessment: Assessment | None = None,
    review: Review | None = None,
) -> Decision:
    """The row alone; the caller seals it in the trail and draws the status anew."""
    return Decision.objects.create(
        offering=offering,
        act=act.value,
        because=because,
        assessment=assessment,
        policy=assessment.policy if assessment else None,
        review=review,
        author=author,
        approver=approver,
        loosens=act is Act.LIFT,
        decided_at=now,
        decided_on=local_day(now),
    )
