"""What a tenant takes from its plan, and what an inherited answer has become since: the tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, Given, proof
from vetting.scoring.evidence import Evidence
from vetting.scoring.inheritance import Drift, carries, drift, is_worse
from vetting.scoring.judgement import Answer, Judgement, judge
from vetting.scoring.vocabulary import Kind

TRAINS, DAYS, SSO, LICENCE = (
    "trains_on_inputs", "retention_days_inputs", "identity_sso", "data_residency",
)  # fmt: skip
B, C, D = proof(), proof("vendor_statement"), proof("vendor_email")
A = proof("signed_agreement")
EXPIRED = proof("published_terms", TODAY - timedelta(days=400))
Said = tuple[Given, Evidence | None] | None


def judged(criterion: str, said: Said, kind: Kind = Kind.STUDIO_TENANT) -> Judgement:
    answer = Answer(*said) if said else None
    return judge(POLICY.criteria[criterion], answer, POLICY, kind, TODAY)


@pytest.mark.parametrize(
    ("criterion", "held", "plan", "found", "worse"),
    [
        (TRAINS, ("contract_prohibits", B), ("contract_prohibits", B), Drift.RENEWED, False),
        (TRAINS, ("contract_prohibits", B), ("contract_prohibits", A), Drift.RENEWED, False),
        (TRAINS, ("contract_prohibits", EXPIRED), ("contract_prohibits", B), Drift.RENEWED, False),
        (TRAINS, ("contract_prohibits", B), ("contract_prohibits", C), Drift.CHANGED, True),
        (TRAINS, ("contract_prohibits", B), ("contract_prohibits", D), Drift.STOPS, True),
        (TRAINS, ("contract_prohibits", B), ("opt_out_applied", B), Drift.CHANGED, True),
        (TRAINS, ("opt_out_applied", B), ("contract_prohibits", B), Drift.CHANGED, False),
        (TRAINS, ("contract_prohibits", B), ("always", D), Drift.STOPS, True),
        (TRAINS, ("always", B), ("always", D), Drift.RENEWED, False),
        (TRAINS, ("always", B), ("contract_prohibits", B), Drift.CHANGED, False),
        (TRAINS, ("contract_prohibits", B), None, Drift.STOPS, True),
        (TRAINS, ("contract_prohibits", EXPIRED), None, Drift.STOPS, False),
        (TRAINS, ("contract_prohibits", B), ("contract_prohibits", None), Drift.STOPS, True),
        (TRAINS, ("contract_prohibits", B), ("opt_out_applied", EXPIRED), Drift.CHANGED, True),
        (DAYS, (30, B), (20, B), Drift.CHANGED, False),
        (DAYS, (30, B), (60, B), Drift.CHANGED, True),
        (SSO, ("sso_enforced", B), None, Drift.CHANGED, True),
        (LICENCE, ("pinned", B), ("prohibited_jurisdiction", D), Drift.STOPS, True),
        (LICENCE, ("pinned", B), ("disclosed", B), Drift.CHANGED, True),
    ],
)
def test_what_the_plan_says_anew_is_renewed_changed_or_stops(
    criterion: str, held: Said, plan: Said, found: Drift, worse: bool
) -> None:
    before, after = judged(criterion, held), judged(criterion, plan)
    assert drift(before, after, TODAY) is found
    assert is_worse(before, after) is worse


@pytest.mark.parametrize(
    ("criterion", "kind", "carried"),
    [
        (TRAINS, Kind.STUDIO_TENANT, True),
        ("contract_basis", Kind.STUDIO_TENANT, True),
        ("contract_basis", Kind.NETFLIX_ENTERPRISE_AGREEMENT, False),
        (TRAINS, Kind.NETFLIX_ENTERPRISE_AGREEMENT, True),
        ("egress_control", Kind.STUDIO_TENANT, False),
    ],
)
def test_a_tenant_takes_what_it_is_asked_and_its_agreement_does_not_answer(
    criterion: str, kind: Kind, carried: bool
) -> None:
    assert carries(POLICY.criteria[criterion], POLICY, kind) is carried


def test_what_can_have_a_tenant_is_hosted_and_no_persons_account() -> None:
    assert {kind.value for kind in Kind if not kind.may_have_tenants} == {
        "consumer_free", "consumer_paid", "vendor_on_prem", "self_hosted", "local_device", "hybrid",
        "studio_tenant", "netflix_enterprise_agreement",
    }  # fmt: skip
    assert [kind.value for kind in Kind if kind.is_tenant] == [
        "studio_tenant", "netflix_enterprise_agreement",
    ]  # fmt: skip
