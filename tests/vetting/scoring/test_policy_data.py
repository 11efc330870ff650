"""The rules in the open: nothing that a policy holds is left out, and it all fits into JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from tests.vetting.scoring.answer_sets import POLICY
from vetting.scoring import policy as shapes
from vetting.scoring.assessment import ceiling_of
from vetting.scoring.policy_data import policy_as_data
from vetting.scoring.vocabulary import State, Verdict

DATA: Any = policy_as_data(POLICY)
# What stands under another name than in the record.
ELSEWHERE = {"approve_from", "ban_below", "unreleased_from_p3", "counts_from_document"}
RECORDS = [
    (shapes.Policy, DATA),
    (shapes.Criterion, DATA["criteria"][0]),
    (shapes.Value, DATA["criteria"][0]["values"][0]),
    (shapes.Crosswalk, DATA["criteria"][0]["crosswalk"][0]),
    (shapes.EvidenceKind, DATA["evidence_kinds"][0]),
    (shapes.Period, DATA["evidence_kinds"][0]["validity"]),
    (shapes.Grade, DATA["grades"][0]),
    (shapes.Cadence, DATA["cadence"]),
    (shapes.Tier, DATA["cadence"]["tiers"][0]),
    (shapes.OverrideLimits, DATA["override"]),
]


@pytest.mark.parametrize(("record", "shown"), RECORDS)
def test_every_field_of_every_record_is_published(record: Any, shown: dict[str, Any]) -> None:
    assert {field.name for field in fields(record)} - ELSEWHERE <= set(shown)


def test_it_says_the_same_as_the_policy() -> None:
    assert DATA["version"] == POLICY.version
    assert DATA["thresholds"] == {
        "approve_from": {"p2": 85.0, "p3": 75.0},
        "ban_below": {"p2": 60.0, "p3": 40.0},
        "unreleased_from_p3": 75.0,
    }
    assert [row["key"] for row in DATA["criteria"]] == list(POLICY.criteria)
    assert [row["key"] for row in DATA["evidence_kinds"]] == list(POLICY.evidence_kinds)
    assert DATA["evidence_kinds"][0]["counts_from"] == "seen_on"
    for row, criterion in zip(DATA["criteria"], POLICY.criteria.values(), strict=True):
        assert (row["weight"], row["gating"]) == (float(criterion.weight), criterion.gating)
        bans = [value.key for value in criterion.values if value.state is State.KNOCK_OUT]
        assert [value["key"] for value in row["values"] if value["knock_out"]] == bans


def test_a_policy_that_changes_says_something_else() -> None:
    stricter = replace(POLICY, unreleased_from_p3=Decimal("82.25"))
    assert policy_as_data(stricter)["ceilings"] != DATA["ceilings"]


@pytest.mark.parametrize(("verdict", "last"), [(v, v is not Verdict.CONDITIONAL) for v in Verdict])
def test_the_ceilings_are_those_that_the_rules_draw(verdict: Verdict, last: bool) -> None:
    rows = [row["ceiling"] for row in DATA["ceilings"] if row["verdict"] == verdict]
    best, least = (
        ceiling_of(verdict, p3, unclear, POLICY)
        for p3, unclear in ((POLICY.unreleased_from_p3, False), (Decimal(0), True))
    )
    assert rows == ([least] if last else [best, least])


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(DATA)) == DATA
    assert {type(leaf) for leaf in leaves(DATA)} <= {str, int, float, bool, type(None)}


def leaves(found: Any) -> Iterator[Any]:
    inside = found.values() if isinstance(found, dict) else found
    if not isinstance(found, dict | list):
        yield found
        return
    for part in inside:
        yield from leaves(part)
