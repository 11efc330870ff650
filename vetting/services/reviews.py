"""Reviews: open one, send its proposal back, close it. One is open per offering."""

from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Review
from vetting.services.audit import one_at_a_time, record_act, record_acts
from vetting.services.consequences import open_review_quietly
from vetting.services.permissions import require
from vetting.services.refusals import Refused

UNDER_WAY = (Review.State.OPEN, Review.State.PROPOSED)


@one_at_a_time
def open_review(*, offering: Offering, because: str, by: User | None, now: datetime) -> Review:
    """The review that is under way for this offering; opened if there is none."""
    acts = open_review_quietly(offering, because=because, by=by, now=now)
    if acts:
        record_acts(acts, by=by, now=now)
    return Review.objects.select_for_update().get(offering=offering, state__in=UNDER_WAY)


@one_at_a_time
def send_back(*, review: Review, because: str, by: User, now: datetime) -> Review:
    """Return a proposal to its author with a comment, or take one's own proposal back."""
    require(by, "vetting.propose_decision" if review.proposed_by_id == by.pk else APPROVE)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.state != Review.State.PROPOSED:
        raise Refused([("", "There is no proposal to send back.")])
    if not because.strip():
        raise Refused([("because", "Say what is missing, so that the next proposal is better.")])
    before = dict(review.proposal)
    review.state = Review.State.OPEN
    review.proposed_act, review.proposed_verdict, review.proposal = "", "", {}
    review.proposed_by, review.proposed_at = None, None
    review.save()
    record_act(
        act="sent a proposal back",
        subject=review.offering,
        by=by,
        now=now,
        because=because,
        before=before,
    )
    return review


APPROVE = "vetting.approve_decision"


def close_review(review: Review, state: Review.State, *, now: datetime) -> None:
    """End a review; part of the act that ends it."""
    review.state, review.closed_at = state, now
    review.save(update_fields=["state", "closed_at"])
