"""What the rules say of one offering's answers on a day: stored if it holds, else worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from registry.api.policies import InForce
from vetting.models import Answer, Offering
from vetting.models.days import midnight
from vetting.models.in_full import InFull
from vetting.scoring.assessment import assess
from vetting.scoring.explanation import (
    NOTHING_JUDGED,
    Explained,
    answers_text,
    judged_texts,
    on_day,
    path_text,
)
from vetting.scoring.judgement import Answer as Fact
from vetting.scoring.outcome import outcome
from vetting.scoring.vocabulary import Kind

Facts = tuple[tuple[str, Fact], ...]


def explained(row: InFull, policy: InForce | None, day: date) -> Explained:
    """The assessment, criterion by criterion, the answers, and what would make it a yes."""
    if row.explained and row.drawn_on:
        return on_day(row.explained, row.drawn_on, day)
    return worked_out(row.pk, policy, day)


def worked_out(offering: int, policy: InForce | None, day: date) -> Explained:
    """The same from the answers in force at the end of `day`. Two queries."""
    moment = None if day >= timezone.localdate() else _end_of(day)
    found = Offering.objects.with_answers_at(moment).get(pk=offering)
    answers: list[Answer] = vars(found)["current_answers"]
    texts = answers_text(answer.as_published() for answer in answers)
    if policy is None:
        return replace(NOTHING_JUDGED, answers=texts)
    rules = policy.rules
    facts = tuple((a.criterion, a.as_fact(rules)) for a in answers if a.criterion in rules.criteria)
    assessment, criteria, path = _judged(facts, policy, day, found.deployment_kind)
    return on_day(Explained(assessment, criteria, texts, path), day, day)


@lru_cache(maxsize=256)
def _judged(facts: Facts, policy: InForce, day: date, kind: Kind) -> tuple[str, str, str]:
    """Some milliseconds of judging, but a function of what it is given: done once for each."""
    found = assess(dict(facts), policy.rules, day, kind=kind)
    return *judged_texts(outcome(found)), path_text(found, policy.rules)


def _end_of(day: date) -> datetime:
    """The last moment of a day at the site."""
    return midnight(day + timedelta(1)) - timedelta(microseconds=1)
