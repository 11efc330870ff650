"""What a change would give before it is made: exactly what it gives when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    EXPOSED_ONCE,
    GOOD,
    KNOCK_OUT,
    LATER,
    ONE_CONDITION,
    WEAK_ENVIRONMENT,
    answer_all,
    make_decided,
    make_offering,
    open_review_of,
    overriding,
    proof,
    publish,
    told,
)
from vetting.models import Answer, AuditEntry, Decision, Evidence, Offering, Review
from vetting.scoring.outcome import outcome
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.answers import AnswerInput, record_answers, withdraw_answer
from vetting.services.previews import Preview, preview
from vetting.services.reviews import open_review
from vetting.services.seen import Seen

pytestmark = pytest.mark.django_db

TODAY = LATER.date()
EXPIRED = {"expires_on": TODAY - timedelta(days=1)}


def inputs(changes: dict[str, Any], **evidence: Any) -> list[AnswerInput]:
    shown = proof(seen_on=TODAY, **evidence)
    return [AnswerInput(key, value, shown) for key, value in changes.items()]


def same_as_saved(seen: Preview, offering: Offering, before: tuple[bool, int]) -> None:
    """The preview foretold what is kept now: the whole result, the review and the stop."""
    kept = offering.assessments.get(superseded_at=None).result
    assert {**outcome(seen.after), "on": ""} == {**kept, "on": ""}
    needed = [row["criterion"] for row in kept["open_questions"] if row["gating"]]
    assert [question.criterion for question in seen.still_needed] == needed
    reviewed, stops = before
    assert seen.opens_review is (not reviewed and open_review_of(offering) is not None)
    assert seen.suspends is (stops_of(offering) > stops)
    if seen.suspends:
        assert told(offering, TODAY).reason is StatusReason.SUSPENDED


def stops_of(offering: Offering) -> int:
    return offering.decisions.filter(act="suspend").count()


def now_of(offering: Offering) -> tuple[bool, int]:
    return open_review_of(offering) is not None, stops_of(offering)


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("approved", KNOCK_OUT, {}),
    ("approved", KNOCK_OUT | ONE_CONDITION | {"audit_log": "none"}, {}),
    ("approved", ONE_CONDITION, {}),
    ("approved", {"identity_sso": "sso_enforced"}, {}),
    ("approved", WEAK_ENVIRONMENT, {}),
    ("approved", {"encryption": "rest_transit"}, {"kind": "vendor_email"}),
    ("approved", {"encryption": "rest_transit"}, EXPIRED),
    ("approved", {"trains_on_inputs": "always"}, {"kind": "vendor_email"}),
    ("approved", {"retention_days_inputs": 9999, "pen_test_date": "2020-01-01"}, {}),
    ("conditional", {"identity_sso": "sso_scim_enforced"}, {}),
    ("conditional", EXPOSED_ONCE, {}),
    ("banned", {"trains_on_inputs": "contract_prohibits"}, {}),
    ("not_vetted", {"trains_on_inputs": "always"}, {}),
    ("not_vetted", {"trains_on_inputs": "opt_out_applied"}, {}),
]


@pytest.mark.parametrize(("verdict", "changes", "evidence"), CHANGES)
def test_a_preview_is_what_saving_then_gives(
    verdict: str, changes: dict[str, Any], evidence: dict[str, Any]
) -> None:
    offering = make_decided("chat", verdict)
    given, before = inputs(changes, **evidence), now_of(offering)
    seen = preview(offering=offering, given=given, now=LATER)
    record_answers(offering=offering, given=given, by=None, now=LATER)
    same_as_saved(seen, offering, before)


@pytest.mark.parametrize("criterion", ["encryption", "identity_sso", "data_residency"])
def test_a_withdrawal_is_foretold_as_well(criterion: str) -> None:
    offering = make_decided("chat")
    before = now_of(offering)
    seen = preview(offering=offering, given=[], withdrawn=[criterion], now=LATER)
    withdraw_answer(offering=offering, criterion=criterion, because="Wrong.", by=None, now=LATER)
    same_as_saved(seen, offering, before)


def test_a_new_offering_is_foretold_from_the_first_answer_on() -> None:
    offering = make_offering()
    given = inputs(GOOD)
    for some in (given[:1], given[:12], given):
        seen = preview(offering=offering, given=some, now=LATER)
        assert len(seen.counted) == len(some)
    record_answers(offering=offering, given=given, by=None, now=LATER)
    same_as_saved(seen, offering, (False, 0))
    assert seen.after.verdict is Verdict.APPROVED


def test_what_was_overridden_knowingly_is_not_foretold_as_a_stop() -> None:
    offering = make_offering()
    answer_all(offering, but=EXPOSED_ONCE)
    publish(offering, Verdict.CONDITIONAL, override=overriding())
    seen = preview(offering=offering, given=inputs({"audit_log": "console_only"}), now=LATER)
    assert (seen.suspends, seen.opens_review) == (False, False)


def test_no_second_review_is_foretold_where_one_is_open() -> None:
    offering = make_decided("chat")
    open_review(offering=offering, because="A look.", by=None, now=LATER)
    seen = preview(offering=offering, given=inputs(KNOCK_OUT), now=LATER)
    assert (seen.suspends, seen.opens_review) == (True, False)


def test_it_says_which_conditions_come_and_go() -> None:
    offering = make_decided("chat", "conditional")
    given = inputs({"identity_sso": "sso_enforced", "audit_log": "console_only"})
    seen = preview(offering=offering, given=given, now=LATER)
    gone, come = ([p.criterion for p in each] for each in (seen.lost, seen.gained))
    assert (gone, come) == (["identity_sso"], ["audit_log"])


def test_what_would_be_refused_is_left_out_and_told() -> None:
    offering = make_decided("chat")
    given = [
        *inputs({"identity_sso": "maybe", "encryption": "none"}),
        AnswerInput("audit_log", "none", proof(), seen=Seen(None)),
    ]
    seen = preview(offering=offering, given=given, now=LATER)
    assert seen.counted == ("encryption",)
    assert [key for key, _ in seen.left_out] == ["identity_sso", "audit_log"]
    assert seen.after.verdict is Verdict.BANNED


def rows(*models: Any) -> Iterable[int]:
    return [model.objects.count() for model in models]


def test_a_look_writes_nothing() -> None:
    offering = make_decided("chat")
    held = rows(Answer, Evidence, AuditEntry, Review, Decision)
    preview(offering=offering, given=inputs(KNOCK_OUT), withdrawn=["audit_log"], now=LATER)
    assert rows(Answer, Evidence, AuditEntry, Review, Decision) == held
    assert told(offering, TODAY).verdict is Verdict.APPROVED


def test_its_queries_do_not_grow_with_the_answers(django_assert_num_queries: Any) -> None:
    offering = make_decided("chat")
    # Policy twice, answers held, the status with its decision, the newest act, the open review.
    for changes in (KNOCK_OUT, GOOD | KNOCK_OUT):
        with django_assert_num_queries(6):
            preview(offering=offering, given=inputs(changes), now=LATER)
