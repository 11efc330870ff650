"""Answers to judge: the ten worked cases, a sound tenant with changes, and the proofs of both."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Answer
from vetting.scoring.loader import load_policy, shipped_policy_text
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import Kind

POLICY = load_policy(shipped_policy_text("2026.1"))
TODAY = date(2026, 9, 1)
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "worked.json").read_text(encoding="utf-8")
)
_KIND_OF_GRADE = {"A": "own_verification", "B": "published_terms"}

Given = str | int | date


def proof(kind: str = "published_terms", seen_on: date = TODAY, **days: date) -> Evidence:
    return Evidence(kind, seen_on, **days)


def worked(name: str) -> dict[str, Any]:
    return next(case for case in CASES if case["name"] == name)


def answers_of(case: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers of a worked case; what it calls expired ran out the day before."""
    today = date.fromisoformat(case["today"])
    kind = _KIND_OF_GRADE[case["evidence_grade"]]
    found = {}
    for key, value in case["answers"].items():
        given = date.fromisoformat(value) if key == "pen_test_date" else value
        ran_out = {"expires_on": today - timedelta(1)} if key in case["expired"] else {}
        found[key] = Answer(given, proof(kind, today, **ran_out))
    return found


def assessed(case: Mapping[str, Any]) -> Assessment:
    today = date.fromisoformat(case["today"])
    return assess(answers_of(case), POLICY, today, kind=Kind(case["kind"]))


def tenant(**changes: Given | Answer | None) -> dict[str, Answer]:
    """The sound studio tenant of W1 with changes: a value, a whole answer, or None for missing."""
    answers = answers_of(worked("W1"))
    for key, change in changes.items():
        if change is None:
            del answers[key]
        else:
            answers[key] = change if isinstance(change, Answer) else Answer(change, proof())
    return answers


def workstation(**changes: Given | None) -> dict[str, Answer]:
    """The firewalled local tool of W3 with changes."""
    answers = answers_of(worked("W3"))
    for key, change in changes.items():
        if change is None:
            del answers[key]
        else:
            answers[key] = Answer(change, proof("own_verification"))
    return answers


def judged(
    answers: Mapping[str, Answer],
    *,
    policy: Policy = POLICY,
    today: date = TODAY,
    kind: Kind = Kind.STUDIO_TENANT,
) -> Assessment:
    return assess(answers, policy, today, kind=kind)


def criteria(points: Any) -> list[str]:
    return [point.criterion for point in points]
