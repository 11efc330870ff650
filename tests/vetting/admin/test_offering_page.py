"""An offering's own page: what is published, what is computed, and all that it rests on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import answer_all, make_offering, make_tool, make_user, proof, publish
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import Offering
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Principle, Verdict
from vetting.services.answers import withdraw_answer
from vetting.services.decisions import propose, suspend

pytestmark = pytest.mark.usefixtures("good_for_all")


def rows_of(response: Any, principle: Principle) -> list[Any]:
    return next(g.rows for g in response.context["groups"] if g.principle is principle)


def labels(response: Any) -> list[str]:
    return [button.label for button in response.context["buttons"]]


def test_it_shows_status_scores_decision_and_answers_in_words(
    log_in: LogIn, approved: Offering
) -> None:
    response = log_in("analyst").get(page_of(approved))
    page = response.content.decode()
    assert '<span class="badge badge-big badge-approved">Approved</span>' in page
    assert "Principle 2: data protection" in page
    assert "No: the contract forbids it" in page
    assert "Order form and data addendum" in page
    assert "Signed agreement (grade A)" in page
    assert "As computed." in page
    assert [g.score == g.score_max for g in response.context["groups"]] == [True, True]
    assert response.context["ways"] == []
    assert "there is nothing to ask the vendor" in page


def test_it_says_what_ends_the_status_and_how_long_a_new_verdict_would_hold(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    response = log_in("approver").get(page_of(approved))
    page = response.content.decode()
    last = response.context["status"].valid_until
    assert response.context["ends"].because in page
    assert response.context["if_published"].startswith(f"Valid until {last.isoformat()}, when ")
    assert "With its days of grace until" in page


def test_each_way_to_a_better_verdict_has_its_mail(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"identity_sso": "sso_available"}, now=now)
    withdraw_answer(offering=good, criterion="encryption", because="Old.", by=None, now=now)
    response = log_in("viewer").get(page_of(good))
    conditional, approving = response.context["ways"]
    name = response.wsgi_request.user.get_username()
    assert [way.mail.subject.split(": ")[1][:12] for way in (conditional, approving)] == [
        "one question",
        "2 questions ",
    ]
    assert "1. Encryption" in conditional.mail.body
    assert "What we know so far: nothing yet." in conditional.mail.body
    assert "2. Sign-in and leavers" in approving.mail.body
    assert conditional.mail.body.endswith(f"Kind regards\n{name}")
    page = response.content.decode()
    assert 'data-copies="mail-text-approved" hidden' in page
    assert 'href="mailto:?subject=Studio%20Chat' in page


def test_what_blocks_a_verdict_stands_first_and_is_marked(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    for key in ("retention_days_outputs", "human_review"):
        withdraw_answer(offering=good, criterion=key, because="Wrong plan.", by=None, now=now)
    response = log_in("viewer").get(page_of(good))
    rows = rows_of(response, Principle.P2)
    assert [row.criterion.key for row in rows if row.blocks] == ["retention_days_outputs"]
    assert rows[0].blocks
    assert not rows[1].blocks
    page = response.content.decode()
    assert page.count("answer needed") == 1
    assert "To <span" in page


def test_expired_and_undated_evidence_stands_out(log_in: LogIn, now: datetime) -> None:
    offering = make_offering("old", now=now)
    long_ago = now.date() - timedelta(days=300)
    evidence = proof("published_terms", seen_on=long_ago, title="Old terms", undated=True)
    answer_all(offering, {"trains_on_inputs": "contract_prohibits"}, evidence=evidence, now=now)
    response = log_in("viewer").get(page_of(offering))
    row = next(r for r in rows_of(response, Principle.P2) if r.answer)
    assert (row.expired, row.blocks, row.weak) == (True, True, False)
    page = response.content.decode()
    assert '<span class="flag">undated</span>' in page
    assert "ran out" in page


def test_the_chain_is_shown_from_both_ends(log_in: LogIn, now: datetime) -> None:
    tool = make_tool("other")
    below = make_offering("below", tool=tool, now=now)
    above = make_offering("above", tool=tool, now=now, runs_on=[below])
    client = log_in("viewer")
    near = client.get(page_of(above)).context["near"]
    assert [link.offering for link in (*near.upstreams, *near.plans)] == [below, below]
    near = client.get(page_of(below)).context["near"]
    assert [link.offering for link in near.downstreams] == [above]


def test_an_override_is_shown_with_its_owner_and_end(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"identity_sso": "sso_available"}, now=now)
    last = now.date() + timedelta(days=60)
    override = Override("Single show, watched daily.", "Ada Okoye", "Title X, unit 2", last)
    publish(good, "approved", override=override, now=now)
    page = log_in("viewer").get(page_of(good)).content.decode()
    assert "Risk owner: Ada Okoye" in page
    assert "Title X, unit 2" in page


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("viewer", []),
        (
            "analyst",
            ["Propose a verdict", "Suspend at once", "Tighten or ban at once", "Open a review"],
        ),
        ("approver", ["Suspend at once", "Tighten or ban at once"]),
    ],
)
def test_only_what_the_person_may_do_is_offered(
    role: str, expected: list[str], log_in: LogIn, approved: Offering
) -> None:
    assert labels(log_in(role).get(page_of(approved))) == expected


def test_a_proposal_offers_other_acts_to_its_author_and_to_the_approver(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    analyst = make_user("analyst")
    propose(offering=good, verdict=Verdict.APPROVED, because="Fine.", by=analyst, now=now)
    own = log_in(person=analyst).get(page_of(good))
    assert labels(own)[0] == "Take my proposal back"
    assert "somebody else has to approve it" in own.content.decode()
    assert labels(log_in("approver").get(page_of(good)))[:2] == [
        "Approve the proposal", "Send it back",
    ]  # fmt: skip


def test_a_suspended_offering_says_why_in_red(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    suspend(offering=approved, because="Leak reported.", by=make_user("analyst"), now=now)
    response = log_in("analyst").get(page_of(approved))
    assert "<strong>Suspended.</strong> Leak reported." in response.content.decode()
    assert labels(response)[0] == "Propose to lift the suspension"


def test_its_queries_do_not_grow_with_what_there_is_to_show(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    url = page_of(good)
    publish(good, "approved", now=now)
    below = [make_offering(f"below-{n}", now=now) for n in range(3)]
    make_offering("above", now=now, runs_on=[good])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for value in ("sso_available", "password_only", "sso_available"):
        answer_all(good, {"identity_sso": value}, now=now)
        publish(good, "conditional", now=now)
    for number, offering in enumerate(below):
        make_offering(f"above-{number}", now=now, runs_on=[good, offering])
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    # Session, user, permissions (2), offering, answers, policy, what is around it (4: chain up and
    # down, plans, statuses), tenants, decisions, reviews, the stream (5), productions that asked
    # and those that are told.
    # Reminders: people, groups, teams, choices, chats; policies (2), six sorts of things, proofs
    # (4); what is put off, what was said (4), who looks after it.
    assert len(many) == len(few) == 21 + 24


def test_an_unknown_offering_is_not_found(log_in: LogIn) -> None:
    client = log_in("superuser")
    for key in ("999", "x"):
        assert client.get(f"/admin/vetting/offering/{key}/change/").status_code == 404
