"""Which rule wins: knock-out, open question, floor, approval, and conditional for the rest."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.vetting.scoring.answer_sets import POLICY, criteria, judged, proof, tenant
from vetting.scoring.judgement import Answer, Point
from vetting.scoring.policy import Criterion, Policy, Value
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Kind, Principle, State, Verdict

BANNED, NOT_VETTED = Verdict.BANNED, Verdict.NOT_VETTED
CONDITIONAL, APPROVED = Verdict.CONDITIONAL, Verdict.APPROVED

LOW_P2 = {
    "trains_on_inputs": "opt_out_available",
    "trains_on_outputs": "opt_out_available",
    "training_exceptions": "broad",
    "content_reuse_scope": "service_and_improvement",
}
LOW_P3 = {
    "contract_basis": "consumer_terms",
    "tenancy_isolation": "shared_consumer",
    "identity_sso": "password_only",
    "admin_controls": "none",
    "audit_log": "none",
}
KNOCK_OUT = {"vendor_content_licence": "broad_irrevocable"}

RULES = [
    ("a knock-out beats open questions", {**KNOCK_OUT, "encryption": None}, BANNED),
    ("a knock-out beats good scores", KNOCK_OUT, BANNED),
    ("a knock-out beats low scores", {**KNOCK_OUT, **LOW_P2, **LOW_P3}, BANNED),
    ("an open question beats a low score", {**LOW_P2, "encryption": None}, NOT_VETTED),
    ("an open question beats a good score", {"trains_on_inputs": None}, NOT_VETTED),
    ("a low principle 2 bans", LOW_P2, BANNED),
    ("a low principle 3 bans", LOW_P3, BANNED),
    ("an open question that is not gating is a condition", {"human_review": None}, CONDITIONAL),
    ("even an open note blocks an approval", {"incident_history": None}, CONDITIONAL),
    ("one condition blocks an approval", {"audit_log": "console_only"}, CONDITIONAL),
    ("a note does not", {"data_residency": "undisclosed"}, APPROVED),
    ("all is well", {}, APPROVED),
]


@pytest.mark.parametrize(
    ("changes", "verdict"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES]
)
def test_the_first_rule_that_matches_wins(changes: dict[str, str | None], verdict: Verdict) -> None:
    assert judged(tenant(**changes)).verdict is verdict


def worth(**credits: str) -> Policy:
    """The policy with other credits for W1's answers; a state never changes with them."""
    changed = {}
    for key, credit in credits.items():
        given = tenant()[key].value
        criterion = POLICY.criteria[key]
        values = tuple(
            replace(v, credit=Decimal(credit)) if v.key == given else v for v in criterion.values
        )
        changed[key] = replace(criterion, values=values)
    return replace(POLICY, criteria={**POLICY.criteria, **changed})


def floors(p2: str, p3: str) -> Policy:
    return replace(POLICY, ban_below={Principle.P2: Decimal(p2), Principle.P3: Decimal(p3)})


def approvals(p2: str, p3: str) -> Policy:
    return replace(POLICY, approve_from={Principle.P2: Decimal(p2), Principle.P3: Decimal(p3)})


# W1 scores exactly 97.4 and 94.
BORDERS = [
    (floors("97.4", "40"), APPROVED),
    (floors("97.41", "40"), BANNED),
    (floors("60", "94"), APPROVED),
    (floors("60", "94.001"), BANNED),
    (approvals("97.4", "94"), APPROVED),
    (approvals("97.40001", "75"), CONDITIONAL),
    (approvals("85", "94.001"), CONDITIONAL),
]


@pytest.mark.parametrize(("policy", "verdict"), BORDERS)
def test_a_score_on_the_border_passes_and_one_just_under_it_does_not(
    policy: Policy, verdict: Verdict
) -> None:
    assert judged(tenant(), policy=policy).verdict is verdict


def test_a_ban_rests_on_the_unrounded_score() -> None:
    """59.96 is shown as 60.0 and bans; then the sentence shows the decimal that decides."""
    policy = worth(
        trains_on_outputs="0",
        content_reuse_scope="0",
        training_exceptions="0",
        human_review="0",
        terms_change_protection="0.78",
    )
    found = judged(tenant(), policy=policy)
    assert found.verdict is BANNED
    assert found.scores[Principle.P2] == Decimal("59.96")
    assert one_decimal(found.scores[Principle.P2]) == Decimal("60.0")
    assert found.reasons[0].text == (
        "It scores 59.96 of 100 on data protection (principle 2); below 60 an offering is banned."
    )


def test_an_approval_rests_on_the_unrounded_score() -> None:
    near = replace(worth(admin_controls="0.996"), approve_from=approvals("85", "94").approve_from)
    assert [point.text for point in judged(tenant(), policy=near).reasons] == [
        "It scores 93.96 of 100 on the secured environment (principle 3); approval needs 94."
    ]


ROUNDED = [("59.94", "59.9"), ("59.95", "60.0"), ("59.96", "60.0"), ("0", "0.0"), ("74.85", "74.9")]


@pytest.mark.parametrize(("score", "shown"), ROUNDED)
def test_a_score_is_shown_with_one_decimal_half_up(score: str, shown: str) -> None:
    assert str(one_decimal(Decimal(score))) == shown


KNOCK_OUTS = [
    (criterion, value)
    for criterion in POLICY.criteria.values()
    for value in criterion.values
    if value.state is State.KNOCK_OUT
]


@pytest.mark.parametrize(("criterion", "value"), KNOCK_OUTS, ids=lambda part: part.key)
def test_each_knock_out_bans_with_its_own_reason(criterion: Criterion, value: Value) -> None:
    evidence = proof("third_party")
    found = judged({criterion.key: Answer(value.key, evidence)}, kind=Kind.HYBRID)
    assert found.verdict is BANNED
    assert found.reasons == (Point(criterion.key, value.text, evidence),)


def test_the_knock_outs_are_those_of_the_rule_book() -> None:
    assert [criterion.key for criterion, _ in KNOCK_OUTS] == [
        "trains_on_inputs",
        "trains_on_outputs",
        "content_reuse_scope",
        "human_review",
        "deletion_on_request",
        "model_provider_flowdown",
        "vendor_content_licence",
        "public_by_default",
        "encryption",
        "data_residency",
        "incident_history",
        "egress_control",
    ]


def test_open_gating_questions_are_the_reasons_for_not_vetted() -> None:
    found = judged(tenant(encryption=None, trains_on_inputs=None, human_review=None))
    assert [point.text for point in found.reasons] == [
        "Training on inputs: Nobody has answered this yet.",
        "Encryption: Nobody has answered this yet.",
    ]


def test_a_low_score_names_the_three_answers_that_cost_most() -> None:
    found = judged(tenant(**LOW_P3))
    assert criteria(found.reasons) == ["", "tenancy_isolation", "contract_basis", "identity_sso"]


def test_reasons_carry_the_evidence_of_their_answers() -> None:
    found = judged(tenant(audit_log="console_only"))
    (only,) = found.reasons
    assert only.text == "Audit log: Only on the vendor's pages."
    assert only.evidence == proof()
