"""What an assessment holds: scores, ceiling, points in order, and what it refuses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.vetting.scoring.answer_sets import (
    POLICY,
    TODAY,
    Given,
    criteria,
    judged,
    proof,
    tenant,
    workstation,
)
from vetting.scoring.assessment import ceiling_of
from vetting.scoring.judgement import Answer, AnswerError
from vetting.scoring.vocabulary import Ceiling, Deployment, Kind, Principle, State, Verdict

NONE, NON_SENSITIVE, UNRELEASED = Ceiling.NONE, Ceiling.NON_SENSITIVE, Ceiling.UNRELEASED

CEILINGS = [
    (Verdict.BANNED, "100", False, NONE),
    (Verdict.NOT_VETTED, "100", False, NONE),
    (Verdict.NOT_VETTED, "100", True, NONE),
    (Verdict.CONDITIONAL, "74.99", False, NON_SENSITIVE),
    (Verdict.CONDITIONAL, "75", False, UNRELEASED),
    (Verdict.CONDITIONAL, "75", True, NON_SENSITIVE),
    (Verdict.CONDITIONAL, "40", True, NON_SENSITIVE),
    (Verdict.APPROVED, "75", False, UNRELEASED),
]


@pytest.mark.parametrize(("verdict", "p3", "anything_open", "ceiling"), CEILINGS)
def test_the_ceiling_rests_on_verdict_score_and_open_questions(
    verdict: Verdict, p3: str, anything_open: bool, ceiling: Ceiling
) -> None:
    assert ceiling_of(verdict, Decimal(p3), anything_open, POLICY) is ceiling


WEIGHTS = {Deployment.HOSTED: (100, 100), Deployment.HYBRID: (100, 130), Deployment.LOCAL: (40, 81)}


@pytest.mark.parametrize("kind", Kind)
def test_what_does_not_apply_leaves_the_score(kind: Kind) -> None:
    rows = judged({}, kind=kind).judgements
    applied = [r.criterion for r in rows if r.state is not State.NOT_APPLICABLE]
    weights = tuple(sum(c.weight for c in applied if c.principle is p) for p in Principle)
    assert weights == WEIGHTS[kind.deployment]


def test_an_unknown_scores_nothing_and_stays_in_the_sum() -> None:
    found = judged(tenant(admin_controls=None))
    assert found.scores[Principle.P3] == 84
    assert found.score_max[Principle.P3] == found.scores[Principle.P3] + 10


def test_scores_are_exact() -> None:
    found = judged(workstation(), kind=Kind.LOCAL_DEVICE)
    assert found.scores == {Principle.P2: 100, Principle.P3: Decimal(7615) / 81}
    assert found.scores[Principle.P3] != round(found.scores[Principle.P3], 1)


def test_two_scores_are_never_averaged() -> None:
    """A perfect environment does not buy a weak protection of data."""
    answers = tenant(
        trains_on_inputs="opt_out_available",
        trains_on_outputs="opt_out_available",
        training_exceptions="broad",
        content_reuse_scope="service_and_improvement",
        tenancy_isolation="single_tenant",
        encryption="rest_transit_cmk",
    )
    found = judged(answers)
    assert found.scores[Principle.P2] < 60 < 95 < found.scores[Principle.P3]
    assert found.verdict is Verdict.BANNED


def test_nothing_known_is_not_vetted_and_escalates() -> None:
    found = judged({})
    assert (found.verdict, found.escalate, found.ceiling) == (Verdict.NOT_VETTED, True, NONE)
    assert found.scores == {Principle.P2: 0, Principle.P3: 0}
    assert found.score_max == {Principle.P2: 100, Principle.P3: 100}
    assert len(found.open_questions) == 24


def test_points_come_in_the_order_of_the_policy() -> None:
    answers = dict(reversed(tenant(audit_log="none", human_review="abuse_or_legal_only").items()))
    assert criteria(judged(answers).conditions) == ["human_review", "audit_log"]


def test_what_is_still_to_be_obtained_is_part_of_what_must_be_done() -> None:
    found = judged(tenant(audit_log="none", admin_controls=None))
    assert found.verdict is Verdict.CONDITIONAL
    assert criteria(found.must_do) == ["audit_log", "admin_controls"]
    assert found.must_do[1].text == POLICY.criteria["admin_controls"].missing


def test_a_gating_question_is_asked_and_no_condition_stands_in_for_it() -> None:
    found = judged(tenant(encryption=None, audit_log="none"))
    assert criteria(found.must_do) == ["audit_log"]
    (question,) = found.open_questions
    assert question.gating
    assert question.text == POLICY.criteria["encryption"].missing


def test_standing_terms_go_with_good_answers_that_count() -> None:
    assert criteria(judged(tenant()).standing_terms) == ["contract_basis"]
    with_keys = tenant(identity_sso="vaulted_api_keys", contract_basis="commercial_terms_dpa")
    assert criteria(judged(with_keys).standing_terms) == ["identity_sso"]
    bare = tenant(contract_basis=Answer("enterprise_agreement_dpa", None))
    assert judged(bare).standing_terms == ()


def test_notes_never_become_conditions() -> None:
    answers = tenant(
        terms_change_protection="effective_on_posting",
        data_residency="undisclosed",
        pen_test_date=date(2020, 1, 1),
        breach_notice_days=9999,
        incident_history="repeat_or_slow",
    )
    found = judged(answers)
    assert found.verdict is Verdict.APPROVED
    assert found.conditions == ()
    assert criteria(found.notes) == [
        "terms_change_protection",
        "data_residency",
        "pen_test_date",
        "breach_notice_days",
        "incident_history",
    ]


def test_evidence_that_ran_out_later_still_counted_on_a_past_day() -> None:
    answers = tenant(encryption=Answer("rest_transit", proof(expires_on=date(2026, 9, 10))))
    days = [date(2026, 9, 10), date(2026, 9, 11)]
    assert [judged(answers, today=day).verdict for day in days] == [
        Verdict.APPROVED,
        Verdict.NOT_VETTED,
    ]


def test_strict_storage_leaves_approval_to_zero_retention_and_local_tools() -> None:
    strict = replace(POLICY, strict_storage=True)
    held = judged(tenant(), policy=strict)
    assert held.verdict is Verdict.CONDITIONAL
    assert criteria(held.conditions) == ["retention_days_inputs", "retention_days_outputs"]
    nothing_held = tenant(retention_days_inputs=0, retention_days_outputs=0)
    assert judged(nothing_held, policy=strict).verdict is Verdict.APPROVED
    local = judged(workstation(), policy=strict, kind=Kind.LOCAL_DEVICE)
    assert local.verdict is Verdict.APPROVED


def test_only_contract_basis_comes_with_the_studios_own_agreement() -> None:
    found = judged({}, kind=Kind.NETFLIX_ENTERPRISE_AGREEMENT)
    assert len(found.open_questions) == 23
    assert found.verdict is Verdict.NOT_VETTED
    answers = tenant(contract_basis=None)
    own = judged(answers, kind=Kind.NETFLIX_ENTERPRISE_AGREEMENT)
    assert own.verdict is Verdict.APPROVED
    assert judged(answers, kind=Kind.STUDIO_TENANT).verdict is Verdict.NOT_VETTED


def test_it_names_its_policy_kind_and_day() -> None:
    found = judged(tenant())
    assert (found.policy, found.kind, found.on) == ("2026.1", Kind.STUDIO_TENANT, TODAY)


def test_a_criterion_that_the_policy_does_not_know_is_refused() -> None:
    answers = {**tenant(), "colour": Answer("red", proof()), "astrology": Answer(1, proof())}
    with pytest.raises(AnswerError) as caught:
        judged(answers)
    assert str(caught.value) == "No such criterion in policy 2026.1: astrology, colour."


@pytest.mark.parametrize(
    ("key", "value"),
    [("encryption", "rot13"), ("retention_days_inputs", -1), ("pen_test_date", "yesterday")],
)
def test_an_answer_that_is_none_is_refused(key: str, value: Given) -> None:
    with pytest.raises(AnswerError, match=f"^{key}: "):
        judged(tenant(**{key: value}))
