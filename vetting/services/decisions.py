"""Decide: propose and approve with two people, tighten or suspend with one, lift with two."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Decision, Offering, Review
from vetting.scoring import status as scoring
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_acts
from vetting.services.drafts import (
    draft,
    looser_than_proposed,
    own_status_on,
)
from vetting.services.foresight import lift_problems
from vetting.services.meanwhile import DECISION, OUTCOME, REVIEW, refuse_if_overtaken
from vetting.services.permissions import require
from vetting.services.proposals import put_forward, wish_of
from vetting.services.publishing import (
    override_from_data,
    publish,
    write_verdict,
)
from vetting.services.refusals import Refused, refuse_if
from vetting.services.reviews import open_review, under_way_of
from vetting.services.stops import write_stop_or_lift


@one_at_a_time
def propose(
    *,
    offering: Offering,
    verdict: Verdict,
    because: str,
    by: User,
    now: datetime,
    override: Override | None = None,
    extra_conditions: Sequence[str] = (),
    seen: str | None = None,
) -> Review:
    """Put a verdict before a second person. Raises Refused."""
    require(by, "vetting.propose_decision")
    refuse_if_overtaken(offering, seen, DECISION, REVIEW, OUTCOME)
    _reason_given(because)
    worked_out = draft(
        offering, verdict, now=now, override=override, extra_conditions=extra_conditions
    )
    wish = wish_of(worked_out, override=override, extra_conditions=extra_conditions)
    return _propose(offering, scoring.Act.DECIDE, verdict, because, wish, by=by, now=now)


@one_at_a_time
def propose_lift(
    *, offering: Offering, because: str, by: User, now: datetime, seen: str | None = None
) -> Review:
    """Propose to end a suspension. Raises Refused where nothing is suspended."""
    require(by, "vetting.propose_decision")
    refuse_if_overtaken(offering, seen, DECISION, REVIEW, OUTCOME)
    _reason_given(because)
    _must_be_suspended(offering, now)
    return _propose(offering, scoring.Act.LIFT, None, because, {}, by=by, now=now)


@one_at_a_time
def approve(*, review: Review, by: User, now: datetime, seen: str | None = None) -> Decision:
    """Decide what somebody else proposed. Raises Refused.

    The rules are asked again: answers may have changed since the proposal. What its author did
    not propose, or did not know to be decided meanwhile, is not published in their name.
    """
    require(by, "vetting.approve_decision")
    review = Review.objects.select_for_update().get(pk=review.pk)
    refuse_if_overtaken(review.offering, seen, DECISION, REVIEW, OUTCOME)
    if review.state != Review.State.PROPOSED:
        raise Refused([("", f"Nothing waits for approval here: the review is {review.state}.")])
    if review.proposed_by_id == by.pk:
        raise Refused([("", "You proposed this yourself; a second person has to approve it.")])
    if review.proposal["newest_decision"] != _newest(review.offering):
        refuse_if(["Something was decided since this was proposed. Send it back."])
    if review.proposed_act == scoring.Act.LIFT.value:
        _must_be_suspended(review.offering, now)
        decision = _lift(review, approver=by, now=now)
    else:
        decision = _decide(review, approver=by, now=now)
    return publish(decision, review, by=by, now=now)


@one_at_a_time
def tighten(
    *,
    offering: Offering,
    verdict: Verdict,
    because: str,
    by: User,
    now: datetime,
    extra_conditions: Sequence[str] = (),
    seen: str | None = None,
) -> Decision:
    """Publish a stricter verdict at once, by one person. Raises Refused if anything loosens.

    A review opens, so that a second person looks at it afterwards.
    """
    require(by, "vetting.stop_offering")
    refuse_if_overtaken(offering, seen, DECISION)
    _reason_given(because)
    worked_out = draft(
        offering, verdict, now=now, extra_conditions=extra_conditions, no_longer=True
    )
    if worked_out.loosens:
        why = "; ".join(worked_out.loosens)
        raise Refused([("verdict", f"This needs a second person: {why}. Propose it instead.")])
    decision = write_verdict(offering, worked_out, because, by, None, override=None, now=now)
    publish(decision, None, by=by, now=now)
    open_review(offering=offering, because=f"Tightened by one person: {because}", by=by, now=now)
    return decision


@one_at_a_time
def suspend(
    *, offering: Offering, because: str, by: User, now: datetime, seen: str | None = None
) -> Decision:
    """Stop an offering at once, by one person; a review opens. Raises Refused."""
    require(by, "vetting.stop_offering")
    refuse_if_overtaken(offering, seen, DECISION)
    _reason_given(because)
    held = own_status_on(offering, local_day(now))
    if held.reason is StatusReason.SUSPENDED:
        raise Refused([("", f"It is suspended already. {held.because}")])
    decision = write_stop_or_lift(offering, scoring.Act.SUSPEND, because, by, None, now=now)
    publish(decision, None, by=by, now=now)
    open_review(offering=offering, because=f"Suspended: {because}", by=by, now=now)
    return decision


def _propose(
    offering: Offering,
    act: scoring.Act,
    verdict: Verdict | None,
    because: str,
    wish: dict[str, object],
    *,
    by: User,
    now: datetime,
) -> Review:
    review = under_way_of(offering)
    review = review or open_review(offering=offering, because=because, by=by, now=now)
    newest = _newest(offering)
    done = put_forward(review, act, verdict, because, wish, newest=newest, by=by, now=now)
    record_acts([done], by=by, now=now)
    return review


def _decide(review: Review, *, approver: User, now: datetime) -> Decision:
    """The proposed verdict, as far as its author wished it and the rules still allow it."""
    offering, wish = review.offering, review.proposal
    override = override_from_data(wish.get("override"))
    worked_out = draft(
        offering,
        Verdict(review.proposed_verdict),
        now=now,
        override=override,
        extra_conditions=wish.get("extra_conditions", ()),
    )
    refuse_if(
        f"The answers changed since this was proposed: {why}. Send it back."
        for why in looser_than_proposed(wish, worked_out)
    )
    return write_verdict(
        offering,
        worked_out,
        wish["because"],
        review.proposed_by,
        approver,
        override=override,
        now=now,
        review=review,
    )


def _lift(review: Review, *, approver: User, now: datetime) -> Decision:
    """A suspension ends only if the verdict behind it could be decided again today."""
    offering = review.offering
    refuse_if(lift_problems(offering, now=now))
    return write_stop_or_lift(
        offering,
        scoring.Act.LIFT,
        review.proposal["because"],
        review.proposed_by,
        approver,
        now=now,
        review=review,
    )


def _must_be_suspended(offering: Offering, now: datetime) -> None:
    newest = offering.decisions.order_by("-decided_on", "-pk").first()
    if newest is None or newest.act != scoring.Act.SUSPEND.value:
        raise Refused([("", "It is not suspended, so there is nothing to lift.")])


def _newest(offering: Offering) -> int | None:
    newest = offering.decisions.order_by("-pk").first()
    return newest.pk if newest else None


def _reason_given(because: str) -> None:
    if not because.strip():
        raise Refused([("because", "Give the reason in a sentence; it is kept and published.")])
