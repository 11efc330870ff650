"""What reading proofs again on a day would renew, and why it would not; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from vetting.models import Answer, Evidence, Policy, Reconfirmation
from vetting.scoring.evidence import last_day, renewal_problem
from vetting.scoring.policy import Policy as Rules
from vetting.services.assessments import local_day


@dataclass(frozen=True, slots=True)
class Renewal:
    """One proof: until when it counts, until when it would, or why reading it again is no use."""

    evidence: Evidence
    until: date
    then: date | None
    problem: str


def renewals_of(evidence: Sequence[Evidence], seen_on: date, today: date) -> list[Renewal]:
    """What each of these proofs gains by being read on `seen_on`; three queries."""
    rules = Policy.objects.in_force(today).rules
    keys = [proof.pk for proof in evidence]
    made = Reconfirmation.objects.filter(evidence__in=keys).select_related("made_by")
    newest = {row.evidence_id: row for row in made.order_by("pk")}
    current = Answer.objects.filter(evidence__in=keys, superseded_at=None)
    in_use = set(current.order_by().values_list("evidence_id", flat=True).distinct())
    return [
        _renewal(proof, seen_on, today, rules, None if proof.pk in in_use else newest.get(proof.pk))
        for proof in evidence
    ]


def _renewal(
    proof: Evidence, seen_on: date, today: date, rules: Rules, followed: Reconfirmation | None
) -> Renewal:
    if followed is not None:
        day = local_day(followed.made_at).isoformat()
        why = f"{followed.made_by} reconfirmed it on {day}: a newer reading has taken its place."
        return Renewal(proof, proof.counts_until, None, why)
    fact = proof.as_fact()
    if why := renewal_problem(fact, seen_on, today, rules):
        return Renewal(proof, proof.counts_until, None, why)
    then = last_day(replace(fact, seen_on=seen_on), rules)
    return Renewal(proof, last_day(fact, rules), then, "")
