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


def note_other_reasons(reasons: Mapping[Review, str], *, by: User | None, now: datetime) -> None:
    """Reviews that are open already learn of one more reason why they would have been opened.

    Two queries for all of them, none where there are none.
    """
    said = {review: {review.because} for review in reasons}
    for line in ReviewComment.objects.filter(review__in=reasons).select_related("review"):
        said[line.review].add(line.text)
    ReviewComment.objects.bulk_create(
        ReviewComment(
            review=review, what=ReviewComment.What.NOTED, text=because.strip(), by=by, at=now
        )
        for review, because in reasons.items()
        if because.strip() and because.strip() not in said[review]
    )


def proposal_of(review: Review) -> dict[str, object]:
    """The proposal with its act and verdict, to be kept when it goes back."""
    return {"act": review.proposed_act, "verdict": review.proposed_verdict, **review.proposal}
