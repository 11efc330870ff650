"""The shipped policy 2026.1 against the rule book, typed a second time."""

import hashlib
from collections.abc import Iterator

import pytest

from vetting.scoring.loader import load_policy, shipped_policy_text
from vetting.scoring.policy import Criterion, Period
from vetting.scoring.vocabulary import Deployment, Kind, Principle, State

SHA256 = "255321507b40d84415705dddefd19092e8d5b42cacdb3bbc2615026774eedaab"

TEXT = shipped_policy_text("2026.1")
POLICY = load_policy(TEXT)

TRAINS = (
    "not_possible=1/S contract_prohibits=1/S policy_off_by_default=.6/P opt_out_applied=.5/P "
    "opt_out_available=.25/P always=0/K"
)
RETENTION = "0=1/S 30=.8/S 90=.4/P 365=.2/P more=0/V"

# key | weight | gating | effect | where | values; a value is key (or last day) = credit / state.
CATALOGUE = f"""
P2
trains_on_inputs | 18 | g | cond | all | {TRAINS}
trains_on_outputs | 12 | g | cond | all | {TRAINS}
training_exceptions | 8 | - | cond | vendor | none=1/S feedback_only=.7/P safety_flagged=.4/P \
deidentified_derivatives=.3/P broad=0/V
content_reuse_scope | 10 | g | cond | all | service_only=1/S service_and_improvement=.3/P \
shared_or_sold=0/K
human_review | 7 | - | cond | vendor | none_or_customer_approved=1/S abuse_or_legal_only=.6/P \
support_and_debugging=.4/P routine_quality_review=0/K
retention_control | 7 | g | cond | vendor | zero_retention=1/S customer_set_applied=1/S \
customer_set_available=.6/P vendor_fixed=.4/P indefinite=0/V
retention_days_inputs | 8 | g | cond | vendor | {RETENTION}
retention_days_outputs | 5 | g | cond | vendor | {RETENTION}
deletion_on_request | 5 | - | cond | vendor | self_service_30d=1/S on_request_30d=.8/S \
on_request_no_deadline=.4/P not_possible=0/K
model_provider_flowdown | 8 | g | cond | vendor | no_third_party_model=1/S \
flowdown_contractual=1/S disclosed_mixed=.4/P disclosed_no_flowdown=.2/P undisclosed=0/K
vendor_content_licence | 6 | g | cond | vendor | service_only=1/S service_and_improvement=.4/P \
broad_irrevocable=0/K
public_by_default | 4 | g | cond | vendor | always_private=1/S private_user_can_share=.8/P \
public_private_mode_available=.3/P public_only=0/K
terms_change_protection | 2 | - | note | vendor | locked_for_term=1/S notice_30d_or_more=.7/S \
effective_on_posting=.2/P
P3
contract_basis | 15 | g | cond | vendor | enterprise_agreement_dpa=1/S commercial_terms_dpa=.85/S \
commercial_terms_no_dpa=.4/P consumer_terms=0/V
tenancy_isolation | 17 | g | cond | all | on_device=1/S on_prem=1/S customer_vpc=1/S \
single_tenant=1/S isolated_workspace=.85/S api_project=.75/S team_workspace=.45/P \
shared_consumer=0/V
identity_sso | 12 | - | cond | all | sso_scim_enforced=1/S sso_enforced=.9/S \
managed_workstation_login=.9/S vaulted_api_keys=.8/S sso_available=.5/P mfa_only=.3/P \
password_only=0/V
admin_controls | 10 | - | cond | vendor | full=1/S partial=.5/P none=0/V
audit_log | 8 | - | cond | all | exportable=1/S console_only=.6/P none=0/V
encryption | 11 | g | cond | all | rest_transit_cmk=1/S rest_transit=.85/S transit_only=.2/V \
none=0/K
data_residency | 5 | - | note | vendor | pinned=1/S disclosed=.7/S undisclosed=.2/P \
prohibited_jurisdiction=0/K
security_attestation | 12 | - | cond | vendor | tpn_gold_or_soc2_plus_ai=1/S \
soc2_type2_or_iso27001=.85/S tpn_blue_or_soc2_type1=.5/P self_attested=.2/P none=0/V
pen_test_date | 3 | - | note | vendor | 365=1/S 730=.5/P older=0/V
breach_notice_days | 4 | - | note | vendor | 3=1/S 7=.7/S 30=.4/P more=0/V
incident_history | 3 | - | note | all | none_known=1/S remediated=.7/S repeat_or_slow=.2/P \
open_content_exposure=0/K
egress_control | 20 | g | cond | own | verified_no_egress=1/S blocked_by_network=.9/S \
telemetry_off_unverified=.5/P sends_content_out=0/K
model_provenance | 10 | - | cond | own | pinned_scanned_safe_format=1/S scanned=.7/S unverified=0/V
"""

WHERE = {
    "all": {Deployment.HOSTED, Deployment.HYBRID, Deployment.LOCAL},
    "vendor": {Deployment.HOSTED, Deployment.HYBRID},
    "own": {Deployment.HYBRID, Deployment.LOCAL},
}

