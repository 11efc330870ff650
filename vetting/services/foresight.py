"""What readers would be told once a proposal is approved; whether a suspension may be lifted."""

from datetime import datetime

from vetting.models import Decision, Offering, RunsOn, StatusPeriod
from vetting.scoring import permission as rules_of_deciding
from vetting.scoring import status as scoring
from vetting.scoring.permission import Proposal
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.assessments import local_day
from vetting.services.drafts import Draft, Ground, grounds_of, work_out
from vetting.services.publishing import override_from_data
from vetting.services.refusals import Refused


def links_of(offering: Offering, *, now: datetime) -> list[scoring.Link]:
    """What it runs on today, each with what is told of it; two queries."""
    rows = RunsOn.objects.filter(offering=offering, ended_on=None).select_related("upstream")
    ups = {row.upstream_id: row.upstream for row in rows.order_by("upstream__full_name", "pk")}
    periods = StatusPeriod.objects.filter(offering__in=ups).covering(local_day(now))
    told = {row.offering_id: row.as_fact().status for row in periods}
    never = scoring.NEVER_DECIDED
    return [scoring.Link(u.slug, u.full_name, told.get(u.pk, never)) for u in ups.values()]


def told_if_decided(
    ground: Ground, made: Draft, because: str, links: list[scoring.Link]
) -> scoring.Status:
    """What is told from the moment on in which this draft is published."""
    fact = scoring.DecisionFact(
        id=_next(ground),
        act=scoring.Act.DECIDE,
        decided_on=ground.today,
        verdict=made.proposal.verdict,
        ceiling=made.proposal.ceiling,
        conditions=made.proposal.conditions,
        review_due_on=made.validity.review_due_on,
        valid_until=made.validity.valid_until,
        grace_days=made.grace_days,
        because=because,
    )
    return scoring.status([*ground.decided, fact], links, ground.today)


def told_if_lifted(ground: Ground, because: str, links: list[scoring.Link]) -> scoring.Status:
    """What is told once the suspension is lifted: the verdict behind it, if it has not lapsed."""
    fact = scoring.DecisionFact(_next(ground), scoring.Act.LIFT, ground.today, because=because)
    return scoring.status([*ground.decided, fact], links, ground.today)


def lift_problems(offering: Offering, *, now: datetime, ground: Ground | None = None) -> list[str]:
    """Why the verdict behind a suspension could not be decided again today; empty if it could."""
    decided = offering.decisions.filter(act=scoring.Act.DECIDE.value)
    behind = decided.order_by("-decided_on", "-pk").first()
    if behind is None or not Verdict(behind.verdict).usable:
        return []
    ground = ground or grounds_of([offering], now=now)[offering.pk]
    try:
        override = override_from_data(behind.override)
        worked_out = work_out(ground, Verdict(behind.verdict), override=override)
    except Refused as refused:
        before = "What was decided before could not be decided again today"
        return [f"{before}: {sentence}" for _, sentence in refused.problems]
    return [
        f"{why.capitalize()}, which the rules no longer say. Propose it anew."
        for why in _looser_than_now(behind, worked_out)
    ]


def _looser_than_now(decision: Decision, worked_out: Draft) -> tuple[str, ...]:
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


def _next(ground: Ground) -> int:
    return max((fact.id for fact in ground.decided), default=0) + 1
