"""An assessment as plain data: JSON types only, scores as shown, sources for a reader to check."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.vetting.scoring.answer_sets import (
    CASES,
    POLICY,
    TODAY,
    assessed,
    judged,
    proof,
    tenant,
    worked,
)
from vetting.scoring.judgement import Answer, Point
from vetting.scoring.outcome import outcome, path_as_data, points, shown_scores, source
from vetting.scoring.path import path_to_yes
from vetting.scoring.vocabulary import Kind, Principle

TERMS = replace(
    proof(document_date=date(2026, 8, 1)), title="Terms of service", url="https://example.com/terms"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_survives_a_round_trip_through_json(case: dict[str, object]) -> None:
    data = outcome(assessed(case))
    assert json.loads(json.dumps(data)) == data


def test_it_holds_the_whole_assessment() -> None:
    data = outcome(assessed(worked("W4")))
    assert {
        key: data[key]
        for key in ("policy", "kind", "on", "verdict", "ceiling", "escalate", "scores", "score_max")
    } == {
        "policy": "2026.1",
        "kind": "business_workspace",
        "on": "2026-09-01",
        "verdict": "conditional",
        "ceiling": "non_sensitive",
        "escalate": False,
        "scores": {"p2": 88.0, "p3": 74.9},
        "score_max": {"p2": 88.0, "p3": 74.9},
    }


@pytest.mark.parametrize(("case", "expect"), [(c, c["expect"]) for c in CASES])
def test_its_lists_are_those_of_the_worked_case(
    case: dict[str, object], expect: dict[str, list[str]]
) -> None:
    data = outcome(assessed(case))

    def keys(name: str) -> list[str]:
        return [row["criterion"] for row in data[name]]  # type: ignore[attr-defined, index]

    assert data["knock_outs"] == expect["knock_outs"]
    assert keys("conditions") == expect["conditions"]
    assert keys("notes") == expect["notes"]
    assert keys("open_questions") == expect["unknown"]
    assert keys("criteria") == list(POLICY.criteria)


def row_of(data: dict[str, object], key: str) -> dict[str, object]:
    rows: list[dict[str, object]] = data["criteria"]  # type: ignore[assignment]
    return next(row for row in rows if row["criterion"] == key)


def test_each_criterion_is_explained() -> None:
    data = outcome(judged(tenant(audit_log=Answer("console_only", TERMS))))
    assert row_of(data, "audit_log") == {
        "criterion": "audit_log",
        "principle": "P3",
        "title": "Audit log",
        "state": "P",
        "credit": 0.6,
        "weight": 8.0,
        "gating": False,
        "given": "console_only",
        "label": "Only on the vendor's pages",
        "reason": "Only on the vendor's pages.",
        "text": "Save the log from the vendor's pages every month and keep it for one year.",
        "grade": "B",
        "counts_until": "2027-03-01",
        "source": {
            "kind": "published_terms",
            "title": "Terms of service",
            "url": "https://example.com/terms",
            "document_date": "2026-08-01",
            "seen_on": "2026-09-01",
        },
    }


def test_an_unanswered_criterion_has_nothing_to_show() -> None:
    row = row_of(outcome(judged({})), "pen_test_date")
    assert (row["given"], row["grade"], row["counts_until"], row["source"]) == (
        None,
        "",
        None,
        None,
    )


def test_a_day_is_written_as_a_day() -> None:
    row = row_of(outcome(judged(tenant())), "pen_test_date")
    assert row["given"] == "2026-03-01"


def test_a_reason_about_the_whole_has_no_criterion() -> None:
    rows = points([Point("", "All is well."), Point("audit_log", "No log.", TERMS)])
    assert rows == [
        {"criterion": None, "text": "All is well."},
        {"criterion": "audit_log", "text": "No log."},
    ]
    (first, second) = points(
        [Point("", "All is well."), Point("audit_log", "No log.", TERMS)], with_source=True
    )
    assert first["source"] is None
    assert second["source"] == source(TERMS)


def test_scores_are_rounded_half_up_and_only_here() -> None:
    scores = {Principle.P2: Decimal("59.95"), Principle.P3: Decimal("74.949")}
    assert shown_scores(scores) == {"p2": 60.0, "p3": 74.9}


def test_a_path_is_plain_data() -> None:
    answers = tenant(pen_test_date=None)
    paths = path_to_yes(answers, POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert json.loads(json.dumps(path_as_data(paths))) == [
        {
            "verdict": "approved",
            "sets": [
                [
                    {
                        "criterion": "pen_test_date",
                        "title": "Penetration test",
                        "now": "Not answered",
                        "to": "2024-09-01",
                        "any_of": [
                            {"value": "2024-09-01", "label": "One to two years ago"},
                            {"value": "2025-09-01", "label": "Within the last year"},
                        ],
                        "proof": ["pen_test"],
                    }
                ]
            ],
        }
    ]
