"""Reviews at the desk: an approver sees everything, an author what came back, all who is next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import answer_all, make_decided, make_offering, make_user, proof
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import Decision, Offering, Review, ReviewComment
from vetting.scoring.vocabulary import Verdict
from vetting.services.catalogue import set_runs_on
from vetting.services.decisions import propose, propose_lift, suspend
from vetting.services.reviews import comment, send_back, start_review

PROPOSAL = {"verdict": "approved", "because": "All answered and proven."}
ONE_CONDITION = {"identity_sso": "sso_available"}


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def page_of_review(review: Review) -> str:
    return f"/admin/vetting/review/{review.pk}/change/"


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/admin/vetting/review/?{query}")
    assert response.status_code == 200
    return [review.offering.slug for review in response.context["cl"].result_list]


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def waiting(approved: Offering, now: datetime) -> Offering:
    """Published as approved; the rules now say conditional, and so does a proposal."""
    answer_all(approved, {**ONE_CONDITION, "audit_log": "console_only"}, now=now)
    soon = proof(
        "published_terms", seen_on=now.date(), undated=True, title="Status page",
        expires_on=now.date() + timedelta(20),
    )  # fmt: skip
    answer_all(approved, {"breach_notice_days": 7}, now=now, evidence=soon)
    upstream = make_decided("engine", now=now)
    set_runs_on(offering=approved, upstreams=[upstream], by=None, now=now)
    return approved


def proposed(offering: Offering, now: datetime, **more: Any) -> Review:
    more.setdefault("by", make_user("analyst", first_name="Rosa", last_name="Lind"))
    more.setdefault("verdict", Verdict.CONDITIONAL)
    return propose(offering=offering, because="Two to do.", now=now, **more)


def test_an_approver_has_everything_in_view(
    log_in: LogIn, waiting: Offering, now: datetime
) -> None:
    review = proposed(waiting, now, extra_conditions=["Only on the closed set."])
    comment(review=review, text="The auditor agrees.", by=make_user("approver"), now=now)
    page = text_of(log_in("approver"), page_of(waiting, "approve/"))
    for said in (
        "What changes for productions", "Conditional", "stricter", "Conditions that are added",
        "Only on the closed set.", "Two to do.", "The auditor agrees.", "What the rules say today",
        "Status page", "undated", "counts only until", "Studio Chat - Engine",
        "Nothing: one person", "None: every question is answered.", "Approve and publish",
        "Send it back",
    ):  # fmt: skip
        assert said in page, said


def test_it_says_beforehand_what_stands_in_the_way(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    proposed(good, now, verdict=Verdict.APPROVED)
    answer_all(good, ONE_CONDITION, now=now)
    page = text_of(log_in("approver"), page_of(good, "approve/"))
    assert "It cannot be approved as it is." in page
    assert "The rules say conditional; to publish approved give an override" in page


def test_a_lift_shows_what_comes_back(log_in: LogIn, approved: Offering, now: datetime) -> None:
    boss = make_user("superuser")
    suspend(offering=approved, because="A leak.", by=boss, now=now)
    propose_lift(offering=approved, because="Closed.", by=boss, now=now)
    response = log_in("approver").get(page_of(approved, "approve/"))
    comparison = response.context["sight"].comparison
    assert [row.then for row in comparison.rows][:2] == ["Approved", "Up to unreleased material"]
    assert "it ends a suspension" in response.content.decode()
    own = log_in(person=boss)
    page = text_of(own, page_of(approved, "approve/"))
    assert "You proposed this yourself; a second person has to approve it." in page
    assert "Approve and publish" not in page
    seen = own.get(page_of(approved, "approve/")).context["seen"]
    refused = own.post(page_of(approved, "approve/"), {"seen": seen}).content.decode()
    assert "You proposed this yourself; a second person has to approve it." in refused
    assert Decision.objects.filter(act="lift").count() == 0


def test_the_pages_of_a_proposal_cost_the_same_however_much_there_is(
    log_in: LogIn, waiting: Offering, now: datetime
) -> None:
    client, review = log_in("approver"), proposed(waiting, now)
    urls = [page_of(waiting, "approve/"), page_of_review(review)]
    few = [queries(client, url) for url in urls]
    for number in range(5):
        comment(review=review, text=f"Note {number}.", by=make_user("approver"), now=now)
    others = [make_decided(f"engine-{n}", Verdict.CONDITIONAL, now=now) for n in range(3)]
    set_runs_on(offering=waiting, upstreams=others, by=None, now=now)
    assert [queries(client, url) for url in urls] == few
    # Session, person and rights; offering, review, status; answers, evidence, policy, decisions;
    # links and their status; comments; what was seen; the savepoints of nothing.
    assert max(few) <= 24, few


def test_what_was_sent_back_is_seen_and_filled_in_again(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    answer_all(good, ONE_CONDITION, now=now)
    last = (now.date() + timedelta(days=30)).isoformat()
    override = {"reason": "One show.", "risk_owner": "Ada", "scope": "Title X", "ends_on": last}
    analyst.post(page_of(good, "propose/"), {**PROPOSAL, **override})
    approver.post(page_of(good, "send-back/"), {"because": "Which title?"})
    assert listed(analyst, "whose=back") == listed(analyst, "whose=involved") == [good.slug]
    assert listed(approver, "whose=involved") == []
    review = Review.objects.get()
    for url in ("/admin/vetting/review/", page_of_review(review), page_of(good)):
        assert "Sent back" in text_of(analyst, url)
    assert "Which title?" in text_of(analyst, page_of(good))
    again = analyst.get(page_of(good, "propose/"))
    assert "Which title?" in again.content.decode()
    assert again.context["chosen"] == "approved"
    form = again.context["form"]
    assert (form["scope"].value(), form["because"].value()) == ("Title X", PROPOSAL["because"])
    assert form.override_open


def test_the_limits_of_an_override_are_said_and_kept_at_their_fields(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, ONE_CONDITION, now=now)
    client, url = log_in("analyst"), page_of(good, "propose/")
    limits = client.get(url).context["limits"]
    assert limits.looser == now.date() + timedelta(days=90)
    late = (limits.looser + timedelta(days=1)).isoformat()
    response = client.post(url, {**PROPOSAL, "scope": "x", "ends_on": late})
    errors = response.context["form"].errors
    assert set(errors) == {"reason", "risk_owner", "ends_on"}
    assert f"by {limits.looser.isoformat()}" in errors["ends_on"][0]
    answer_all(good, {"trains_on_inputs": "always"}, now=now)
    limits = client.get(url).context["limits"]
    assert limits.looser is None or "knock-out" in " ".join(limits.never)
    assert "not possible here: Training on inputs is a knock-out" in text_of(client, url)


def test_the_list_says_who_is_next_and_narrows(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    old = make_offering("old", now=now - timedelta(days=40))
    start_review(
        offering=old, because="A look.", by=make_user("analyst"), now=now - timedelta(days=40)
    )
    review = proposed(good, now, verdict=Verdict.APPROVED, by=analyst.person)
    assert listed(analyst) == [good.slug, "old"]
    assert listed(analyst, "whose=involved") == listed(approver, "whose=others") == [good.slug]
    assert listed(analyst, "whose=others") == listed(analyst, "whose=x") == []
    assert listed(analyst, "older=30") == ["old"]
    assert listed(analyst, "older=90") == listed(analyst, "older=x") == []
    page = text_of(analyst, "/admin/vetting/review/")
    for said in (
        f"an approver other than {analyst.person}",
        "an analyst",
        "40 days",
        "since today",
    ):
        assert said in page, said
    send_back(review=review, because="No.", by=approver.person, now=now)
    assert listed(analyst, "state=open&whose=returned") == [good.slug]


def test_a_comment_is_added_on_the_page_of_the_review(log_in: LogIn, good: Offering) -> None:
    analyst, approver = log_in("analyst"), log_in("approver")
    analyst.post(page_of(good, "review/"), {"because": "New terms."})
    review = Review.objects.get()
    assert "Add the comment" in text_of(approver, page_of_review(review))
    assert "Add the comment" not in text_of(log_in("viewer"), page_of_review(review))
    response = approver.post(page_of(good, "review/comment/"), {"text": "Ask legal."}, follow=True)
    assert response.redirect_chain == [(page_of_review(review), 302)]
    assert "Ask legal." in response.content.decode()
    empty = approver.post(page_of(good, "review/comment/"), {"text": " "})
    assert "This field is required" in empty.content.decode()
    assert ReviewComment.objects.count() == 1


def test_a_review_is_withdrawn_on_its_page_unless_that_hides_something(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    client.post(page_of(approved, "review/"), {"because": "New terms."})
    review = Review.objects.get(state="open")
    assert "Withdraw the review" in text_of(client, page_of_review(review))
    answer_all(approved, ONE_CONDITION, now=now)
    page = text_of(client, page_of(approved, "review/withdraw/"))
    assert "The rules now say conditional, and approved was decided" in page
    assert "Withdraw it</button>" not in page
    answer_all(approved, {"identity_sso": "sso_scim_enforced"}, now=now)
    response = client.post(
        page_of(approved, "review/withdraw/"), {"because": "Same terms."}, follow=True
    )
    assert response.redirect_chain == [(page_of_review(review), 302)]
    page = response.content.decode()
    assert "withdrew the review" in page
    assert "Withdraw the review" not in page


def test_a_page_whose_review_is_gone_says_so(log_in: LogIn, good: Offering) -> None:
    client = log_in("superuser")
    assert client.get("/admin/vetting/review/999/change/").status_code == 404
    assert "No review is open any more." in text_of(client, page_of(good, "review/withdraw/"))
    response = client.post(page_of(good, "review/comment/"), {"text": "Hello?"})
    assert "No review is open any more." in response.content.decode()
    assert "there is no proposal" in text_of(client, page_of(good, "send-back/"))


def test_what_was_typed_stays_when_somebody_was_faster(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    analyst, other = log_in("analyst"), log_in("analyst")
    url = page_of(approved, "suspend/")
    seen = analyst.get(url).context["seen"]
    other.post(page_of(approved, "tighten/"), {"verdict": "banned", "because": "Terms changed."})
    response = analyst.post(url, {"because": "Their terms are a mess.", "seen": seen})
    page = response.content.decode()
    assert f"Meanwhile, {other.person} decided banned" in page
    assert "Their terms are a mess." in page
    assert "Banned" in page
    again = response.context["seen"]
    assert again != seen
    assert f'name="seen" value="{again}"' in page
    assert analyst.post(url, {"because": "All the same.", "seen": again}).status_code == 302
