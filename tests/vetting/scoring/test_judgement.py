"""How one answer stands: ladders at their borders, grades of evidence, expiry and refusals."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, Given, proof
from vetting.scoring.judgement import Answer, AnswerError, Judgement, judge, value_for
from vetting.scoring.vocabulary import Kind, State

S, P, V, K, UNKNOWN = (
    State.SATISFIES,
    State.PARTLY,
    State.VIOLATES,
    State.KNOCK_OUT,
    State.UNKNOWN,
)
LONG_AGO = date(2020, 1, 1)
GET_IT_IN_WRITING = (
    "Get it in writing: obtain a signed agreement or binding published terms that confirm the "
    'answer on "{}" for this very plan.'
)


def stands(
    key: str,
    value: Given,
    kind_of_proof: str | None = "published_terms",
    *,
    kind: Kind = Kind.STUDIO_TENANT,
    seen_on: date = TODAY,
    strict: bool = False,
) -> Judgement:
    evidence = proof(kind_of_proof, seen_on) if kind_of_proof else None
    policy = replace(POLICY, strict_storage=strict)
    return judge(policy.criteria[key], Answer(value, evidence), policy, kind, TODAY)


RETENTION = [
    (0, "1", S),
    (1, "0.8", S),
    (30, "0.8", S),
    (31, "0.4", P),
    (90, "0.4", P),
    (91, "0.2", P),
    (365, "0.2", P),
    (366, "0", V),
    (9999, "0", V),
]
BREACH = [
    (0, "1", S),
    (3, "1", S),
    (4, "0.7", S),
    (7, "0.7", S),
    (8, "0.4", P),
    (30, "0.4", P),
    (31, "0", V),
    (9999, "0", V),
]
PEN_TEST_AGE = [
    (-5, "1", S),
    (0, "1", S),
    (365, "1", S),
    (366, "0.5", P),
    (730, "0.5", P),
    (731, "0", V),
]


@pytest.mark.parametrize("key", ["retention_days_inputs", "retention_days_outputs"])
@pytest.mark.parametrize(("days", "credit", "state"), RETENTION)
def test_retention_is_judged_by_its_step(key: str, days: int, credit: str, state: State) -> None:
    row = stands(key, days)
    assert (row.credit, row.state, row.is_condition) == (Decimal(credit), state, state in {P, V})


@pytest.mark.parametrize(("days", "credit", "state"), BREACH)
def test_breach_notice_is_judged_by_its_step(days: int, credit: str, state: State) -> None:
    row = stands("breach_notice_days", days)
    assert (row.credit, row.state, row.is_condition) == (Decimal(credit), state, False)


@pytest.mark.parametrize(("age", "credit", "state"), PEN_TEST_AGE)
def test_a_test_is_judged_by_its_age(age: int, credit: str, state: State) -> None:
    row = stands("pen_test_date", TODAY - timedelta(age))
    assert (row.credit, row.state) == (Decimal(credit), state)


GRADES = [
    # (criterion, value, proof) -> credit and state. A and B carry everything.
    ("contract_basis", "enterprise_agreement_dpa", "signed_agreement", "1", S),
    ("contract_basis", "enterprise_agreement_dpa", "published_terms", "1", S),
    ("audit_log", "exportable", "own_verification", "1", S),
    # C: at most 0.8, and a gating answer that satisfies costs a condition.
    ("contract_basis", "enterprise_agreement_dpa", "vendor_statement", "0.8", P),
    ("encryption", "rest_transit", "questionnaire", "0.8", P),
    ("tenancy_isolation", "api_project", "vendor_statement", "0.75", P),
    ("tenancy_isolation", "team_workspace", "tpn_blue", "0.45", P),
    ("encryption", "transit_only", "vendor_statement", "0.2", V),
    ("audit_log", "exportable", "vendor_statement", "0.8", S),
    ("audit_log", "console_only", "vendor_statement", "0.6", P),
    # D: at most 0.5, and nothing for a gating answer.
    ("audit_log", "exportable", "vendor_email", "0.5", S),
    ("audit_log", "console_only", "vendor_email", "0.5", P),
    ("audit_log", "none", "vendor_email", "0", V),
    ("encryption", "rest_transit", "vendor_email", "0", UNKNOWN),
    ("encryption", "transit_only", "vendor_email", "0", UNKNOWN),
    # Third parties never prove a good answer; bad news that adds a condition stands.
    ("audit_log", "exportable", "third_party", "0", UNKNOWN),
    ("audit_log", "console_only", "third_party", "0", UNKNOWN),
    ("audit_log", "none", "third_party", "0", V),
    ("incident_history", "none_known", "third_party", "0", UNKNOWN),
    ("incident_history", "repeat_or_slow", "third_party", "0", UNKNOWN),
    # A knock-out counts on any proof.
    ("encryption", "none", "vendor_email", "0", K),
    ("incident_history", "open_content_exposure", "third_party", "0", K),
    ("trains_on_inputs", "always", "third_party", "0", K),
    ("trains_on_inputs", "always", "vendor_statement", "0", K),
]


@pytest.mark.parametrize(("key", "value", "kind", "credit", "state"), GRADES)
def test_evidence_carries_what_its_grade_allows(
    key: str, value: str, kind: str, credit: str, state: State
) -> None:
    row = stands(key, value, kind)
    assert (row.credit, row.state) == (Decimal(credit), state)
    assert row.grade == POLICY.evidence_kinds[kind].grade.key


@pytest.mark.parametrize("value", ["rest_transit", "transit_only", "none"])
def test_no_evidence_is_no_answer(value: str) -> None:
    """Not even for a knock-out: what nobody can point to, nobody can check."""
    row = stands("encryption", value, None)
    assert (row.state, row.credit, row.given) == (UNKNOWN, 0, value)
    assert row.reason == "No evidence is recorded, so the answer counts for nothing."


def test_a_weakly_proven_gating_answer_must_be_got_in_writing() -> None:
    row = stands("encryption", "rest_transit", "vendor_statement")
    assert row.text == GET_IT_IN_WRITING.format("Encryption")
    assert row.is_condition
    assert row.reason == (
        "In transit and at rest. The evidence is weak (Vendor's help page or trust centre), so the "
        "answer counts only in part."
    )


def test_weak_evidence_is_named_even_where_it_costs_no_credit() -> None:
    row = stands("retention_days_inputs", 30, "vendor_statement")
    assert (row.credit, row.state) == (Decimal("0.8"), P)
    assert row.reason == (
        "At most 30 days. The evidence is weak (Vendor's help page or trust centre), so the answer "
        "counts only in part."
    )


def test_a_bad_answer_keeps_its_own_condition_on_weak_evidence() -> None:
    row = stands("tenancy_isolation", "team_workspace", "vendor_statement")
    assert row.text == POLICY.criteria["tenancy_isolation"].values[6].text


def test_an_answer_that_satisfies_adds_nothing() -> None:
    row = stands("encryption", "rest_transit")
    assert (row.text, row.adds_text, row.reason) == ("", False, "In transit and at rest.")


REASONS = [
    (
        "vendor_email",
        TODAY,
        "Its evidence is too weak for a question that everything hangs on (E-mail or ticket from "
        "the vendor).",
    ),
    (
        "published_terms",
        date(2026, 2, 28),
        "Its evidence ran out on 2026-08-28, so the answer counts for nothing.",
    ),
]


@pytest.mark.parametrize(("kind", "seen_on", "reason"), REASONS)
def test_an_answer_that_does_not_count_says_why(kind: str, seen_on: date, reason: str) -> None:
    row = stands("encryption", "rest_transit", kind, seen_on=seen_on)
    assert (row.state, row.reason, row.given) == (UNKNOWN, reason, "rest_transit")
    assert row.label == "In transit and at rest"


def test_a_third_party_can_count_against_but_not_for() -> None:
    assert stands("audit_log", "exportable", "third_party").reason == (
        "Its evidence can count against an offering, but never for it (Press or third-party "
        "review)."
    )


@pytest.mark.parametrize(
    ("seen_on", "state"),
    [
        (date(2026, 3, 1), S),
        (date(2026, 2, 28), UNKNOWN),
    ],
)
def test_evidence_counts_on_its_last_day_and_not_after(seen_on: date, state: State) -> None:
    assert stands("encryption", "rest_transit", seen_on=seen_on).state is state


@pytest.mark.parametrize("kind", ["signed_agreement", "published_terms", "third_party"])
def test_an_expired_proof_never_lifts_a_knock_out(kind: str) -> None:
    assert stands("encryption", "none", kind, seen_on=LONG_AGO).state is K


STRICT = [
    ("retention_days_inputs", 0, S),
    ("retention_days_inputs", 1, P),
    ("retention_days_inputs", 30, P),
    ("retention_days_inputs", 31, P),
    ("retention_days_outputs", 0, S),
    ("retention_days_outputs", 30, P),
    ("retention_days_outputs", 366, V),
]


@pytest.mark.parametrize(("key", "days", "state"), STRICT)
def test_strict_storage_takes_no_retention_as_a_full_yes(key: str, days: int, state: State) -> None:
    strict, usual = stands(key, days, strict=True), stands(key, days)
    assert strict.state is state
    assert strict.credit == usual.credit
    if strict.state is not usual.state:
        assert strict.text.startswith("The vendor keeps ")
        assert usual.text == ""


@pytest.mark.parametrize("kind", Kind)
def test_only_the_studios_own_agreement_answers_a_question_by_itself(kind: Kind) -> None:
    for criterion in POLICY.applicable(kind):
        row = judge(criterion, None, POLICY, kind, TODAY)
        own = kind is Kind.NETFLIX_ENTERPRISE_AGREEMENT and criterion.key == "contract_basis"
        assert row.state is (S if own else UNKNOWN)
        if not own:
            assert row.reason == "Nobody has answered this yet."


def test_a_prefilled_answer_says_where_it_comes_from() -> None:
    kind = Kind.NETFLIX_ENTERPRISE_AGREEMENT
    row = judge(POLICY.criteria["contract_basis"], None, POLICY, kind, TODAY)
    assert row.reason == (
        "Enterprise agreement with a data-processing agreement. This comes with the kind of "
        "offering (Provided under the studio's enterprise agreement)."
    )
    assert row.standing_term.startswith("Use it only under the executed agreement")


def test_an_answer_of_ones_own_goes_before_a_prefilled_one() -> None:
    row = stands("contract_basis", "consumer_terms", kind=Kind.NETFLIX_ENTERPRISE_AGREEMENT)
    assert row.state is V


def test_what_does_not_apply_says_so() -> None:
    row = stands("egress_control", "sends_content_out", kind=Kind.EMBEDDED_FEATURE)
    assert row.state is State.NOT_APPLICABLE
    assert row.reason == (
        "Does not apply to this kind of offering (AI feature inside another product)."
    )


REFUSED = [
    (
        "encryption",
        "rot13",
        "encryption: 'rot13' is not an answer; choose one of rest_transit_cmk,",
    ),
    ("encryption", "", "choose one of rest_transit_cmk, rest_transit, transit_only, none."),
    ("encryption", "None", "encryption: 'None' is not an answer"),
    ("encryption", True, "encryption: True is not an answer"),
    ("encryption", 1, "encryption: 1 is not an answer"),
    ("retention_days_inputs", -1, "retention_days_inputs: -1 is not a number of days"),
    ("retention_days_inputs", True, "give a whole number from 0 up (9999 for indefinite)."),
    ("retention_days_inputs", "30", "retention_days_inputs: '30' is not a number of days"),
    ("retention_days_inputs", 29.5, "retention_days_inputs: 29.5 is not a number of days"),
    ("breach_notice_days", False, "breach_notice_days: False is not a number of days"),
    ("breach_notice_days", TODAY, "breach_notice_days: "),
    ("pen_test_date", "2026-03-01", "pen_test_date: '2026-03-01' is not a day; give YYYY-MM-DD."),
    ("pen_test_date", 20260301, "pen_test_date: 20260301 is not a day; give YYYY-MM-DD."),
    ("pen_test_date", True, "pen_test_date: True is not a day"),
    ("pen_test_date", datetime(2026, 3, 1), "is not a day; give YYYY-MM-DD."),  # noqa: DTZ001
]


@pytest.mark.parametrize(("key", "value", "told"), REFUSED)
def test_it_refuses_what_is_no_answer_and_says_what_is(key: str, value: Given, told: str) -> None:
    with pytest.raises(AnswerError) as caught:
        value_for(POLICY.criteria[key], value, TODAY)
    assert str(caught.value).startswith(f"{key}: ")
    assert told in str(caught.value)
