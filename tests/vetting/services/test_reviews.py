"""Reviews: opened once, talked about, sent back whole, withdrawn where that hides nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.builders import (
    KNOCK_OUT,
    LATER,
    NOW,
    ONE_CONDITION,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    open_review_of,
    overriding,
    the,
    told,
)
from vetting.models import AuditEntry, Offering, Review, ReviewComment
from vetting.scoring.vocabulary import Verdict
from vetting.services.catalogue import save_offering
from vetting.services.decisions import approve, propose, propose_lift, suspend, tighten
from vetting.services.refusals import Refused
from vetting.services.reviews import comment, send_back, start_review, withdraw_review

pytestmark = pytest.mark.django_db


def opened(offering: Offering, by: Any = None, because: str = "New terms.") -> Review:
    return start_review(offering=offering, because=because, by=by or the("analyst"), now=NOW)


def proposed(offering: Offering, by: Any = None, **more: Any) -> Review:
    more.setdefault("verdict", Verdict.APPROVED)
    return propose(
        offering=offering, because="All is well.", by=by or the("analyst"), now=NOW, **more
    )


def good() -> Offering:
    offering = make_offering()
    answer_all(offering)
    return offering


def thread(review: Review) -> list[tuple[str, str]]:
    return list(review.comments.order_by("pk").values_list("what", "text"))


def test_a_second_review_is_refused_with_the_reason_of_the_first() -> None:
    offering = make_offering()
    opened(offering)
    with pytest.raises(Refused, match="open already, because of “New terms.”"):
        opened(offering, because="Another look.")
    with pytest.raises(Refused, match="Say why somebody should look at it."):
        start_review(offering=good_one(), because=" ", by=the("analyst"), now=NOW)


def good_one() -> Offering:
    return make_offering("another")


def test_a_review_that_is_open_learns_of_every_further_reason_once() -> None:
    offering = make_decided("chat")
    review = opened(offering)
    suspend(offering=offering, because="A leak.", by=the("analyst"), now=LATER)
    answer_all(offering, but=ONE_CONDITION, now=LATER)
    answer_all(offering, but={**ONE_CONDITION, "breach_notice_days": 7}, now=LATER)
    said = thread(review)
    assert said[0] == ("noted", "Suspended: A leak.")
    assert [text.split(".")[0] for _, text in said[1:]] == [
        "The answers changed: the rules now say conditional, published is approved"
    ]
    assert Review.objects.filter(offering=offering, state="open").count() == 1


def test_a_proposal_goes_back_whole_and_the_next_one_clears_that() -> None:
    offering, rosa, idris = good(), make_user("analyst"), make_user("approver")
    answer_all(offering, but=ONE_CONDITION)
    review = proposed(offering, rosa, override=overriding())
    back = send_back(review=review, because=" Which contract? ", by=idris, now=LATER)
    assert (back.returned_to, back.returned_at) == (rosa, LATER)
    said = back.comments.get()
    assert (said.what, said.text, said.by, said.at) == (
        "sent_back", "Which contract?", idris, LATER,
    )  # fmt: skip
    assert (said.proposal["verdict"], said.proposal["because"]) == ("approved", "All is well.")
    assert said.proposal["override"]["risk_owner"] == "Head of security"
    again = proposed(offering, make_user("analyst"), verdict=Verdict.CONDITIONAL)
    assert (again.pk, again.returned_to, again.returned_at) == (review.pk, None, None)
    decision = approve(review=again, by=idris, now=LATER)
    assert decision.review == again
    assert thread(again) == [("sent_back", "Which contract?")]


def test_taking_ones_own_proposal_back_sends_it_to_nobody() -> None:
    rosa = make_user("analyst")
    review = send_back(review=proposed(good(), rosa), because="Too early.", by=rosa, now=LATER)
    assert (review.state, review.returned_to) == ("open", None)
    assert thread(review) == [("taken_back", "Too early.")]
    assert AuditEntry.objects.latest("pk").act == "took the proposal back"


@pytest.mark.parametrize("role", ["analyst", "approver", "superuser"])
def test_whoever_proposes_or_approves_may_comment(role: str) -> None:
    review, somebody = opened(make_offering()), make_user(role)
    said = comment(review=review, text=" Ask legal. ", by=somebody, now=LATER)
    assert (said.what, said.text, said.by) == ("comment", "Ask legal.", somebody)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because) == ("commented on the review", "Ask legal.")


@pytest.mark.parametrize("role", ["viewer", "policy owner", "administrator"])
def test_nobody_else_may_comment_withdraw_or_open(role: str) -> None:
    offering, somebody = make_offering(), make_user(role)
    review = opened(offering)
    wish = {"by": somebody, "now": LATER}
    with pytest.raises(Refused, match="You may not comment on reviews; ask an analyst."):
        comment(review=review, text="x", **wish)
    with pytest.raises(Refused, match="Only an analyst, or who opened it, may withdraw a review."):
        withdraw_review(review=review, because="x", **wish)
    with pytest.raises(Refused, match="You may not propose"):
        start_review(offering=make_offering("b"), because="x", **wish)
    assert (thread(review), Review.objects.get().state) == ([], "open")


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
def test_the_database_keeps_what_was_said(statement: str) -> None:
    comment(review=opened(make_offering()), text="Ask legal.", by=the("analyst"), now=NOW)
    with (
        pytest.raises(DatabaseError, match="never changed; add another"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("vetting_reviewcomment"))
    assert ReviewComment.objects.get().text == "Ask legal."


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("review_closed_has_its_moment", {"state": "withdrawn"}),
        ("review_closed_has_its_moment", {"closed_at": NOW}),
        ("review_sent_back_while_open", {"returned_at": NOW}),
        ("review_sent_back_while_open", {"state": "decided", "closed_at": NOW, "returned": True}),
    ],
)
def test_the_database_refuses_half_a_review(constraint: str, fields: dict[str, Any]) -> None:
    review = opened(make_offering())
    if fields.pop("returned", False):
        fields |= {"returned_to": the("analyst"), "returned_at": NOW}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**fields)


@pytest.mark.parametrize("who", ["opener", "another analyst"])
def test_a_review_is_withdrawn_with_a_reason(who: str) -> None:
    offering, rosa = make_decided("chat"), make_user("analyst")
    review = opened(offering, rosa)
    by = rosa if who == "opener" else make_user("analyst")
    with pytest.raises(Refused, match="Say why nothing has to be decided."):
        withdraw_review(review=review, because=" ", by=by, now=LATER)
    done = withdraw_review(review=review, because="Same terms after all.", by=by, now=LATER)
    assert (done.state, done.closed_at) == ("withdrawn", LATER)
    assert thread(done) == [("withdrawn", "Same terms after all.")]
    assert AuditEntry.objects.latest("pk").act == "withdrew the review"
    assert told(offering, LATER.date()).verdict is Verdict.APPROVED
    with pytest.raises(Refused, match="This review is withdrawn already."):
        withdraw_review(review=review, because="Again.", by=by, now=LATER)
    with pytest.raises(Refused, match="nothing is added to it any more"):
        comment(review=review, text="Late.", by=by, now=LATER)


def test_ones_own_proposal_goes_with_the_review_and_somebody_elses_has_to_go_first() -> None:
    rosa, ada = make_user("analyst"), make_user("analyst")
    review = proposed(good(), rosa)
    with pytest.raises(Refused, match=f"A proposal of {rosa} waits in it"):
        withdraw_review(review=review, because="No need.", by=ada, now=LATER)
    done = withdraw_review(review=review, because="No need.", by=rosa, now=LATER)
    assert (done.state, done.proposed_by, done.proposal) == ("withdrawn", None, {})
    assert done.comments.get().proposal["verdict"] == "approved"
    with pytest.raises(Refused, match="Nothing waits for approval here: the review is withdrawn."):
        approve(review=review, by=make_user("approver"), now=LATER)


def suspended(offering: Offering) -> None:
    suspend(offering=offering, because="A leak.", by=the("analyst"), now=LATER)


def knocked_out(offering: Offering) -> None:
    answer_all(offering, but=KNOCK_OUT, now=LATER)


def worse(offering: Offering) -> None:
    answer_all(offering, but=ONE_CONDITION, now=LATER)


def tightened(offering: Offering) -> None:
    wish = {"verdict": Verdict.CONDITIONAL, "because": "Care.", "by": the("analyst"), "now": LATER}
    tighten(offering=offering, extra_conditions=["With care."], **wish)


def contract_shortened(offering: Offering) -> None:
    offering.contract_ends_on = date(2026, 12, 1)
    save_offering(offering=offering, by=the("analyst"), now=LATER)


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (suspended, "It is suspended"),
        (knocked_out, "It is suspended"),
        (worse, "The rules now say conditional, and approved was decided"),
        (tightened, "the-analyst tightened it alone on 2026-09-02"),
        (contract_shortened, "Our contract ends on 2026-12-01, before the verdict's last day"),
    ],
)
def test_a_withdrawal_that_would_hide_something_is_refused(
    happened: Callable[[Offering], None], why: str
) -> None:
    """Also where somebody had opened the review by hand, for another reason, a day before."""
    offering = make_decided("chat")
    if happened is not worse:
        opened(offering)
    happened(offering)
    review = open_review_of(offering)
    assert review is not None
    with pytest.raises(Refused, match=why):
        withdraw_review(review=review, because="No need.", by=make_user("superuser"), now=at(2))
    assert open_review_of(offering) == review


def test_what_opened_a_review_and_is_mended_no_longer_holds_it_open() -> None:
    offering = make_decided("chat")
    worse(offering)
    review = open_review_of(offering)
    answer_all(offering, now=at(2))
    assert review is not None
    withdraw_review(review=review, because="A slip of the pen.", by=the("analyst"), now=at(2))
    assert open_review_of(offering) is None


def test_a_lift_takes_its_review_along_and_is_tied_to_it() -> None:
    offering = make_decided("chat")
    suspended(offering)
    review = propose_lift(offering=offering, because="Closed.", by=the("analyst"), now=at(2))
    decision = approve(review=review, by=make_user("approver"), now=at(2))
    assert (decision.review, decision.act) == (review, "lift")
