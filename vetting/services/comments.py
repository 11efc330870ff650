"""Add to what is said on a review: every line names who said it, and when; none is ever changed."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Review, ReviewComment


def add_comment(
    review: Review,
    what: ReviewComment.What,
    text: str,
    *,
    by: User | None,
    now: datetime,
    proposal: Mapping[str, object] | None = None,
) -> ReviewComment:
    """One line of the thread; part of the act that says it."""
    return ReviewComment.objects.create(
        review=review, what=what, text=text.strip(), by=by, at=now, proposal=dict(proposal or {})
    )


def note_another_reason(review: Review, because: str, *, by: User | None, now: datetime) -> None:
    """A review that is open already learns of one more reason why it would have been opened."""
    said = {review.because, *review.comments.values_list("text", flat=True)}
    if because.strip() and because.strip() not in said:
        add_comment(review, ReviewComment.What.NOTED, because, by=by, now=now)


def proposal_of(review: Review) -> dict[str, object]:
    """The proposal with its act and verdict, to be kept when it goes back."""
    return {"act": review.proposed_act, "verdict": review.proposed_verdict, **review.proposal}