EVIDENCE = {
    "signed_agreement": ("EV1", "A", "seen", Period(months=24), Period(months=24)),
    "published_terms": ("EV2", "B", "seen", Period(months=6), Period(months=6)),
    "soc2_type2": ("EV3a", "A", "document", Period(months=12), None),
    "iso_certificate": ("EV3b", "A", "document", Period(months=36), None),
    "tpn_gold": ("EV3c", "A", "document", Period(months=24), None),
    "tpn_blue": ("EV3c", "C", "document", Period(months=12), None),
    "pen_test": ("EV3d", "A", "document", Period(months=12), None),
    "own_verification": ("EV4", "A", "seen", Period(days=90), Period(months=12)),
    "vendor_statement": ("EV5", "C", "seen", Period(months=6), None),
    "questionnaire": ("EV6", "C", "seen", Period(months=12), None),
    "vendor_email": ("EV7", "D", "seen", Period(days=90), None),
    "third_party": ("EV8", "D", "seen", Period(days=90), None),
}


def rule_book() -> Iterator[tuple[str, str]]:
    """Principle and line of each criterion, in the order of the rule book."""
    principle = ""
    for line in CATALOGUE.strip().splitlines():
        if "|" in line:
            yield principle, line
        else:
            principle = line


def as_in_the_rule_book(criterion: Criterion) -> str:
    """The criterion as its line in the rule book, so that a difference shows as a diff of lines."""
    where = next(name for name, places in WHERE.items() if places == criterion.applies_to)
    values = " ".join(
        f"{value.key if value.up_to is None else value.up_to}="
        f"{str(value.credit).removeprefix('0') or '0'}/{value.state}"
        for value in criterion.values
    )
    gating = "g" if criterion.gating else "-"
    return (
        f"{criterion.key} | {criterion.weight} | {gating} | {criterion.effect} | {where} | {values}"
    )


def test_it_is_the_policy_that_was_released() -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert digest == SHA256, "a released policy is never edited: release a new version"


def test_every_criterion_is_as_in_the_rule_book() -> None:
    ours = [(c.principle.value, as_in_the_rule_book(c)) for c in POLICY.criteria.values()]
    assert ours == list(rule_book())


@pytest.mark.parametrize(
    ("kind", "p2", "p3"),
    [(Kind.STUDIO_TENANT, 100, 100), (Kind.LOCAL_DEVICE, 40, 81), (Kind.HYBRID, 100, 130)],
)
def test_the_weights_sum_as_in_the_rule_book(kind: Kind, p2: int, p3: int) -> None:
    for principle, total in ((Principle.P2, p2), (Principle.P3, p3)):
        mine = [c.weight for c in POLICY.applicable(kind) if c.principle is principle]
        assert sum(mine) == total


def test_the_types_of_answers() -> None:
    types = {
        c.key: c.answer_type.value for c in POLICY.criteria.values() if c.answer_type != "choice"
    }
    assert types == {
        "retention_days_inputs": "days",
        "retention_days_outputs": "days",
        "pen_test_date": "date",
        "breach_notice_days": "days",
    }


def test_the_thresholds_and_limits() -> None:
    assert POLICY.version == "2026.1"
    assert dict(POLICY.approve_from) == {Principle.P2: 85, Principle.P3: 75}
    assert dict(POLICY.ban_below) == {Principle.P2: 60, Principle.P3: 40}
    assert POLICY.unreleased_from_p3 == 75
    assert POLICY.strict_storage is False
    assert POLICY.override.looser == Period(days=90)
    assert POLICY.override.stricter == Period(months=12)
    kind = Kind.NETFLIX_ENTERPRISE_AGREEMENT
    assert POLICY.prefilled == {kind: {"contract_basis": "enterprise_agreement_dpa"}}


def test_the_grades_cap_credit_and_gate() -> None:
    grades = {
        g.key: (float(g.credit_cap), g.gating, bool(g.condition)) for g in POLICY.grades.values()
    }
    assert grades == {
        "A": (1, True, False),
        "B": (1, True, False),
        "C": (0.8, True, True),
        "D": (0.5, False, False),
    }


def test_every_kind_of_evidence_is_as_in_the_rule_book() -> None:
    ours = {
        kind.key: (
            kind.code,
            kind.grade.key,
            "document" if kind.counts_from_document else "seen",
            kind.validity,
            kind.at_most,
        )
        for kind in POLICY.evidence_kinds.values()
    }
    assert ours == EVIDENCE
    assert [k.key for k in POLICY.evidence_kinds.values() if not k.proves_good] == ["third_party"]


def test_the_cadence() -> None:
    cadence = POLICY.cadence
    assert cadence.grace_days == 30
    assert cadence.overdue_days == cadence.chase_days == (7, 14, 30)
    assert (cadence.banned_months, cadence.banned_not_before_days) == (12, 90)
    assert [(t.months, t.reminder_days) for t in cadence.tiers.values()] == [
        (6, (30, 14, 7, 1)),
        (12, (60, 30, 14, 7, 1)),
        (12, (60, 30, 14, 7, 1)),
    ]


def test_strict_storage_leaves_only_zero_days_as_a_full_yes() -> None:
    for key in ("retention_days_inputs", "retention_days_outputs"):
        states = [v.strict[0] if v.strict else v.state for v in POLICY.criteria[key].values]
        assert states == [State.SATISFIES, *[State.PARTLY] * 3, State.VIOLATES]


def test_every_criterion_can_be_proven_by_evidence_good_enough_for_it() -> None:
    for c in POLICY.criteria.values():
        kinds = [POLICY.evidence_kinds[key] for key in c.proof]
        assert any(k.proves_good and (k.grade.gating or not c.gating) for k in kinds), c.key
