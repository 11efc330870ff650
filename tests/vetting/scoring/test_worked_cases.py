"""The ten worked cases of the rule book come out as it says, to the decimal."""

from typing import Any

import pytest

from tests.vetting.scoring.answer_sets import CASES, assessed, criteria, worked
from vetting.scoring.outcome import shown_scores
from vetting.scoring.vocabulary import Ceiling, State

CEILINGS = {
    "W1": Ceiling.UNRELEASED,
    "W2": Ceiling.UNRELEASED,
    "W3": Ceiling.UNRELEASED,
    "W4": Ceiling.NON_SENSITIVE,
    "W5": Ceiling.NONE,
    "W6": Ceiling.NONE,
    "W7": Ceiling.NON_SENSITIVE,
    "W8": Ceiling.NONE,
    "W9": Ceiling.NON_SENSITIVE,
    "W10": Ceiling.NONE,
}
REASONS = {
    "W1": [""],
    "W2": [""],
    "W3": [""],
    "W4": ["", *worked("W4")["expect"]["conditions"]],
    "W5": [
        "",
        "trains_on_inputs",
        "trains_on_outputs",
        "content_reuse_scope",
        "",
        "tenancy_isolation",
        "contract_basis",
        "admin_controls",
    ],
    "W6": ["vendor_content_licence"],
    "W7": ["", "", *worked("W7")["expect"]["conditions"]],
    "W8": ["trains_on_outputs", "retention_days_outputs"],
    "W9": ["security_attestation"],
    "W10": ["egress_control"],
}

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def test_there_are_ten() -> None:
    assert [case["name"] for case in CASES] == [f"W{number}" for number in range(1, 11)]


@every_case
def test_a_worked_case_comes_out_to_the_decimal(case: dict[str, Any]) -> None:
    found = assessed(case)
    scores, most = shown_scores(found.scores), shown_scores(found.score_max)
    told = {
        "verdict": found.verdict.value,
        "p2": scores["p2"],
        "p3": scores["p3"],
        "p2_max": most["p2"],
        "p3_max": most["p3"],
        "knock_outs": criteria(found.knock_outs),
        "conditions": criteria(found.conditions),
        "notes": criteria(found.notes),
        "unknown": criteria(found.open_questions),
        "open_gating": [q.criterion for q in found.open_questions if q.gating],
        "escalate": found.escalate,
    }
    assert told == case["expect"]


@every_case
def test_a_worked_case_has_its_ceiling(case: dict[str, Any]) -> None:
    assert assessed(case).ceiling is CEILINGS[case["name"]]


@every_case
def test_a_worked_case_names_what_it_rests_on(case: dict[str, Any]) -> None:
    assert criteria(assessed(case).reasons) == REASONS[case["name"]]


@every_case
def test_every_sentence_is_one(case: dict[str, Any]) -> None:
    found = assessed(case)
    points = (*found.reasons, *found.must_do, *found.notes, *found.standing_terms)
    sentences = [p.text for p in points] + [r.reason for r in found.judgements]
    for text in sentences + [q.because for q in found.open_questions]:
        assert not text[0].islower(), text
        assert text.endswith((".", "?")), text
        assert not any(slip in text for slip in ("..", "  ", " .", ": ,", "{", "?.")), text


def test_sixteen_questions_do_not_apply_to_a_local_tool() -> None:
    rows = assessed(worked("W3")).judgements
    assert sum(row.state is State.NOT_APPLICABLE for row in rows) == 16


def test_a_low_score_bans_with_both_floors_and_what_cost_most() -> None:
    texts = [point.text for point in assessed(worked("W5")).reasons]
    assert texts[0] == (
        "It scores 50.1 of 100 on data protection (principle 2); below 60 an offering is banned."
    )
    assert texts[1] == (
        "Training on inputs: Yes unless opted out, and we have not shown that we did."
    )
    assert texts[4] == (
        "It scores 32.7 of 100 on the secured environment (principle 3); below 40 an offering is "
        "banned."
    )
    assert texts[5] == "Isolation from other customers: Shared consumer service."


def test_an_expired_attestation_is_obtained_again_and_counts_as_none_until_then() -> None:
    found = assessed(worked("W9"))
    assert [point.text for point in found.must_do] == [
        "Obtain a current attestation; treat it as none until then."
    ]
    assert [q.because for q in found.open_questions] == [
        "Its evidence ran out on 2026-08-31, so the answer counts for nothing."
    ]


def test_an_approval_says_how_good_it_is() -> None:
    (only,) = assessed(worked("W1")).reasons
    assert only.text == (
        "It scores 97.4 on data protection (principle 2) and 94.0 on the secured environment "
        "(principle 3). No question is open, and no condition is left."
    )


def test_a_local_tool_that_phones_home_is_sent_to_be_vetted_again() -> None:
    (only,) = assessed(worked("W10")).reasons
    assert "vet it as a hosted or hybrid offering" in only.text
