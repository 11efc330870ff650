"""What publishing a verdict today would mean, worked out before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from vetting.models import Assessment, Decision, Offering, StatusPeriod
from vetting.scoring import permission as rules_of_deciding
from vetting.scoring import status as scoring
from vetting.scoring.assessment import Assessment as Outcome
from vetting.scoring.judgement import Point
from vetting.scoring.permission import Override, Proposal
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.validity import Validity, validity
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict
from vetting.services.assessments import (
    assess_offering,
    facts,
    keep_assessments,
    local_day,
    look_at,
)
from vetting.services.heirs import unsettled
from vetting.services.refusals import Refused, refuse_if


@dataclass(frozen=True, slots=True)
class Ground:
    """What a verdict would rest on: the answers, what the rules say of them, and the decisions."""

    offering: Offering
    assessment: Assessment
    outcome: Outcome
    decided: tuple[scoring.DecisionFact, ...]
    today: date

    @property
    def rules(self) -> Rules:
        return self.assessment.policy.rules

    @property
    def before(self) -> scoring.Status:
        """Its own status today, whatever it runs on: the chain only ever makes it stricter."""
        return scoring.status(self.decided, [], self.today)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a verdict would publish, worked out but not yet written."""

    assessment: Assessment
    outcome: Outcome
    proposal: Proposal
    validity: Validity
    loosens: tuple[str, ...]
    grace_days: int


def draft(
    offering: Offering,
    verdict: Verdict,
    *,
    now: datetime,
    override: Override | None = None,
    extra_conditions: Sequence[str] = (),
    no_longer: bool = False,
) -> Draft:
    """What publishing this verdict today would mean. Raises Refused where the rules forbid it.

    With `no_longer` it ends with what is in force now at the latest, as one person may decide it.
    It keeps the assessment that it rests on, so the caller acts one at a time.
    """
    offering = Offering.objects.with_answers_at().get(pk=offering.pk)
    assessment = keep_assessments([offering], now=now)[offering.pk]
    ground = _ground(offering, assessment, offering.decisions.order_by("pk"), now)
    return work_out(
        ground,
        verdict,
        override=override,
        extra_conditions=extra_conditions,
        no_longer=no_longer,
    )


def grounds_of(
    offerings: Iterable[Offering], *, now: datetime, keep: bool = False
) -> dict[int, Ground]:
    """What verdicts on these would rest on today, by key; a handful of queries for all of them.

    It only looks, unless the assessments are to be kept: then the caller acts one at a time.
    """
    keys = [offering.pk for offering in offerings]
    rows = list(Offering.objects.with_answers_at().select_related("tool").filter(pk__in=keys))
    found = keep_assessments(rows, now=now) if keep else look_at(rows, now=now)
    decided: dict[int, list[Decision]] = {key: [] for key in keys}
    for decision in Decision.objects.filter(offering__in=keys).order_by("pk"):
        decided[decision.offering_id].append(decision)
    return {o.pk: _ground(o, found[o.pk], decided[o.pk], now) for o in rows}


def _ground(
    offering: Offering, assessment: Assessment, decided: Iterable[Decision], now: datetime
) -> Ground:
    today = local_day(now)
    return Ground(
        offering,
        assessment,
        assess_offering(offering, assessment.policy.rules, today),
        tuple(decision.as_fact() for decision in decided),
        today,
    )


def work_out(
    ground: Ground,
    verdict: Verdict,
    *,
    override: Override | None = None,
    extra_conditions: Sequence[str] = (),
    no_longer: bool = False,
) -> Draft:
    """What `draft` says, from what was read already. Raises Refused where the rules forbid it."""
    rules, today, found = ground.rules, ground.today, ground.outcome
    if override is not None:
        _refuse_beyond_limits(found, verdict, override, rules, today)
    problems = rules_of_deciding.decision_problems(found, verdict, override, rules, today)
    taken_back = _taken_back(ground.offering, verdict, rules, today, no_longer)
    refuse_if(problems or taken_back, "verdict")
    before, grace = ground.before, rules.cadence.grace_days
    held = validity(
        verdict,
        facts(ground.offering, rules),
        rules,
        today,
        kind=ground.offering.deployment_kind,
        contract_ends_on=ground.offering.contract_ends_on,
        override_ends_on=override.ends_on if override else None,
    )
    if held.valid_until is not None and held.valid_until < today:
        raise Refused([("verdict", f"It could not even hold today. {held.because}")])
    if no_longer:
        held = _no_longer_than(before.valid_until, held)
        grace = min([grace, *(d.grace_days for d in ground.decided if d.id == before.decision)])
    proposal = Proposal(
        verdict=verdict,
        ceiling=rules_of_deciding.decided_ceiling(found, verdict, rules),
        conditions=_conditions(found, verdict, extra_conditions),
        valid_until=held.valid_until,
    )
    looser = rules_of_deciding.loosens(before, proposal)
    return Draft(ground.assessment, found, proposal, held, looser, grace)


def _refuse_beyond_limits(
    found: Outcome, verdict: Verdict, override: Override, rules: Rules, today: date
) -> None:
    """Each limit of an override at the field that it is about, unless no override would help."""
    if rules_of_deciding.never(found, verdict, rules):
        return
    problems = rules_of_deciding.limit_problems(found, verdict, override, rules, today)
    if problems:
        raise Refused(problems)


def _taken_back(
    tenant: Offering, verdict: Verdict, rules: Rules, today: date, tightens: bool
) -> list[str]:
    """A yes that its plan has taken back carries no usable verdict; but who tightens may go on."""
    return unsettled(tenant, rules, today) if verdict.usable and not tightens else []


def own_status_on(offering: Offering, day: date) -> scoring.Status:
    """The status of one offering by its own decisions, whatever it runs on.

    What one person may tighten is measured by it: the chain only ever makes it stricter.
    """
    decided = offering.decisions.order_by("pk")
    return scoring.status([decision.as_fact() for decision in decided], [], day)


def looser_than_proposed(wish: dict[str, Any], worked_out: Draft) -> tuple[str, ...]:
    """Why this would publish more than its author proposed; the facts have changed meanwhile."""
    then = scoring.Status(
        worked_out.proposal.verdict,
        StatusReason.DECIDED,
        "",
        ceiling=Ceiling(wish["ceiling"]),
        conditions=tuple(Point(row["criterion"], row["text"]) for row in wish["conditions"]),
    )
    return rules_of_deciding.loosens(then, worked_out.proposal)


def told_on(offering: Offering, day: date) -> scoring.Status:
    """The status of one offering on a day."""
    row = StatusPeriod.objects.filter(offering=offering).covering(day).first()
    return row.as_fact().status if row else scoring.status([], [], day)


def _no_longer_than(last: date | None, held: Validity) -> Validity:
    if last is None or held.valid_until is None:
        return held
    last = min(last, held.valid_until)
    return replace(held, valid_until=last, review_due_on=min(held.review_due_on or last, last))


def _conditions(found: Outcome, verdict: Verdict, extra: Sequence[str]) -> tuple[Point, ...]:
    if verdict is not Verdict.CONDITIONAL:
        return ()
    return found.must_do + tuple(Point("", text.strip()) for text in extra if text.strip())
