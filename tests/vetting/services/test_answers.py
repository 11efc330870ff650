"""Recording and withdrawing answers: periods, shared proofs, and refusals that change nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import (
    GOOD,
    LATER,
    NOW,
    TODAY,
    answer_all,
    at,
    make_offering,
    make_user,
    proof,
)
from tests.conftest import Once
from vetting.models import Answer, Assessment, AuditEntry, Evidence, Offering
from vetting.services.answers import AnswerInput, record_answer, record_answers, withdraw_answer
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

SSO = "identity_sso"
DAYS = "breach_notice_days"
TESTED = "pen_test_date"
EGRESS = "egress_control"
TOMORROW, YESTERDAY = LATER.date(), TODAY - timedelta(days=1)


@pytest.fixture(autouse=True, scope="module")
def unanswered(once: Once) -> None:
    once(make_offering)


@pytest.fixture
def offering(db: None) -> Offering:
    return Offering.objects.get(slug="studio-chat-enterprise")


def given(criterion: str, value: Any) -> dict[str, Any]:
    return {"criterion": criterion, "value": value}


def on(kind: str = "signed_agreement", **fields: Any) -> dict[str, Any]:
    return {"evidence": proof(kind, **fields)}


def say(offering: Offering, value: Any, criterion: str = SSO, days: int = 0, **more: Any) -> Any:
    more.setdefault("evidence", proof(seen_on=at(days).date()))
    more.setdefault("by", None)
    return record_answer(offering=offering, criterion=criterion, value=value, now=at(days), **more)


def test_an_answer_is_kept_with_who_when_and_on_what(offering: Offering) -> None:
    rosa = make_user("analyst")
    say(offering, "sso_available", by=rosa, note="From the order form.", confidence="high")
    answer = Answer.objects.get()
    assert (answer.value, answer.recorded_by, answer.recorded_at) == ("sso_available", rosa, NOW)
    assert (answer.origin, answer.note, answer.confidence) == (
        "desk",
        "From the order form.",
        "high",
    )
    assert answer.evidence.title == "Order form and data addendum"


def test_a_new_answer_supersedes_the_old_one(offering: Offering) -> None:
    say(offering, "sso_available")
    say(offering, "sso_enforced", days=1)
    old, new = Answer.objects.order_by("pk")
    assert (old.superseded_at, old.superseded_by) == (at(1), "desk")
    assert (new.value, new.superseded_at) == ("sso_enforced", None)


def test_a_clock_that_is_a_little_behind_is_no_obstacle(offering: Offering) -> None:
    say(offering, "sso_available", days=1)
    say(offering, "sso_enforced", days=0)
    old, new = Answer.objects.order_by("pk")
    assert (old.superseded_at, new.superseded_at) == (at(1), None)


def test_the_same_again_changes_nothing(offering: Offering) -> None:
    answer_all(offering)
    entries, found = AuditEntry.objects.count(), Assessment.objects.get(superseded_at=None)
    again = answer_all(offering, now=at(0).replace(hour=15))
    assert again == found
    assert Answer.objects.count() == len(GOOD)
    assert AuditEntry.objects.count() == entries


def test_a_day_is_stored_as_it_is_written(offering: Offering) -> None:
    say(offering, date(2026, 8, 1), "pen_test_date")
    say(offering, "2026-08-01", "pen_test_date")
    assert Answer.objects.get().value == "2026-08-01"


def test_answers_on_one_proof_share_its_row() -> None:
    for slug in ("one", "two"):
        answer_all(make_offering(slug))
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another"},
        {"kind": "published_terms"},
        {"url": "https://example.com/"},
        {"document_date": TODAY},
        {"expires_on": date(2027, 1, 1)},
        {"undated": True},
    ],
)
def test_other_evidence_is_another_proof(other: dict[str, Any], offering: Offering) -> None:
    say(offering, "sso_available")
    say(offering, "sso_available", evidence=proof(**other))
    assert Evidence.objects.count() == 2
    assert Answer.objects.filter(superseded_at=None).count() == 1


def test_several_answers_are_one_act_in_the_trail(offering: Offering) -> None:
    answer_all(offering)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, set(entry.after)) == ("answered", set(GOOD))
    assert entry.after[SSO][:2] == ["sso_scim_enforced", "Order form and data addendum"]


def test_the_assessment_follows_at_once(offering: Offering) -> None:
    assert answer_all(offering).verdict == "approved"
    worse = say(offering, "sso_available", days=1)
    assert (worse.verdict, worse.open_questions) == ("conditional", 0)
    assert [point["criterion"] for point in worse.result["conditions"]] == [SSO]
    assert Assessment.objects.filter(superseded_at=None).get() == worse


def test_a_withdrawn_answer_is_unknown_again(offering: Offering) -> None:
    answer_all(offering)
    found = withdraw_answer(
        offering=offering, criterion=SSO, because="Wrong plan.", by=make_user("analyst"), now=LATER
    )
    assert found.open_questions == 1
    ended = Answer.objects.get(criterion=SSO)
    assert (ended.superseded_at, ended.superseded_by) == (LATER, "desk")
    entry = AuditEntry.objects.get(act="withdrew an answer")
    assert (entry.because, list(entry.before)) == ("Wrong plan.", [SSO])


@pytest.mark.parametrize(
    ("criterion", "because", "problem"),
    [
        ("audit_log", "Wrong.", ("criterion", "audit_log has no answer to withdraw.")),
        (SSO, "  ", ("because", "Say why the answer no longer stands.")),
    ],
)
def test_it_says_why_nothing_was_withdrawn(
    criterion: str, because: str, problem: tuple[str, str], offering: Offering
) -> None:
    say(offering, "sso_available")
    with pytest.raises(Refused) as refusal:
        withdraw_answer(offering=offering, criterion=criterion, because=because, by=None, now=LATER)
    assert refusal.value.problems == [problem]
    assert Answer.objects.get().superseded_at is None


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"criterion": "colour"}, "criterion", "'colour' is not a criterion of this policy."),
        ({"value": "maybe"}, "value", "identity_sso: 'maybe' is not an answer; choose one of sso"),
        ({"value": None}, "value", "identity_sso: null is not an answer; choose one of sso"),
        (given(DAYS, True), "value", "breach_notice_days: true is not an answer; give a whole"),
        (given(DAYS, 1.5), "value", "breach_notice_days: 1.5 is not an answer; give a whole"),
        (given(DAYS, -3), "value", "breach_notice_days: -3 is not a number of days; give a whole"),
        (given(TESTED, "1.8.2026"), "value", "pen_test_date: '1.8.2026' is not a day; give YYYY"),
        (given(TESTED, TOMORROW), "value", "pen_test_date: 2026-09-02 is in the future."),
        (given(EGRESS, "sends_content_out"), "value", "egress_control does not apply to this kind"),
        (on("gossip"), "kind", "'gossip' is not a kind of evidence; choose one of signed"),
        (on(title=" "), "title", "Say what the document is called."),
        (on(title="t" * 301), "title", "Ensure this value has at most 300 characters"),
        (on(url="javascript:x"), "url", "'javascript:x' is not a web address; it starts with"),
        (on(url="https://no spaces"), "url", "Enter a valid URL."),
        (on(seen_on=TOMORROW), "seen_on", "2026-09-02 is in the future; give the day it was read"),
        (on(document_date=TOMORROW), "document_date", "2026-09-02 is in the future."),
        (on(document_date=TODAY, undated=True), "undated", "A document with a date is not"),
        (on(document_date=TODAY, expires_on=YESTERDAY), "expires_on", "It cannot end before"),
        (on(expires_on=date.max), "expires_on", "9999-12-31 is too far off; leave it empty"),
    ],
)
def test_every_refusal_is_a_sentence_with_its_field_and_changes_nothing(
    given: dict[str, Any], field: str, sentence: str, offering: Offering
) -> None:
    say(offering, "sso_available")
    before = (AuditEntry.objects.count(), Evidence.objects.count(), Assessment.objects.count())
    with pytest.raises(Refused) as refusal:
        say(offering, **{"value": "sso_enforced", **given})
    [(where, why)] = refusal.value.problems
    assert (where, why[: len(sentence)]) == (field, sentence)
    assert Answer.objects.get().superseded_at is None
    after = (AuditEntry.objects.count(), Evidence.objects.count(), Assessment.objects.count())
    assert after == before


def test_all_problems_of_all_answers_are_told_at_once(offering: Offering) -> None:
    given = [
        AnswerInput("colour", "red", proof()),
        AnswerInput(SSO, "maybe", proof("gossip", title="")),
        AnswerInput("audit_log", "exportable", proof()),
        AnswerInput("audit_log", "none", proof()),
    ]
    with pytest.raises(Refused) as refusal:
        record_answers(offering=offering, given=given, by=None, now=NOW)
    assert [field for field, _ in refusal.value.problems] == [
        "colour, criterion",
        "identity_sso, kind",
        "identity_sso, title",
        "identity_sso, value",
        "audit_log, criterion",
    ]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator", ""])
def test_only_analysts_answer(role: str, offering: Offering) -> None:
    somebody = make_user(role)
    with pytest.raises(Refused, match="You may not record answers; ask an analyst."):
        say(offering, "sso_available", by=somebody)
    say(offering, "sso_available")
    with pytest.raises(Refused, match="You may not record answers"):
        withdraw_answer(offering=offering, criterion=SSO, because="Wrong.", by=somebody, now=LATER)


@pytest.mark.parametrize("role", ["analyst", "superuser"])
def test_somebody_who_left_answers_nothing(role: str, offering: Offering) -> None:
    with pytest.raises(Refused, match="You may not record answers"):
        say(offering, "sso_available", by=make_user(role, is_active=False))


def test_the_queries_do_not_grow_with_the_answers(django_assert_num_queries: Any) -> None:
    one, many, rosa = make_offering("one"), make_offering("many"), make_user("analyst")
    say(make_offering("zero"), "sso_available")
    assert rosa.has_perm("vetting.add_answer")
    # Savepoint, turn, policy, answers held, evidence, answers written (6); the trail in a savepoint
    # of its own: turn, entry, head (5); policy, assessment held, answers with evidence, assessment
    # superseded and written, explanation held and written, status with its decision, release (9);
    # tenants that inherit (1).
    expected = 21
    with django_assert_num_queries(expected):
        say(one, "sso_available", by=rosa)
    with django_assert_num_queries(expected):
        answer_all(many, by=rosa)
