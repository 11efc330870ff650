"""What to do next at a tenant: open first, then what adds a condition, then what earns most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged, proof, tenant
from vetting.scoring.judgement import Answer
from vetting.scoring.strengthening import strengthenings

OLD = TODAY - timedelta(days=400)


def steps(answers: dict[str, Answer], inherited: set[str] | None = None) -> dict[str, Any]:
    chosen = set(answers) if inherited is None else inherited
    found = strengthenings(judged(answers), chosen, POLICY)
    return {step.judgement.criterion.key: step for step in found}


def test_a_tenant_with_answers_as_strong_as_can_be_has_nothing_to_do() -> None:
    assert steps(tenant()) == {}


@pytest.mark.parametrize(
    ("criterion", "answer", "better", "proofs", "gain"),
    [
        # The same answer, only better proven.
        ("trains_on_inputs", Answer("contract_prohibits", proof("vendor_statement")), "",
         {"signed_agreement", "published_terms", "own_verification"}, "3.6"),
        ("identity_sso", Answer("sso_scim_enforced", proof("vendor_statement")), "",
         {"own_verification"}, "2.4"),
        ("encryption", Answer("rest_transit", proof("published_terms", OLD)), "",
         {"soc2_type2", "vendor_statement", "own_verification"}, "9.35"),
        # What is only available is switched on by us.
        ("retention_control", Answer("customer_set_available", proof()), "We set the period",
         {"signed_agreement", "own_verification"}, "2.8"),
        ("trains_on_outputs", Answer("always", proof()), "No: the contract forbids it",
         {"signed_agreement", "own_verification"}, "12"),
    ],
)  # fmt: skip
def test_an_inherited_answer_says_how_it_gets_stronger(
    criterion: str, answer: Answer, better: str, proofs: set[str], gain: str
) -> None:
    found = steps(tenant(**{criterion: answer}))
    assert list(found) == [criterion]
    step = found[criterion]
    assert step.better.startswith(better)
    assert bool(step.better) is bool(better)
    assert set(step.proof) == proofs
    assert str(step.gain.normalize()) == gain


def test_an_answer_of_our_own_is_not_asked_for_again() -> None:
    weak = tenant(identity_sso=Answer("sso_scim_enforced", proof("vendor_statement")))
    assert steps(weak, inherited=set()) == {}


def test_what_is_open_is_asked_for_whoever_left_it_open() -> None:
    assert list(steps(tenant(audit_log=None), inherited=set())) == ["audit_log"]


def test_what_blocks_a_verdict_comes_first_then_what_adds_a_condition() -> None:
    answers = tenant(
        data_residency=Answer("pinned", proof("vendor_statement")),
        identity_sso="sso_available",
        audit_log=None,
        tenancy_isolation=None,
    )
    assert list(steps(answers)) == [
        "tenancy_isolation", "audit_log", "identity_sso", "data_residency",
    ]  # fmt: skip
