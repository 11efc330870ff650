"""Writes the benchmark's past: what people decided day by day, as the services write it.

Proposing and approving one by one would take most of an hour. Here a whole day is one transaction
with the services' own parts: the same assessment, the same draft, the same decision, the same
periods. `twins.py` proves it for a sample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from tests.benchmarks.stories import DAYS_OF_HISTORY, Step, slug_of, story
from tests.builders import the
from vetting.models import Assessment, Decision, Offering, Policy, Review
from vetting.scoring import permission as rules_of_deciding
from vetting.scoring import status as scoring
from vetting.scoring.permission import Proposal
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.validity import validity
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import assess_offering, facts, keep_assessments
from vetting.services.audit import Act, record_acts
from vetting.services.drafts import Draft
from vetting.services.publishing import write_verdict
from vetting.services.statuses import redraw_statuses
from vetting.services.stops import write_stop_or_lift

BECAUSE = {
    "accept": "Accepted as the rules compute it.",
    "ban": "Productions asked us to stop it until the vendor has answered.",
    "suspend": "The vendor reported an incident.",
    "lift": "The vendor has shown what it changed.",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The two people whom a verdict takes."""

    analyst: User
    approver: User


def moment(begun_on: date, day: int) -> datetime:
    """Noon, so many days after the import."""
    return timezone.make_aware(datetime.combine(begun_on + timedelta(day), time(12)))


def verdict_of(act: str, found: Assessment) -> Verdict:
    return Verdict.BANNED if act == "ban" else Verdict(found.verdict)


def write_past(offerings: int, begun_on: date) -> None:
    """Everything that was decided of the first so many offerings. A few milliseconds each."""
    cast = Cast(the("analyst"), the("approver"))
    by_day: dict[int, dict[str, Step]] = defaultdict(dict)
    for number in range(offerings):
        for step in story(number).steps:
            by_day[step.day][slug_of(number)] = step
    for day in range(DAYS_OF_HISTORY):
        if by_day[day]:
            _one_day(by_day[day], cast, moment(begun_on, day))


@transaction.atomic
def _one_day(steps: Mapping[str, Step], cast: Cast, now: datetime) -> None:
    offerings = list(Offering.objects.with_answers_at().filter(slug__in=steps).order_by("pk"))
    kept = keep_assessments(offerings, now=now)
    policy = Policy.objects.in_force(timezone.localtime(now).date())
    earlier = _decisions_of(offerings)
    reviews = _reviews(offerings, steps, kept, cast, now)
    acts: list[Act] = []
    for offering in offerings:
        act, found = steps[offering.slug].act, kept[offering.pk]
        # One policy for all, so that each assessment does not read its own from the database.
        found.policy = policy
        if act in {"accept", "ban"}:
            verdict = verdict_of(act, found)
            draft = _draft(offering, found, verdict, earlier[offering.pk], now)
            decision = write_verdict(
                offering,
                draft,
                BECAUSE[act],
                cast.analyst,
                cast.approver,
                override=None,
                now=now,
                review=reviews[offering.pk],
            )
            acts += _trail(decision, f"decided {verdict.label.lower()}")
        else:
            acts += _trail(_stop_or_lift(offering, act, cast, now), f"{act} it")
    record_acts(acts, by=cast.approver, now=now)
    redraw_statuses(offerings, now=now)


def _decisions_of(offerings: Iterable[Offering]) -> dict[int, list[scoring.DecisionFact]]:
    found: dict[int, list[scoring.DecisionFact]] = defaultdict(list)
    for decision in Decision.objects.filter(offering__in=list(offerings)).order_by("pk"):
        found[decision.offering_id].append(decision.as_fact())
    return found


def _draft(
    offering: Offering,
    found: Assessment,
    verdict: Verdict,
    earlier: list[scoring.DecisionFact],
    now: datetime,
) -> Draft:
    """What `services.drafts.draft` works out, from what was read for the whole day at once."""
    rules: Rules = found.policy.rules
    today = timezone.localtime(now).date()
    outcome = assess_offering(offering, rules, today)
    held = validity(verdict, facts(offering, rules), rules, today, kind=offering.deployment_kind)
    proposal = Proposal(
        verdict=verdict,
        ceiling=rules_of_deciding.decided_ceiling(outcome, verdict, rules),
        conditions=outcome.must_do if verdict is Verdict.CONDITIONAL else (),
        valid_until=held.valid_until,
    )
    before = scoring.status(earlier, [], today)
    looser = rules_of_deciding.loosens(before, proposal)
    return Draft(found, outcome, proposal, held, looser, rules.cadence.grace_days)


def _stop_or_lift(offering: Offering, act: str, cast: Cast, now: datetime) -> Decision:
    if act == "suspend":
        because = f"Suspended: {BECAUSE[act]}"
        Review.objects.create(
            offering=offering, because=because, opened_at=now, opened_by=cast.analyst
        )
        return write_stop_or_lift(
            offering, scoring.Act.SUSPEND, BECAUSE[act], cast.analyst, None, now=now
        )
    Review.objects.filter(offering=offering, state="open").update(
        state="decided",
        closed_at=now,
        proposed_act="lift",
        proposed_by=cast.analyst,
        proposed_at=now,
        proposal={"because": BECAUSE[act]},
    )
    return write_stop_or_lift(
        offering, scoring.Act.LIFT, BECAUSE[act], cast.analyst, cast.approver, now=now
    )


def _reviews(
    offerings: Iterable[Offering],
    steps: Mapping[str, Step],
    kept: Mapping[int, Assessment],
    cast: Cast,
    now: datetime,
) -> dict[int, Review]:
    """Those that end in a verdict on this day, by offering."""
    made = [
        _review(o, steps[o.slug].act, kept[o.pk], cast, now)
        for o in offerings
        if steps[o.slug].act in {"accept", "ban"}
    ]
    return {r.offering_id: r for r in Review.objects.bulk_create(made, batch_size=500)}


def _review(offering: Offering, act: str, found: Assessment, cast: Cast, now: datetime) -> Review:
    return Review(
        offering=offering,
        state=Review.State.DECIDED,
        because=BECAUSE[act],
        opened_at=now,
        opened_by=cast.analyst,
        proposed_act=scoring.Act.DECIDE.value,
        proposed_verdict=verdict_of(act, found).value,
        proposed_by=cast.analyst,
        proposed_at=now,
        proposal={"because": BECAUSE[act]},
        closed_at=now,
    )


def _trail(decision: Decision, done: str) -> list[Act]:
    offering, because = decision.offering, decision.because
    after = {"decision": decision.pk, "verdict": decision.verdict}
    return [
        Act("opened a review", offering, because),
        Act("proposed it", offering, because),
        Act(done, offering, because, after=after),
    ]
