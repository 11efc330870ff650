"""Until when the whole outcome stays as it is: seen by assessing on the days after."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged, proof
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.assessment import Assessment
from vetting.scoring.evidence import Evidence, last_day
from vetting.scoring.explanation import path_moved, path_text
from vetting.scoring.judgement import Answer
from vetting.scoring.outcome import Plain, outcome
from vetting.scoring.policy import Policy
from vetting.scoring.validity import outcome_holds_until
from vetting.scoring.vocabulary import Kind, Verdict
from vetting.scoring.written import written

KIND = Kind.STUDIO_TENANT
SOON = TODAY + timedelta(20)
LONG_AGO = date(2020, 1, 1)
NEVER = date(2040, 1, 1)


def ending(value: str | date, on: date, kind: str = "iso_certificate") -> Answer:
    return Answer(value, proof(kind, expires_on=on))


def pen_tested(days_ago: int, evidence: Evidence | None) -> dict[str, Answer]:
    return {"pen_test_date": Answer(TODAY - timedelta(days_ago), evidence)}


AHEAD = proof("published_terms", TODAY + timedelta(10), expires_on=SOON)
LASTING = proof("soc2_type2", expires_on=NEVER)

HOLDS: list[tuple[str, dict[str, Answer], date | None]] = [
    ("nothing is answered", {}, None),
    ("a proof runs out", {"encryption": ending("rest_transit", SOON)}, SOON),
    ("it runs out today", {"encryption": ending("rest_transit", TODAY)}, TODAY),
    ("it has run out", {"encryption": ending("rest_transit", LONG_AGO)}, None),
    (
        "the first of several",
        {
            "encryption": ending("rest_transit", NEVER),
            "audit_log": ending("exportable", LONG_AGO),
            "identity_sso": ending("password_only", SOON),
        },
        SOON,
    ),
    ("a proof whose day lies ahead", {"encryption": Answer("rest_transit", AHEAD)}, SOON),
    (
        "one too weak tells when it ends",
        {"encryption": ending("rest_transit", SOON, "vendor_email")},
        SOON,
    ),
    ("no proof at all", {"encryption": Answer("rest_transit", None)}, None),
    ("a proof nobody knows", {"encryption": ending("rest_transit", SOON, "hearsay")}, None),
    (
        "a knock-out outlives its proof",
        {"vendor_content_licence": ending("broad_irrevocable", SOON)},
        None,
    ),
    ("days do not grow old", {"retention_days_inputs": Answer(30, LASTING)}, NEVER),
    ("a test grows old", pen_tested(350, LASTING), TODAY + timedelta(15)),
    ("on its last day", pen_tested(365, LASTING), TODAY),
    ("also without a proof", pen_tested(720, None), TODAY + timedelta(10)),
    ("also with one that ran out", pen_tested(720, proof(seen_on=LONG_AGO)), TODAY + timedelta(10)),
    ("a test grows no older than old", pen_tested(731, None), None),
    ("a test that lies ahead", pen_tested(-5, None), TODAY + timedelta(370)),
]


def told(found: Assessment) -> Plain:
    """All that is said, but for the day it is said on."""
    return {**outcome(found), "on": None}


def path_of(found: Assessment, policy: Policy = POLICY) -> str:
    return path_text(found, policy)


@pytest.mark.parametrize(("answers", "last"), [h[1:] for h in HOLDS], ids=[h[0] for h in HOLDS])
def test_the_outcome_holds_until_the_first_end_of_any_kind(
    answers: dict[str, Answer], last: date | None
) -> None:
    found = judged(answers, kind=KIND)
    assert outcome_holds_until(found) == last
    for days in range(30):
        day = TODAY + timedelta(days)
        then = judged(answers, today=day, kind=KIND)
        if last is None or day <= last:
            assert told(then) == told(found), day
            assert path_of(then) == path_moved(path_of(found), timedelta(days)), day
        if last is not None and day == last + timedelta(1):
            assert told(then) != told(found)


def borders(offering: Vetted) -> set[date]:
    """Every day on which time alone may change the outcome."""
    ends = {last_day(a.evidence, POLICY) for a in offering.answers.values() if a.evidence}
    given_days = [a.value for a in offering.answers.values() if isinstance(a.value, date)]
    ends |= {day + timedelta(age) for day in given_days for age in (365, 730)}
    return {end for end in ends if end >= TODAY}


@tried(40)
@given(vetted(), st.integers(1, 2000))
def test_the_outcome_is_the_same_up_to_its_last_day_and_not_on_the_next(
    offering: Vetted, some_days: int
) -> None:
    found = offering.assess()
    last = outcome_holds_until(found)
    path = path_of(found, offering.policy)
    asked = {TODAY, TODAY + timedelta(some_days)}
    asked |= {end + timedelta(n) for end in borders(offering) for n in (0, 1)}
    for day in sorted(day for day in asked if last is None or day <= last):
        then = offering.assess(day)
        assert told(then) == told(found)
        assert path_of(then, offering.policy) == path_moved(path, day - TODAY)
    assert last is None or told(offering.assess(last + timedelta(1))) != told(found)


def asked_to_test(path: str) -> list[dict[str, Any]]:
    changes = (change for way in json.loads(path) for group in way["sets"] for change in group)
    return [change for change in changes if change["criterion"] == "pen_test_date"]


@pytest.mark.parametrize(
    "text",
    ["2026-01-31", '","to":"2026-01-31', '"to":"2026-01-31"', '{"value":"2026-01-31"}', "to"],
)
def test_no_text_moves_that_only_looks_like_a_day_to_give(text: str) -> None:
    path = written([{"title": text, "now": text, "to": "key", "any_of": [{"label": text}]}])
    assert path_moved(path, timedelta(3)) == path


def test_a_day_that_a_path_names_moves_with_the_calendar() -> None:
    paths = path_of(judged({}, kind=KIND))
    before = asked_to_test(paths)
    moved = path_moved(paths, timedelta(3))
    after = asked_to_test(moved)
    assert before and len(after) == len(before)
    for then, now in zip(before, after, strict=True):
        assert date.fromisoformat(now["to"]) - date.fromisoformat(then["to"]) == timedelta(3)
        assert [each["label"] for each in now["any_of"]] == [e["label"] for e in then["any_of"]]
    assert path_moved(moved, timedelta(-3)) == paths
    assert {p["verdict"] for p in json.loads(moved)} == {Verdict.CONDITIONAL, Verdict.APPROVED}
