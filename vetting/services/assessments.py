"""Assess offerings by the policy in force and keep the outcome, if it says anything new."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from vetting.models import Answer as AnswerRow
from vetting.models import Assessment, Offering, Policy
from vetting.models.assessments import spaced
from vetting.scoring import assessment as scoring
from vetting.scoring.judgement import Answer
from vetting.scoring.outcome import outcome
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle
from vetting.services.explanations import Judged, draw_explanations

# All that is judged of an offering, and its explanation, takes some hundred kilobytes of memory.
BATCH = 20


def local_day(now: datetime) -> date:
    """The day it is at the site at this moment."""
    return timezone.localtime(now).date()


def assess_offering(offering: Offering, rules: Rules, today: date) -> scoring.Assessment:
    """What the rules say of the answers in force, without keeping it."""
    return scoring.assess(facts(offering, rules), rules, today, kind=offering.deployment_kind)


def facts(offering: Offering, rules: Rules) -> dict[str, Answer]:
    """The answers in force as the rules read them (uses `current_answers` where prefetched)."""
    return _facts(_in_force(offering), rules)


def _in_force(offering: Offering) -> list[AnswerRow]:
    rows: list[AnswerRow] | None = getattr(offering, "current_answers", None)
    if rows is None:
        current = offering.answers.filter(superseded_at=None).select_related("evidence")
        rows = list(current.order_by("pk"))
    return rows


def _facts(rows: Iterable[AnswerRow], rules: Rules) -> dict[str, Answer]:
    return {row.criterion: row.as_fact(rules) for row in rows if row.criterion in rules.criteria}


def keep_assessments(offerings: Iterable[Offering], *, now: datetime) -> dict[int, Assessment]:
    """The current assessment of each offering (by its key), newly computed.

    An outcome that says the same as the last one is not kept twice: the last one stays current.
    What explains the offering is drawn anew in any case: a note or a proof is no part of the
    outcome. The caller acts one at a time, since before the answers were read.
    """
    policy = Policy.objects.in_force(local_day(now))
    offerings = list(offerings)
    current = {
        a.offering_id: a
        for a in Assessment.objects.filter(offering__in=offerings, superseded_at=None)
    }
    fresh = {}
    for start in range(0, len(offerings), BATCH):
        batch = offerings[start : start + BATCH]
        today = local_day(now)
        found = [judged(each, _in_force(each), policy.rules, today) for each in batch]
        draw_explanations(found, policy.rules, policy.sha256)
        for made in (assessment_row(each, policy, now) for each in found):
            before = current.get(made.offering_id)
            if before is None or not _same(before, made):
                fresh[made.offering_id] = made
    for kept in (a for key, a in current.items() if key not in fresh):
        # By the same rules, as it says the same: nobody has to read them for each again.
        kept.policy = policy
    replaced = [current[key].pk for key in fresh if key in current]
    Assessment.objects.filter(pk__in=replaced).update(superseded_at=now)
    Assessment.objects.bulk_create(fresh.values(), batch_size=500)
    return {**current, **fresh}


def look_at(offerings: Iterable[Offering], *, now: datetime) -> dict[int, Assessment]:
    """The assessment of each offering as it would be kept today, without keeping it."""
    policy, today = Policy.objects.in_force(local_day(now)), local_day(now)
    found = (judged(each, _in_force(each), policy.rules, today) for each in offerings)
    return {each.offering.pk: assessment_row(each, policy, now) for each in found}


def judged(offering: Offering, answers: Sequence[AnswerRow], rules: Rules, today: date) -> Judged:
    """What the rules say of these answers, whether they are kept or only thought of."""
    known = _facts(answers, rules)
    found = scoring.assess(known, rules, today, kind=offering.deployment_kind)
    return Judged(offering, answers, found, outcome(found))


def assessment_row(of: Judged, policy: Policy, now: datetime) -> Assessment:
    """The outcome as it would be kept; not written."""
    found = of.found
    return Assessment(
        offering=of.offering,
        policy=policy,
        assessed_at=now,
        assessed_on=found.on,
        verdict=found.verdict.value,
        p2=one_decimal(found.scores[Principle.P2]),
        p3=one_decimal(found.scores[Principle.P3]),
        p2_max=one_decimal(found.score_max[Principle.P2]),
        p3_max=one_decimal(found.score_max[Principle.P3]),
        ceiling=found.ceiling.value,
        open_questions=len(found.open_questions),
        open_keys=spaced([question.criterion for question in found.open_questions]),
        result=of.result,
    )


def _same(before: Assessment, after: Assessment) -> bool:
    undated = [{k: v for k, v in a.result.items() if k != "on"} for a in (before, after)]
    return before.policy_id == after.policy_id and undated[0] == undated[1]
