"""What the database itself refuses, for whoever gets past the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.builders import LATER, NOW, TODAY, at, make_decided, make_offering, make_user
from tests.conftest import Once
from vetting.models import (
    Answer,
    Assessment,
    AuditEntry,
    Decision,
    Evidence,
    Offering,
    Policy,
    Reconfirmation,
    Review,
    RunsOn,
    StatusPeriod,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def never_decided(once: Once) -> None:
    once(lambda: make_offering("a"))


def an_answer(**fields: Any) -> Answer:
    defaults = {"criterion": "audit_log", "value": "none", "origin": "desk", "recorded_at": NOW}
    return Answer.objects.create(**{**defaults, **fields})


def a_period(**fields: Any) -> StatusPeriod:
    defaults = {"starts_on": TODAY, "status": "banned", "reason": "decided", "ceiling": "none"}
    return StatusPeriod.objects.create(**{**defaults, **fields})


def a_review(**fields: Any) -> Review:
    return Review.objects.create(**{"because": "A look.", "opened_at": NOW, **fields})


def an_assessment(**fields: Any) -> Assessment:
    scores = dict.fromkeys(("p2", "p3", "p2_max", "p3_max", "open_questions"), 0)
    rest = {"policy": Policy.objects.get(), "assessed_at": NOW, "assessed_on": TODAY, "result": {}}
    return Assessment.objects.create(
        **{**scores, **rest, "verdict": "banned", "ceiling": "none", **fields}
    )


def a_decision(**fields: Any) -> Decision:
    rest = {"because": "So.", "loosens": False, "decided_at": NOW, "decided_on": TODAY}
    return Decision.objects.create(**{"act": "decide", **rest, **fields})


def twice(make: Callable[..., Any], **fields: Any) -> None:
    make(**fields)
    make(**fields)


def a_link(offering: Offering, **fields: Any) -> RunsOn:
    upstream = Offering.objects.filter(slug="b").first() or make_offering("b")
    return RunsOn.objects.create(
        **{"offering": offering, "upstream": upstream, "started_on": TODAY, **fields}
    )


def a_policy(**fields: Any) -> Policy:
    return Policy.objects.create(**{"version": "x", "source": "", "sha256": "", **fields})


def a_proof(**fields: Any) -> Evidence:
    days = {"seen_on": TODAY, "counts_until": TODAY, "created_at": NOW}
    return Evidence.objects.create(kind="x", title="x", **days, **fields)


def read_again(proof: Evidence) -> Reconfirmation:
    return Reconfirmation.objects.create(
        evidence=proof, renewed=proof, made_at=NOW, made_by=make_user("analyst")
    )


def a_namesake(offering: Offering) -> Offering:
    return Offering.objects.create(
        slug="x", tool=offering.tool, name=offering.name, kind=offering.kind, created_at=NOW
    )


YESTERDAY = at(-1).date()
BROKEN: dict[str, list[Callable[[Offering], Any]]] = {
    "answer_one_current": [lambda o: twice(an_answer, offering=o)],
    "answer_superseded_later": [
        lambda o: an_answer(offering=o, superseded_at=at(-1), superseded_by="desk"),
        lambda o: an_answer(offering=o, superseded_at=at(1)),
        lambda o: an_answer(offering=o, superseded_by="desk"),
    ],
    "assessment_one_current": [lambda o: an_assessment(offering=o)],
    "review_one_open": [lambda o: twice(a_review, offering=o)],
    "review_proposed_by_somebody": [
        lambda o: a_review(offering=o, state="proposed", proposed_act="decide")
    ],
    "decision_rests_on_assessment": [
        lambda o: a_decision(offering=o, verdict="banned"),
        lambda o: a_decision(offering=o, assessment=o.assessments.get()),
    ],
    "runs_on_not_itself": [lambda o: a_link(o, upstream=o)],
    "runs_on_once": [lambda o: twice(a_link, offering=o)],
    "runs_on_ends_after_start": [lambda o: a_link(o, ended_on=YESTERDAY)],
    "period_one_open": [lambda o: a_period(offering=o)],
    "period_ends_after_start": [lambda o: a_period(offering=o, ends_on=YESTERDAY)],
    "period_starts_once": [lambda o: twice(a_period, offering=o, ends_on=TODAY)],
    "offering_kind_known": [lambda o: Offering.objects.filter(pk=o.pk).update(kind="rented")],
    "offering_name_once_per_tool": [a_namesake],
    "evidence_undated_no_date": [lambda o: a_proof(document_date=TODAY, undated=True)],
    "evidence_file_whole_or_none": [
        lambda o: a_proof(file_key="x"),
        lambda o: a_proof(file_key="x", file_name="x.pdf", file_type="x", file_sha256="x"),
    ],
    "reconfirmation_not_of_itself": [lambda o: read_again(a_proof())],
    "policy_released_has_dates": [
        lambda o: a_policy(released_at=NOW),
        lambda o: a_policy(state="released", shipped=True),
    ],
    "vetting_policy": [lambda o: a_policy(version="2026.1")],
    "vetting_auditentry": [
        lambda o: AuditEntry.objects.create(at=NOW, sha256="x", previous_sha256="0" * 64)
    ],
}


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [(constraint, break_it) for constraint, ways in BROKEN.items() for break_it in ways],
)
def test_the_database_refuses(constraint: str, break_it: Callable[[Offering], Any]) -> None:
    offering = Offering.objects.get(slug="a")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        break_it(offering)
    unique = "UNIQUE constraint failed" in str(refusal.value)
    assert unique or constraint in str(refusal.value)


def test_a_second_answer_may_follow_one_that_ended() -> None:
    offering = make_offering()
    an_answer(offering=offering, superseded_at=LATER, superseded_by="desk")
    an_answer(offering=offering, recorded_at=LATER)
    assert Answer.objects.count() == 2


def test_what_history_rests_on_cannot_be_deleted() -> None:
    offering = make_decided("chat")
    for row in (
        offering,
        offering.tool,
        Evidence.objects.get(),
        offering.decisions.get().assessment,
    ):
        with pytest.raises(ProtectedError):
            row.delete()
