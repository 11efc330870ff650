"""Reviews, one under way per offering: open, comment, send the proposal back, withdraw."""

from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Review, ReviewComment
from vetting.models.decisions import UNDER_WAY
from vetting.services.audit import one_at_a_time, record_act, record_acts
from vetting.services.comments import add_comment, proposal_of
from vetting.services.meanwhile import DECISION, REVIEW, refuse_if_overtaken
from vetting.services.opening import open_reviews
from vetting.services.permissions import require, require_any
from vetting.services.refusals import Refused, refuse_if
from vetting.services.withdrawals import what_it_would_hide

PROPOSE, APPROVE = "vetting.propose_decision", "vetting.approve_decision"
STOP = "vetting.stop_offering"
What = ReviewComment.What


@one_at_a_time
def open_review(*, offering: Offering, because: str, by: User | None, now: datetime) -> Review:
    """The review that is under way for this offering; opened if there is none.

    Part of another act; a person who opens one by hand uses `start_review`.
    """
    acts = open_reviews({offering: because}, by=by, now=now)
    if acts:
        record_acts(acts, by=by, now=now)
    return Review.objects.select_for_update().get(offering=offering, state__in=UNDER_WAY)


@one_at_a_time
def start_review(
    *, offering: Offering, because: str, by: User, now: datetime, seen: str | None = None
) -> Review:
    """Open a review by hand. Raises Refused where one is open already."""
    require(by, PROPOSE)
    refuse_if_overtaken(offering, seen, DECISION, REVIEW)
    _reason_given(because, "Say why somebody should look at it.")
    held = under_way_of(offering)
    if held is not None:
        why = f"“{held.because}”"
        refuse_if([f"A review is open already, because of {why}. Add a comment to it instead."])
    return open_review(offering=offering, because=because.strip(), by=by, now=now)


@one_at_a_time
def comment(*, review: Review, text: str, by: User, now: datetime) -> ReviewComment:
    """Say something on a review that is under way. Raises Refused."""
    require_any(by, [PROPOSE, APPROVE], "You may not comment on reviews; ask an analyst.")
    review = _held(review)
    if review.state not in UNDER_WAY:
        refuse_if([f"This review is {review.state}; nothing is added to it any more."])
    _reason_given(text, "Write the comment first.", "text")
    said = add_comment(review, What.COMMENT, text, by=by, now=now)
    record_act(
        act="commented on the review", subject=review.offering, by=by, now=now, because=said.text
    )
    return said


@one_at_a_time
def send_back(
    *, review: Review, because: str, by: User, now: datetime, seen: str | None = None
) -> Review:
    """Return a proposal to its author with a comment, or take one's own proposal back."""
    mine = review.proposed_by_id == by.pk
    sentence = "Only its author or an approver may send a proposal back."
    require_any(by, [PROPOSE if mine else APPROVE], sentence)
    review = _held(review)
    refuse_if_overtaken(review.offering, seen, DECISION, REVIEW)
    if review.state != Review.State.PROPOSED:
        raise Refused([("", "There is no proposal to send back.")])
    _reason_given(because, "Say what is missing, so that the next proposal is better.")
    author, before, mine = review.proposed_by, dict(review.proposal), review.proposed_by == by
    what = What.TAKEN_BACK if mine else What.SENT_BACK
    add_comment(review, what, because, by=by, now=now, proposal=proposal_of(review))
    _clear_proposal(review)
    if not mine:
        review.returned_to, review.returned_at = author, now
    review.save()
    act = "took the proposal back" if mine else "sent a proposal back"
    record_act(
        act=act, subject=review.offering, by=by, now=now, because=because.strip(), before=before
    )
    return review


@one_at_a_time
def withdraw_review(
    *, review: Review, because: str, by: User, now: datetime, seen: str | None = None
) -> Review:
    """Close a review without a decision. Raises Refused where that would hide something.

    The proposal of whoever withdraws it is taken back with it; somebody else's has to go first.
    """
    allowed = [PROPOSE, STOP] if review.opened_by_id == by.pk else [PROPOSE]
    require_any(by, allowed, "Only an analyst, or who opened it, may withdraw a review.")
    review = _held(review)
    refuse_if_overtaken(review.offering, seen, DECISION, REVIEW)
    if review.state not in UNDER_WAY:
        refuse_if([f"This review is {review.state} already."])
    if review.state == Review.State.PROPOSED and review.proposed_by != by:
        refuse_if([f"A proposal of {review.proposed_by} waits in it: that has to go back first."])
    _reason_given(because, "Say why nothing has to be decided.")
    refuse_if(what_it_would_hide(review.offering, now=now))
    before = dict(review.proposal)
    proposed = proposal_of(review) if review.state == Review.State.PROPOSED else None
    add_comment(review, What.WITHDRAWN, because, by=by, now=now, proposal=proposed)
    _clear_proposal(review)
    close_review(review, Review.State.WITHDRAWN, now=now)
    record_act(
        act="withdrew the review",
        subject=review.offering,
        by=by,
        now=now,
        because=because.strip(),
        before=before,
    )
    return review


def under_way_of(offering: Offering) -> Review | None:
    """The review that is under way, if there is one."""
    return Review.objects.filter(offering=offering, state__in=UNDER_WAY).first()


def close_review(review: Review, state: Review.State, *, now: datetime) -> None:
    """End a review; part of the act that ends it."""
    review.state, review.closed_at = state, now
    review.returned_to = review.returned_at = None
    review.save()


def _held(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("offering", "proposed_by")
    return rows.get(pk=review.pk)


def _clear_proposal(review: Review) -> None:
    review.state = Review.State.OPEN
    review.proposed_act, review.proposed_verdict, review.proposal = "", "", {}
    review.proposed_by, review.proposed_at = None, None


def _reason_given(text: str, sentence: str, field: str = "because") -> None:
    if not text.strip():
        raise Refused([(field, sentence)])
