"""What the rules say of one offering's answers, as data: the assessment and the path to yes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

from registry.api.policies import InForce
from registry.api.rows import Row
from registry.api.shapes import day as shown_day
from vetting.models import Answer, Evidence, Offering
from vetting.scoring.assessment import assess
from vetting.scoring.judgement import Answer as Fact
from vetting.scoring.outcome import outcome, path_as_data
from vetting.scoring.path import path_to_yes
from vetting.scoring.vocabulary import Kind

Facts = tuple[tuple[str, Fact], ...]


def with_answers(slug: str, day: date) -> Offering | None:
    """The offering with the answers in force at the end of `day`. Two queries."""
    moment = None if day >= timezone.localdate() else _end_of(day)
    return Offering.objects.with_answers_at(moment).filter(slug=slug).first()


def answers_of(offering: Offering) -> list[Answer]:
    """The answers that `with_answers` brought along."""
    brought: list[Answer] = vars(offering)["current_answers"]
    return brought


def explained(offering: Offering, policy: InForce | None, day: date) -> Row:
    """The live assessment, criterion by criterion, and what would make it a yes."""
    if policy is None:
        return {"assessment": None, "criteria": [], "path_to_yes": []}
    rules = policy.rules
    facts = tuple(
        (row.criterion, row.as_fact(rules))
        for row in answers_of(offering)
        if row.criterion in rules.criteria
    )
    return _judged(facts, policy, day, offering.deployment_kind)


@lru_cache(maxsize=256)
def _judged(facts: Facts, policy: InForce, day: date, kind: Kind) -> Row:
    """Some hundreds of assessments, but a function of what it is given: done once for each."""
    answers = dict(facts)
    found = outcome(assess(answers, policy.rules, day, kind=kind))
    criteria = found.pop("criteria")
    path = path_as_data(path_to_yes(answers, policy.rules, day, kind=kind))
    return {"assessment": found, "criteria": criteria, "path_to_yes": path}


def answer_row(answer: Answer) -> Row:
    return {
        "criterion": answer.criterion,
        "value": answer.value,
        "note": answer.note,
        "confidence": answer.confidence,
        "recorded_at": answer.recorded_at,
        "evidence": _evidence_row(answer.evidence) if answer.evidence else None,
    }


def _evidence_row(evidence: Evidence) -> Row:
    return {
        "kind": evidence.kind,
        "title": evidence.title,
        "url": evidence.url,
        "document_date": shown_day(evidence.document_date),
        "seen_on": shown_day(evidence.seen_on),
        "expires_on": shown_day(evidence.expires_on),
        "undated": evidence.undated,
    }


def _end_of(day: date) -> datetime:
    """The last moment of a day at the site."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(1), time.min))
    return midnight - timedelta(microseconds=1)
