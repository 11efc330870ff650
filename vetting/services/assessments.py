"""Assess offerings by the policy in force and keep the outcome, if it says anything new."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from vetting.models import Assessment, Offering, Policy
from vetting.scoring import assessment as scoring
from vetting.scoring.judgement import Answer
from vetting.scoring.outcome import outcome
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle


def local_day(now: datetime) -> date:
    """The day it is at the site at this moment."""
    return timezone.localtime(now).date()


def assess_offering(offering: Offering, rules: Rules, today: date) -> scoring.Assessment:
    """What the rules say of the answers in force, without keeping it."""
    return scoring.assess(facts(offering, rules), rules, today, kind=offering.deployment_kind)


def facts(offering: Offering, rules: Rules) -> dict[str, Answer]:
    """The answers in force as the rules read them (uses `current_answers` where prefetched)."""
    rows = getattr(offering, "current_answers", None)
    if rows is None:
        rows = offering.answers.filter(superseded_at=None).select_related("evidence")
    return {row.criterion: row.as_fact(rules) for row in rows if row.criterion in rules.criteria}


def keep_assessments(offerings: Iterable[Offering], *, now: datetime) -> dict[int, Assessment]:
    """The current assessment of each offering (by its key), newly computed.

    An outcome that says the same as the last one is not kept twice: the last one stays current.
    """
    policy = Policy.objects.in_force(local_day(now))
    offerings = list(offerings)
    current = {
        a.offering_id: a
        for a in Assessment.objects.filter(offering__in=offerings, superseded_at=None)
    }
    fresh = {}
    for offering in offerings:
        made = _row(offering, policy, now)
        before = current.get(offering.pk)
        if before is None or not _same(before, made):
            fresh[offering.pk] = made
    replaced = [current[key].pk for key in fresh if key in current]
    Assessment.objects.filter(pk__in=replaced).update(superseded_at=now)
    Assessment.objects.bulk_create(fresh.values(), batch_size=500)
    return {**current, **fresh}


def _row(offering: Offering, policy: Policy, now: datetime) -> Assessment:
    today = local_day(now)
    found = assess_offering(offering, policy.rules, today)
    return Assessment(
        offering=offering,
        policy=policy,
        assessed_at=now,
        assessed_on=today,
        verdict=found.verdict.value,
        p2=one_decimal(found.scores[Principle.P2]),
        p3=one_decimal(found.scores[Principle.P3]),
        p2_max=one_decimal(found.score_max[Principle.P2]),
        p3_max=one_decimal(found.score_max[Principle.P3]),
        ceiling=found.ceiling.value,
        open_questions=len(found.open_questions),
        result=outcome(found),
    )


def _same(before: Assessment, after: Assessment) -> bool:
    undated = [{k: v for k, v in a.result.items() if k != "on"} for a in (before, after)]
    return before.policy_id == after.policy_id and undated[0] == undated[1]
