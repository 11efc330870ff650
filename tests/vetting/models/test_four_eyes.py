"""Four eyes in the database: even hand-written SQL publishes alone only what loosens nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.builders import NOW, TODAY, make_offering, make_user
from vetting.models import Decision, Offering
from vetting.scoring.judgement import Point
from vetting.scoring.permission import Proposal, loosens
from vetting.scoring.vocabulary import Ceiling, Verdict
from vetting.services.drafts import own_status_on

pytestmark = pytest.mark.django_db

SSO, LOGS, OWN = ("identity_sso", "SSO."), ("audit_log", "Logs."), (None, "Only on set.")
LAST = TODAY + timedelta(100)
COLUMNS = (
    "offering_id", "act", "verdict", "ceiling", "conditions", "because", "assessment_id",
    "author_id", "approver_id", "loosens", "decided_at", "decided_on", "review_due_on",
    "valid_until", "grace_days", "override",
)  # fmt: skip
Row = dict[str, Any]


def conditions(*points: tuple[str | None, str]) -> list[dict[str, object]]:
    return [{"criterion": criterion, "text": text} for criterion, text in points]


APPROVED: Row = {"verdict": "approved", "ceiling": "unreleased"}
CONDITIONAL: Row = {
    "verdict": "conditional", "ceiling": "non_sensitive", "conditions": conditions(SSO, LOGS),
}  # fmt: skip
OWN_WORDS: Row = {**CONDITIONAL, "conditions": conditions(SSO, OWN)}
BANNED: Row = {"verdict": "banned", "valid_until": None}
OPEN: Row = {"verdict": "not_vetted", "valid_until": None}
SUSPENDED: Row = {"act": "suspend", "verdict": "", "valid_until": None}
LAPSED: Row = {
    **APPROVED,
    "decided_on": TODAY - timedelta(200),
    "valid_until": TODAY - timedelta(1),
}


def insert(offering: Offering, *, author: Any = None, approver: Any = None, **row: Any) -> None:
    """A decision as somebody writes it who has the database and no scruples."""
    said = {
        "act": "decide", "verdict": "", "ceiling": "none", "conditions": [], "override": None,
        "loosens": False, "decided_on": TODAY, "valid_until": LAST, "grace_days": 0, **row,
    }  # fmt: skip
    values = {
        **said,
        "offering_id": offering.pk,
        "because": "By hand.",
        "assessment_id": offering.assessments.get().pk,
        "author_id": author and author.pk,
        "approver_id": approver and approver.pk,
        "decided_at": NOW,
        "review_due_on": said["valid_until"],
        "conditions": json.dumps(said["conditions"]),
        "override": None if said["override"] is None else json.dumps(said["override"]),
    }
    sql = f"INSERT INTO vetting_decision ({', '.join(COLUMNS)}) VALUES ("  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql + ", ".join(["%s"] * len(COLUMNS)) + ")", [values[c] for c in COLUMNS])


def offering_with(*rows: Row) -> Offering:
    offering = make_offering()
    for row in rows:
        people = {"author": make_user("analyst"), "approver": make_user("approver")}
        insert(offering, **{"loosens": True, **row}, **people)
    return offering


CASES: dict[str, tuple[list[Row], Row]] = {
    "the first approval": ([], APPROVED),
    "the first conditions": ([], CONDITIONAL),
    "the first ban": ([], BANNED),
    "open questions first": ([], OPEN),
    "the same again": ([APPROVED], APPROVED),
    "stricter": ([APPROVED], CONDITIONAL),
    "banned": ([APPROVED], BANNED),
    "looser": ([CONDITIONAL], APPROVED),
    "a ban made usable": ([BANNED], CONDITIONAL),
    "a ban made open": ([BANNED], OPEN),
    "a ban again": ([BANNED], BANNED),
    "open made usable": ([OPEN], CONDITIONAL),
    "after a lapse": ([LAPSED], CONDITIONAL),
    "a day longer": ([APPROVED], {**APPROVED, "valid_until": LAST + timedelta(1)}),
    "a day shorter": ([APPROVED], {**APPROVED, "valid_until": LAST - timedelta(1)}),
    "a higher ceiling": ([CONDITIONAL], {**CONDITIONAL, "ceiling": "unreleased"}),
    "a lower ceiling": ([CONDITIONAL], {**CONDITIONAL, "ceiling": "none"}),
    "a condition less": ([CONDITIONAL], {**CONDITIONAL, "conditions": conditions(SSO)}),
    "a condition more": ([CONDITIONAL], {**CONDITIONAL, "conditions": conditions(SSO, LOGS, OWN)}),
    "other words of one criterion": (
        [CONDITIONAL],
        {**CONDITIONAL, "conditions": conditions(("identity_sso", "Other."), LOGS)},
    ),
    "words of our own kept": (
        [OWN_WORDS],
        {**CONDITIONAL, "conditions": conditions(SSO, (None, "Only on set"))},
    ),
    "words of our own dropped": ([OWN_WORDS], CONDITIONAL),
    "nothing in a condition's place": (
        [CONDITIONAL],
        {**CONDITIONAL, "conditions": [{"criterion": None, "text": None}]},
    ),
    "out of a suspension": ([APPROVED, SUSPENDED], APPROVED),
    "a ban under a suspension": ([APPROVED, SUSPENDED], BANNED),
    "open under a suspension": ([APPROVED, SUSPENDED], OPEN),
    "a banned one suspended, made open": ([BANNED, SUSPENDED], OPEN),
    "after two": ([APPROVED, BANNED, CONDITIONAL], CONDITIONAL),
    "back to what was before": ([APPROVED, CONDITIONAL], APPROVED),
}


def as_proposal(row: Row) -> Proposal:
    points = tuple(Point(c["criterion"], c["text"] or "") for c in row.get("conditions", []))
    ceiling = Ceiling(row.get("ceiling", "none"))
    return Proposal(Verdict(row["verdict"]), ceiling, points, row.get("valid_until", LAST))


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_one_person_writes_exactly_what_the_rules_call_no_loosening(
    before: list[Row], after: Row
) -> None:
    offering = offering_with(*before)
    held = offering.decisions.count()
    looser = loosens(own_status_on(offering, TODAY), as_proposal(after))
    if looser:
        with pytest.raises(DatabaseError, match="takes two different people"):
            insert(offering, author=make_user("superuser"), **after)
        return
    insert(offering, author=make_user("superuser"), **after)
    assert Decision.objects.count() == held + 1


@pytest.mark.parametrize("people", ["nobody", "one", "one twice"])
def test_it_takes_two_different_people_and_a_superuser_is_one(people: str) -> None:
    offering, boss = offering_with(), make_user("superuser")
    named = {"nobody": {}, "one": {"author": boss}, "one twice": {"author": boss, "approver": boss}}
    with pytest.raises(DatabaseError, match="takes two different people"):
        insert(offering, **named[people], **APPROVED)
    insert(offering, author=boss, approver=make_user("approver"), **{**APPROVED, "loosens": True})


@pytest.mark.parametrize(
    "more",
    [
        {"override": {"reason": "x", "risk_owner": "x", "scope": "x", "ends_on": "2026-10-01"}},
        {"grace_days": 30},
        {"verdict": "Approved"},
        {"act": "DECIDE", "verdict": "anything"},
        {"decided_on": date(2027, 9, 1), "valid_until": date(2027, 9, 1)},
    ],
    ids=["an override", "longer grace", "another spelling", "an act of another name", "later"],
)
def test_what_the_rules_have_no_word_for_needs_two_as_well(more: Row) -> None:
    offering = offering_with(APPROVED)
    with pytest.raises(DatabaseError, match="takes two different people"):
        insert(offering, author=make_user("superuser"), **{**APPROVED, **more})


def test_nobody_lifts_a_suspension_alone() -> None:
    offering, boss = offering_with(APPROVED, SUSPENDED), make_user("superuser")
    lift = {"act": "lift", "verdict": "", "valid_until": None}
    for loosening in (True, False):
        for approver in (None, boss):
            with pytest.raises(DatabaseError, match="decision_l"):
                insert(offering, author=boss, approver=approver, loosens=loosening, **lift)
    two = {"author": boss, "approver": make_user("approver")}
    insert(offering, loosens=True, **two, **lift)
