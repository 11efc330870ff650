"""Several people act on one sight at the same moment: one of them acts, and the others are told."""

from __future__ import annotations

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import (
    LATER,
    NOW,
    ONE_CONDITION,
    answer_all,
    make_decided,
    make_offering,
    make_user,
    the,
    told,
)
from vetting.models import Decision, Review
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.acceptance import Way, accept_computed, sort_out
from vetting.services.decisions import approve, propose, tighten
from vetting.services.meanwhile import seen_now
from vetting.services.refusals import Refused
from vetting.services.reviews import send_back

pytestmark = NEEDS_MANY_WRITERS


def test_of_many_who_saw_the_same_one_acts_and_the_others_are_told() -> None:
    offering = make_decided("chat")
    answer_all(offering, but=ONE_CONDITION, now=NOW)
    review = propose(
        offering=offering, verdict=Verdict.CONDITIONAL, because="So.", by=the("analyst"), now=NOW
    )
    seen, approvers = seen_now(offering).token, [make_user("approver") for _ in range(3)]
    wish = {"now": LATER, "seen": seen}
    outcomes = at_once(
        lambda: approve(review=review, by=approvers[0], **wish),
        lambda: approve(review=review, by=approvers[1], **wish),
        lambda: send_back(review=review, because="No.", by=approvers[2], **wish),
        lambda: tighten(
            offering=offering, verdict=Verdict.BANNED, because="Stop.", by=the("analyst"), **wish
        ),
    )
    told_so = [one for one in outcomes if isinstance(one, Refused)]
    # A stop looks at decisions alone, so it may still follow a proposal that went back.
    went_back = isinstance(outcomes[2], Review) and isinstance(outcomes[3], Decision)
    assert len(told_so) == (2 if went_back else 3)
    assert all("Meanwhile, " in str(one) for one in told_so)


def test_what_is_accepted_twice_at_the_same_moment_is_published_once() -> None:
    offerings = [make_offering(f"new-{number}") for number in range(3)]
    shown = {case.offering.pk: case.stamp for case in sort_out(offerings, now=NOW)}
    people = [make_user("analyst") for _ in range(3)]
    outcomes = at_once(
        *[
            lambda p=p: accept_computed(
                shown=shown, way=Way.ALONE, because="As computed.", by=p, now=NOW
            )
            for p in people
        ]
    )
    assert sorted(len(one.published) for one in outcomes) == [0, 0, 3]
    assert sorted(len(one.left_out) for one in outcomes) == [0, 3, 3]
    assert Decision.objects.count() == 3
    for offering in offerings:
        assert told(offering).reason is StatusReason.OPEN_QUESTIONS
