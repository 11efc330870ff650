"""When a vendor's word may take the place of an answer: never as good news against better proof."""

from __future__ import annotations

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, proof
from vetting.scoring.claims import strength, why_not_replace
from vetting.scoring.judgement import Answer, judge
from vetting.scoring.vocabulary import Kind

BETTER, SAME, WORSE = "contract_prohibits", "opt_out_available", "always"


@pytest.mark.parametrize(
    ("proven_by", "claimed", "replaces"),
    [
        ("signed_agreement", BETTER, False),
        ("signed_agreement", SAME, False),
        ("signed_agreement", WORSE, True),
        ("published_terms", BETTER, False),
        ("published_terms", WORSE, True),
        ("vendor_statement", BETTER, True),
        ("questionnaire", BETTER, True),
        ("vendor_email", BETTER, True),
        ("", BETTER, True),
    ],
)
def test_only_bad_news_displaces_a_better_proof(
    proven_by: str, claimed: str, replaces: bool
) -> None:
    criterion = POLICY.criteria["trains_on_inputs"]
    held = Answer(SAME, proof(proven_by)) if proven_by else None
    judged = judge(criterion, held, POLICY, Kind.API_STANDARD, TODAY)
    kind = POLICY.evidence_kinds["questionnaire"]
    why = why_not_replace(judged, claimed, kind, POLICY.grades, TODAY)
    assert (why == "") is replaces


@pytest.mark.parametrize(("days", "replaces"), [(20, False), (30, False), (31, True), (9999, True)])
def test_more_days_are_bad_news_from_the_next_step_on(days: int, replaces: bool) -> None:
    criterion = POLICY.criteria["retention_days_inputs"]
    held = Answer(30, proof("signed_agreement"))
    judged = judge(criterion, held, POLICY, Kind.API_STANDARD, TODAY)
    kind = POLICY.evidence_kinds["questionnaire"]
    assert (why_not_replace(judged, days, kind, POLICY.grades, TODAY) == "") is replaces


def test_grades_are_ordered_by_what_they_can_carry() -> None:
    ordered = sorted(POLICY.grades.values(), key=strength, reverse=True)
    assert [grade.key for grade in ordered] == ["A", "B", "C", "D"]
