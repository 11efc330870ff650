"""What publishing a verdict today would mean, worked out before anything is written."""

from collections.abc import Sequence
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
from vetting.services.assessments import assess_offering, facts, keep_assessments, local_day
from vetting.services.heirs import unsettled
from vetting.services.refusals import Refused, refuse_if


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a verdict would publish, worked out but not yet written."""

    assessment: Assessment
    outcome: Outcome
    proposal: Proposal
    validity: Validity
    loosens: tuple[str, ...]


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
    """
    offering = Offering.objects.with_answers_at().get(pk=offering.pk)
    assessment = keep_assessments([offering], now=now)[offering.pk]
    rules, today = assessment.policy.rules, local_day(now)
    found = assess_offering(offering, rules, today)
    problems = rules_of_deciding.decision_problems(found, verdict, override, rules, today)
    refuse_if(problems or _taken_back(offering, verdict, rules, today, no_longer), "verdict")
    held = validity(
        verdict,
        facts(offering, rules),
        rules,
        today,
        kind=offering.deployment_kind,
        contract_ends_on=offering.contract_ends_on,
        override_ends_on=override.ends_on if override else None,
    )
    if held.valid_until is not None and held.valid_until < today:
        raise Refused([("verdict", f"It could not even hold today. {held.because}")])
    before = own_status_on(offering, today)
    if no_longer:
        held = _no_longer_than(before.valid_until, held)
    proposal = Proposal(
        verdict=verdict,
        ceiling=rules_of_deciding.decided_ceiling(found, verdict, rules),
        conditions=_conditions(found, verdict, extra_conditions),
        valid_until=held.valid_until,
    )
    return Draft(assessment, found, proposal, held, rules_of_deciding.loosens(before, proposal))


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


def looser_than_now(decision: Decision, worked_out: Draft) -> tuple[str, ...]:
    """Why an old decision grants more than the same verdict would if it were decided today."""
    held, now = decision.as_fact(), worked_out.proposal
    today = scoring.Status(
        now.verdict,
        StatusReason.DECIDED,
        "",
        ceiling=now.ceiling,
        conditions=now.conditions,
        valid_until=now.valid_until,
    )
    then = Proposal(held.verdict, held.ceiling, held.conditions, held.valid_until)
    return rules_of_deciding.loosens(today, then)


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
