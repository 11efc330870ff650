"""The path to yes reaches its target, asks no more than it must, and says what would prove it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given

from tests.vetting.scoring.answer_sets import (
    POLICY,
    TODAY,
    Given,
    answers_of,
    proof,
    tenant,
    worked,
    workstation,
)
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.judgement import Answer
from vetting.scoring.path import Change, Path, path_to_yes
from vetting.scoring.policy import Criterion, Policy
from vetting.scoring.vocabulary import Kind, Principle, State, Verdict


def paths_of(offering: Vetted) -> tuple[Path, ...]:
    return path_to_yes(offering.answers, offering.policy, TODAY, kind=offering.kind)


def strongest(criterion: Criterion) -> str:
    return min(criterion.proof, key=lambda kind: POLICY.evidence_kinds[kind].grade.key)


def with_proof(value: Given, kind: str) -> Answer:
    return Answer(value, proof(kind, document_date=TODAY))


def taken(changes: Sequence[Change]) -> dict[str, Answer]:
    """The answers of a set of changes, each with the strongest of its proofs."""
    return {c.criterion: with_proof(c.to, strongest(POLICY.criteria[c.criterion])) for c in changes}


def best_answers(offering: Vetted) -> dict[str, Answer]:
    best: dict[str, Answer] = {}
    for criterion in offering.policy.applicable(offering.kind):
        value: Given = criterion.values[0].key
        if criterion.answer_type != "choice":
            value = 0 if criterion.answer_type == "days" else TODAY
        best[criterion.key] = with_proof(value, strongest(criterion))
    return best


LOW_P3 = {
    "contract_basis": "consumer_terms",
    "tenancy_isolation": "shared_consumer",
    "identity_sso": "password_only",
    "admin_controls": "none",
    "audit_log": "none",
}


def needing_p3(score: int) -> Policy:
    return replace(POLICY, ban_below={**POLICY.ban_below, Principle.P3: Decimal(score)})


def every_set(offering: Vetted) -> Iterator[tuple[Path, tuple[Change, ...]]]:
    for path in paths_of(offering):
        for changes in path.sets:
            yield path, changes


@tried(40)
@given(vetted())
def test_every_set_reaches_its_target_with_every_answer_and_proof_it_names(
    offering: Vetted,
) -> None:
    for path, changes in every_set(offering):
        chosen = taken(changes)
        assert offering.having(**chosen).assess().verdict.rank >= path.verdict.rank
        for change in changes:
            assert change.any_of[0][0] == change.to
            assert change.proof
            tries = [with_proof(value, "signed_agreement") for value, _ in change.any_of]
            tries += [with_proof(change.to, kind) for kind in change.proof]
            for answer in tries:
                found = offering.having(**{**chosen, change.criterion: answer}).assess()
                assert found.verdict.rank >= path.verdict.rank, (change, answer)


@tried(40)
@given(vetted())
def test_a_path_is_drawn_to_each_verdict_above_the_present_one(offering: Vetted) -> None:
    present = offering.assess().verdict
    targets = [v for v in (Verdict.CONDITIONAL, Verdict.APPROVED) if v.rank > present.rank]
    paths = paths_of(offering)
    assert [path.verdict for path in paths] == targets
    assert all(1 <= len(path.sets) <= 3 for path in paths)
    for path in paths:
        assert len({len(changes) for changes in path.sets}) == 1
        # Nobody is advised to violate a criterion.
        for changes in path.sets:
            rows = offering.having(**taken(changes)).assess().judgements
            advised = {c.criterion for c in changes}
            states = {r.state for r in rows if r.criterion.key in advised}
            assert states <= {State.SATISFIES, State.PARTLY}
        keys = [frozenset(c.criterion for c in changes) for changes in path.sets]
        assert len(set(keys)) == len(keys)


def assert_nothing_smaller_reaches(path: Path, offering: Vetted) -> None:
    """Tried out: every smaller set of best answers with their best proofs."""
    best = best_answers(offering)
    for size in range(len(path.sets[0])):
        for keys in combinations(best, size):
            found = offering.having(**{key: best[key] for key in keys}).assess()
            assert found.verdict.rank < path.verdict.rank, keys


@tried(20)
@given(vetted(wildest=1))
def test_no_smaller_set_of_best_answers_reaches_the_target(offering: Vetted) -> None:
    small = [path for path in paths_of(offering) if len(path.sets[0]) <= 3]
    assume(small)
    for path in small:
        assert_nothing_smaller_reaches(path, offering)


LOW = [
    # (answers, policy, number of changes): several small gains could lift these scores as well.
    (answers_of(worked("W5")), POLICY, 2),
    (tenant(**LOW_P3), POLICY, 1),
    (tenant(**LOW_P3, encryption="transit_only", security_attestation="none"), POLICY, 2),
    (tenant(**LOW_P3, human_review="support_and_debugging"), needing_p3(60), 2),
]


@pytest.mark.parametrize(("answers", "policy", "size"), LOW)
def test_a_low_score_is_lifted_by_the_fewest_answers(
    answers: dict[str, Answer], policy: Policy, size: int
) -> None:
    offering = Vetted(Kind.CONSUMER_PAID, policy, answers)
    (to_conditional, _) = paths_of(offering)
    assert {len(changes) for changes in to_conditional.sets} == {size}
    assert_nothing_smaller_reaches(to_conditional, offering)


def test_an_answer_that_can_only_be_proven_weakly_gains_less() -> None:
    """No incidents known is at best shown on a help page, so it cannot lift the score alone."""
    answers = tenant(incident_history="repeat_or_slow", tenancy_isolation="customer_vpc")
    policy = replace(
        POLICY, approve_from={Principle.P2: Decimal(85), Principle.P3: Decimal("96.2")}
    )
    (path,) = paths_of(Vetted(Kind.STUDIO_TENANT, policy, answers))
    assert {len(changes) for changes in path.sets} == {2}


def shape(paths: Sequence[Path]) -> list[tuple[str, list[list[tuple[str, Given]]]]]:
    return [(p.verdict.value, [[(c.criterion, c.to) for c in s] for s in p.sets]) for p in paths]


EXAMPLES = [
    ("an approved one needs nothing", tenant(), []),
    (
        "one condition is met",
        tenant(audit_log="console_only"),
        [("approved", [[("audit_log", "exportable")]])],
    ),
    (
        "the same answer is proven better",
        tenant(encryption=Answer("rest_transit", proof("vendor_statement"))),
        [("approved", [[("encryption", "rest_transit")]])],
    ),
    (
        "an expired answer is proven again",
        tenant(contract_basis=Answer("commercial_terms_dpa", proof(seen_on=date(2025, 1, 1)))),
        [
            ("conditional", [[("contract_basis", "commercial_terms_dpa")]]),
            ("approved", [[("contract_basis", "commercial_terms_dpa")]]),
        ],
    ),
    (
        "a knock-out is undone, at the least on terms",
        tenant(vendor_content_licence="broad_irrevocable"),
        [
            ("conditional", [[("vendor_content_licence", "service_and_improvement")]]),
            ("approved", [[("vendor_content_licence", "service_only")]]),
        ],
    ),
    (
        "a missing number of days is the longest that will do",
        tenant(retention_days_inputs=None),
        [
            ("conditional", [[("retention_days_inputs", 365)]]),
            ("approved", [[("retention_days_inputs", 30)]]),
        ],
    ),
    (
        "a missing test may be as old as the score allows",
        tenant(pen_test_date=None),
        [("approved", [[("pen_test_date", TODAY - timedelta(730))]])],
    ),
]


@pytest.mark.parametrize(
    ("answers", "expected"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_an_example_path(answers: dict[str, Answer], expected: list[object]) -> None:
    found = path_to_yes(answers, POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert shape(found) == expected


def test_a_change_says_what_is_and_what_would_do() -> None:
    answers = workstation(egress_control="telemetry_off_unverified")
    (path,) = path_to_yes(answers, POLICY, TODAY, kind=Kind.LOCAL_DEVICE)
    assert path.sets == (
        (
            Change(
                criterion="egress_control",
                title="Content leaving the machine",
                now="Telemetry is switched off, but nobody has checked",
                to="blocked_by_network",
                any_of=(
                    ("blocked_by_network", "No: the network does not let it out"),
                    ("verified_no_egress", "No: a capture of this version shows it"),
                ),
                proof=("own_verification",),
            ),
        ),
    )


def test_a_missing_answer_is_said_to_be_missing() -> None:
    (path, _) = path_to_yes(tenant(trains_on_inputs=None), POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert path.sets[0][0].now == "Not answered"


def test_a_proof_that_is_too_weak_for_the_target_is_not_offered() -> None:
    answers = tenant(tenancy_isolation="team_workspace")
    (path,) = path_to_yes(answers, POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert "vendor_statement" in POLICY.criteria["tenancy_isolation"].proof
    assert path.sets[0][0].proof == ("soc2_type2", "published_terms", "own_verification")


def weakly_provable(key: str) -> Policy:
    """A draft in which a gating criterion can only be proven by e-mail."""
    weak = replace(POLICY.criteria[key], proof=("vendor_email",))
    return replace(POLICY, criteria={**POLICY.criteria, key: weak})


@pytest.mark.parametrize(
    ("policy", "targets"),
    [
        (
            replace(POLICY, approve_from={Principle.P2: Decimal(100), Principle.P3: Decimal(101)}),
            {"conditional": True, "approved": False},
        ),
        (weakly_provable("contract_basis"), {"conditional": False, "approved": False}),
    ],
    ids=["no score is high enough", "no proof is strong enough"],
)
def test_a_target_out_of_reach_has_no_sets(policy: Policy, targets: dict[str, bool]) -> None:
    answers = tenant(contract_basis=None)
    found = path_to_yes(answers, policy, TODAY, kind=Kind.STUDIO_TENANT)
    assert {path.verdict.value: bool(path.sets) for path in found} == targets


def test_an_agreement_of_the_studio_is_not_asked_for_again() -> None:
    answers = tenant(contract_basis=None, audit_log="none")
    (path,) = path_to_yes(answers, POLICY, TODAY, kind=Kind.NETFLIX_ENTERPRISE_AGREEMENT)
    assert shape([path]) == [("approved", [[("audit_log", "exportable")]])]
