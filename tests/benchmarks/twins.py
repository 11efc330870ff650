"""Proves the bulk writing right: for a sample, the services themselves tell the same story again.

Each offering of the sample gets a twin with the same answers and chain; people propose, approve,
suspend and lift through the services. Decisions, periods and assessments must then be the same.
Everything happens in a transaction that is taken back.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from dev import say
from tests.benchmarks.past import BECAUSE, moment, verdict_of
from tests.benchmarks.stories import slug_of, story
from tests.builders import the
from vetting.models import Answer, Assessment, Decision, Offering
from vetting.services.answer_checks import EvidenceInput
from vetting.services.answers import AnswerInput, record_answers
from vetting.services.catalogue import save_offering, set_runs_on
from vetting.services.decisions import approve, propose, propose_lift, suspend

SAMPLE = 50
# What differs between twins by nature.
APART = {"id", "offering_id", "decision_id", "assessment_id", "review_id"}


def compare(offerings: int) -> None:
    """Ends the program where a twin differs."""
    numbers = random.Random(4).sample(range(offerings), min(SAMPLE, offerings))  # noqa: S311
    different = []
    with transaction.atomic():
        for number in numbers:
            held = Offering.objects.get(slug=slug_of(number))
            twin = tell_again(number, held)
            different += [f"{held.slug}: {why}" for why in differences(held, twin)]
        transaction.set_rollback(True)
    if different:
        sys.exit("\n".join(["The services would have written something else:", *different]))
    say(f"  told {len(numbers)} of them again through the services: the same came out")


def tell_again(number: int, held: Offering) -> Offering:
    begun = held.created_at.date()
    now = moment(begun, 0)
    twin = Offering(
        slug=f"{held.slug}-twin",
        tool=held.tool,
        name=f"{held.name} twin",
        kind=held.kind,
    )
    save_offering(offering=twin, by=None, now=now)
    given = [_again(answer) for answer in _answers(held)]
    record_answers(offering=twin, given=given, by=None, now=now)
    below = [link.upstream for link in held.upstream_links.order_by("pk")]
    if below:
        set_runs_on(offering=twin, upstreams=below, by=None, now=now)
    for step in story(number).steps:
        _act(step.act, twin, moment(begun, step.day))
    return twin


def _answers(held: Offering) -> Iterator[Answer]:
    yield from held.answers.filter(superseded_at=None).select_related("evidence").order_by("pk")


def _again(answer: Answer) -> AnswerInput:
    proof: Any = answer.evidence
    shown = EvidenceInput(**{name: getattr(proof, name) for name in EvidenceInput.__slots__})
    return AnswerInput(answer.criterion, answer.value, shown, answer.note, answer.confidence)


def _act(act: str, twin: Offering, now: datetime) -> None:
    analyst, approver = the("analyst"), the("approver")
    if act == "suspend":
        suspend(offering=twin, because=BECAUSE[act], by=analyst, now=now)
    elif act == "lift":
        review = propose_lift(offering=twin, because=BECAUSE[act], by=analyst, now=now)
        approve(review=review, by=approver, now=now)
    else:
        _decide(act, twin, analyst, approver, now)


def _decide(act: str, twin: Offering, analyst: User, approver: User, now: datetime) -> None:
    found = Assessment.objects.get(offering=twin, superseded_at=None)
    review = propose(
        offering=twin, verdict=verdict_of(act, found), because=BECAUSE[act], by=analyst, now=now
    )
    approve(review=review, by=approver, now=now)


def differences(held: Offering, twin: Offering) -> Iterator[str]:
    for name in ("decisions", "assessments", "periods"):
        rows, others = (_lasting(getattr(each, name).order_by("pk")) for each in (held, twin))
        if len(rows) != len(others):
            yield f"{len(rows)} {name}, not {len(others)}"
        for row, other in zip(rows, others, strict=False):
            yield from _different(row, other)
    if [_rests_on(row) for row in held.decisions.order_by("pk")] != [
        _rests_on(row) for row in twin.decisions.order_by("pk")
    ]:
        yield "its decisions rest on other assessments"


def _lasting(rows: QuerySet[Any]) -> list[Any]:
    """Without what was replaced at once: an import never assesses an offering without answers."""
    return [
        row
        for row in rows
        if not isinstance(row, Assessment) or row.superseded_at != row.assessed_at
    ]


def _rests_on(decision: Decision) -> Any:
    return decision.assessment.assessed_at if decision.assessment else None


def _without_twin(value: Any) -> Any:
    """What a twin is told by, with the name of the one it stands for."""
    return re.sub("[- ]twin", "", value) if isinstance(value, str) else value


def _different(row: Any, other: Any) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        ours, theirs = getattr(row, field.attname), _without_twin(getattr(other, field.attname))
        if field.attname not in APART and ours != theirs:
            yield f"{row._meta.verbose_name} {field.attname} is {ours!r:.200}, not {theirs!r:.200}"
