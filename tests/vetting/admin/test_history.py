"""The history of an offering: one stream in words, with what changed, who did it and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import GOOD, answer_all, make_offering, make_user, proof, publish
from tests.vetting.admin.conftest import LogIn, page_of
from tests.vetting.scoring.answer_sets import POLICY
from vetting.admin.offering.history.acts import said
from vetting.admin.offering.history.answering import answer_events, turns_of
from vetting.admin.offering.history.deciding import decision_events, status_events
from vetting.admin.offering.history.event import Event, Sort, stream
from vetting.models import Answer, Decision, Offering, StatusPeriod
from vetting.scoring.vocabulary import Verdict
from vetting.services.answers import withdraw_answer
from vetting.services.catalogue import save_offering, set_runs_on
from vetting.services.decisions import propose, suspend
from vetting.services.reviews import send_back

FIRST = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answer(value: str, begun: int, ended: int | None = None, **fields: Any) -> Answer:
    """An answer on sign-in that stood from one hour to another."""
    return Answer(
        criterion=fields.pop("criterion", "identity_sso"),
        value=value,
        recorded_at=FIRST + begun * HOUR,
        superseded_at=None if ended is None else FIRST + ended * HOUR,
        **fields,
    )


def told(rows: list[Answer]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    moments = sorted(turns_of(rows))
    return [
        (event.title, [(line.what, line.before, line.after) for line in event.lines])
        for event in answer_events(rows, moments, {}, POLICY)
    ]


SSO = "Sign-in and leavers"
ENFORCED = "Single sign-on enforced (without evidence)"
PASSWORD = "Password only (without evidence)"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([answer("sso_enforced", 0)], [(f"Answered: {SSO}", [(SSO, "", ENFORCED)])]),
        (
            [answer("sso_enforced", 0, 1), answer("password_only", 1)],
            [
                (f"Answered: {SSO}", [(SSO, "", ENFORCED)]),
                (f"Answered: {SSO}", [(SSO, "Single sign-on enforced", "Password only")]),
            ],
        ),
        (
            [answer("sso_enforced", 0, 1)],
            [
                (f"Answered: {SSO}", [(SSO, "", ENFORCED)]),
                (f"Withdrew the answer to: {SSO}", [(SSO, ENFORCED, "")]),
            ],
        ),
        (
            [answer("sso_enforced", 0, 1), answer("password_only", 2)],
            [
                (f"Answered: {SSO}", [(SSO, "", ENFORCED)]),
                (f"Withdrew the answer to: {SSO}", [(SSO, ENFORCED, "")]),
                (f"Answered: {SSO}", [(SSO, "", PASSWORD)]),
            ],
        ),
        (
            [
                answer("sso_enforced", 0, 1, note="a"),
                answer("sso_enforced", 1, note="b"),
                answer("none", 1, criterion="audit_log"),
            ],
            [
                (f"Answered: {SSO}", [(SSO, "", ENFORCED)]),
                (
                    "Answered 2 questions",
                    [
                        (f"{SSO}, same answer, note", "a", "b"),
                        ("Audit log", "", "No log (without evidence)"),
                    ],
                ),
            ],
        ),
        (
            [answer("x", 0, criterion="astrology")],
            [("Answered: astrology", [("astrology", "", "x (without evidence)")])],
        ),
    ],
)
def test_answers_are_told_with_what_they_were(rows: list[Answer], expected: Any) -> None:
    assert told(rows) == expected


def decision(key: int, verdict: str = "approved", *texts: str, **fields: Any) -> Decision:
    return Decision(
        pk=key,
        act="decide" if verdict else "suspend",
        verdict=verdict,
        conditions=[{"criterion": "", "text": text} for text in texts],
        because="So it is.",
        author=User(username="rosa"),
        approver=User(username="idris"),
        decided_at=FIRST + key * HOUR,
        **{"ceiling": "unreleased", **fields},
    )


def test_a_decision_is_told_against_the_one_before_it() -> None:
    override = {
        "reason": "One shoot.", "scope": "Unit 2.", "risk_owner": "Ada", "ends_on": "2026-10-01",
    }  # fmt: skip
    newest = decision(
        3, "conditional", "Ask first.", "Log out.", ceiling="non_sensitive", override=override,
        valid_until=FIRST.date(),
    )  # fmt: skip
    events = decision_events([newest, decision(2, ""), decision(1, "approved", "Log out.", "Old.")])
    assert [event.title for event in events] == ["Decided", "Suspended", "Decided"]
    assert events[0].who == "rosa, approved by idris"
    assert events[1].lines == ()
    assert [(line.what, line.before, line.after) for line in events[0].lines] == [
        ("Verdict", "Approved", "Conditional"),
        ("New condition", "", "Ask first."),
        ("Condition dropped", "Old.", ""),
        ("May be given", "Up to unreleased material", "Non-sensitive material only"),
        ("Valid until", "no last day", "1 Sep 2026"),
        ("Override", "", "One shoot. For: Unit 2. Risk owner: Ada. Until 2026-10-01."),
    ]


@pytest.mark.parametrize(
    ("reason", "title", "who"),
    [
        ("lapsed", "Lapsed", "the calendar"),
        ("upstream", "Follows what it runs on", "the chain"),
    ],
)
def test_what_nobody_decided_is_told_for_its_day(reason: str, title: str, who: str) -> None:
    period = StatusPeriod(starts_on=FIRST.date(), status="not_vetted", reason=reason, because="So.")
    (event,) = status_events([period])
    assert (event.title, event.who, event.verdict_label) == (title, who, "Not vetted")
    assert event.whole_day


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kind", "consumer_free", "Consumer plan, free"),
        ("ceiling", "none", "No production data"),
        ("contract_ends_on", "2027-03-02", "2 Mar 2027"),
        ("aliases", ["A", "B"], "A, B"),
        ("runs_on", ["flux", "gone"], "FLUX - Local, gone"),
        ("identity_sso", ["password_only", "Terms", 3, "", ""], "Password only"),
        ("out_of_scope", "Beta features.", "Beta features."),
        ("aliases", [], ""),
        ("contract_ends_on", None, ""),
    ],
)
def test_what_the_trail_holds_is_said_in_words(name: str, value: Any, words: str) -> None:
    assert said(name, value, {"flux": "FLUX - Local"}, POLICY, FIRST.date()) == words


def test_a_page_ends_between_moments_and_never_within_one() -> None:
    events = [Event(FIRST - n // 2 * HOUR, Sort.DETAILS, str(n)) for n in range(9)]
    page = stream(events, 3)
    assert [e.title for day in page.days for e in day.events] == ["0", "1", "2", "3"]
    assert page.older == FIRST - HOUR
    assert stream(events[:3], 3).older is None


@pytest.fixture
def storied(db: Any, now: datetime) -> Offering:
    """Proposed, sent back, decided, answered anew, edited, linked and stopped, hour by hour."""
    analyst, approver = make_user("analyst", username="rosa"), make_user("approver")
    begun = now - 20 * HOUR
    good = make_offering(now=begun)
    answer_all(good, GOOD, but={"pen_test_date": begun.date()}, now=begun)
    review = propose(
        offering=good,
        verdict=Verdict.APPROVED,
        because="All proven.",
        by=analyst,
        now=now - 9 * HOUR,
    )
    send_back(review=review, because="Which contract?", by=approver, now=now - 8 * HOUR)
    publish(good, "approved", now=now - 7 * HOUR, author=analyst, approver=approver)
    shown = proof(title="Console", seen_on=begun.date())
    given = {"identity_sso": "sso_available"}
    answer_all(good, given, now=now - 6 * HOUR, by=analyst, evidence=shown)
    good.out_of_scope = "Beta features."
    save_offering(offering=good, by=analyst, now=now - 4 * HOUR, because="They are new.")
    below = make_offering("below", now=begun)
    set_runs_on(offering=good, upstreams=[below], by=analyst, now=now - 3 * HOUR)
    withdraw_answer(
        offering=good,
        criterion="human_review",
        because="Wrong plan.",
        by=analyst,
        now=now - 2 * HOUR,
    )
    suspend(offering=good, because="Leak.", by=analyst, now=now - HOUR)
    return good


def titles(client: Client, url: str) -> list[str]:
    days = client.get(url).context["stream"].days
    return [event.title for day in days for event in day.events]


def test_it_is_one_stream_newest_first_with_who_and_why(log_in: LogIn, storied: Offering) -> None:
    client = log_in("viewer")
    found = titles(client, page_of(storied))
    wanted = [
        "Suspended", "Withdrew the answer to: Human review", "What it runs on changed",
        "Details edited", "Answered: Sign-in and leavers", "Proposal sent back",
        "Added to the registry",
    ]  # fmt: skip
    assert sorted(wanted, key=found.index) == wanted
    page = client.get(page_of(storied)).content.decode()
    for text in ("Which contract?", "Wrong plan.", "They are new.", "Leak.", "by rosa"):
        assert text in page
    assert "Console" in page
    assert "identity_sso" not in page.split('id="history"')[1]


def test_without_the_right_to_the_trail_the_rest_is_still_told(
    log_in: LogIn, storied: Offering
) -> None:
    plain = make_user("")
    plain.user_permissions.add(Permission.objects.get(codename="view_offering"))
    found = titles(log_in(person=plain), page_of(storied))
    assert "Proposal sent back" not in found
    assert "Details edited" not in found
    for title in ("Suspended", "Runs on", "Proposed", "Decided", "Review opened"):
        assert title in found
    page = log_in(person=plain).get(page_of(storied)).content.decode()
    assert "Wrong plan." not in page
    assert "Its audit trail" not in page


def test_older_events_are_a_page_further_and_cost_the_same(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("viewer"), page_of(good, "history/")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(url).context["stream"].older is None
    Answer.objects.bulk_create(
        answer("none", n, n + 1, offering=good, criterion="audit_log", superseded_by="desk")
        for n in range(-60, 0)
    )
    with CaptureQueriesContext(connection) as many:
        first = client.get(url)
    # Session, user, permissions (2), offering, policy, decisions, reviews, links, trail, moments
    # of answers, answers, stretches without a decision.
    assert len(many) == len(few) == 13
    older = first.context["stream"].older
    assert len([e for day in first.context["stream"].days for e in day.events]) == 50
    address = f"{url}?before={quote(older.isoformat(), safe='')}"
    assert f'href="{address}">Show older' in first.content.decode()
    second = client.get(address)
    rest = [e.title for day in second.context["stream"].days for e in day.events]
    assert rest == ["Answered: Audit log"] * len(rest)
    assert len(rest) > 10
    assert "Back to the newest" in second.content.decode()


@pytest.mark.parametrize("before", ["", "yesterday", "2026-09-01T12:00:00", "2026-99-99T00:00Z"])
def test_an_odd_moment_is_no_page(before: str, log_in: LogIn, good: Offering) -> None:
    url = page_of(good, "history/")
    assert log_in("viewer").get(url, {"before": before}).status_code == 404


def test_history_is_not_for_everybody(log_in: LogIn, good: Offering) -> None:
    assert log_in("").get(page_of(good, "history/")).status_code == 403
