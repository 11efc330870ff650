"""When a review may not simply be withdrawn: where something got worse and nobody has decided."""

from datetime import datetime

from vetting.models import Decision, Offering, Policy
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import local_day, look_at
from vetting.services.consequences import decided_on, is_worse
from vetting.services.heirs import unsettled


def what_it_would_hide(offering: Offering, *, now: datetime) -> list[str]:
    """Why the review of this offering has to end in a decision; empty where it need not.

    It asks how the offering stands today, not why the review was opened: a review that somebody
    opened by hand is also the one that a knock-out would have opened a day later. It only looks.
    """
    newest = offering.decisions.order_by("-decided_on", "-pk").first()
    if newest is not None and newest.act == Act.SUSPEND:
        return ["It is suspended: the review ends when two people lift that, or with a verdict."]
    behind = decided_on([offering.pk], now).get(offering.pk)
    if behind is None:
        return []
    return [
        *_worse(offering, behind, now),
        *_alone(behind),
        *_contract(offering, behind),
        *_taken_back(offering, behind, now),
    ]


def _worse(offering: Offering, behind: Decision, now: datetime) -> list[str]:
    found = look_at([offering], now=now)[offering.pk]
    if not is_worse(found, behind):
        return []
    says, told = Verdict(found.verdict), Verdict(behind.verdict)
    if says is told:
        return ["The rules now ask for more than was decided: somebody has to decide again."]
    return [
        f"The rules now say {says.label.lower()}, and {told.label.lower()} was decided: somebody "
        "has to decide again."
    ]


def _taken_back(offering: Offering, behind: Decision, now: datetime) -> list[str]:
    """A tenant in use on a yes that its plan no longer gives."""
    if not Verdict(behind.verdict).usable:
        return []
    today = local_day(now)
    return unsettled(offering, Policy.objects.in_force(today).rules, today)


def _alone(behind: Decision) -> list[str]:
    """What one person tightened is looked at by a second one, who proposes or approves."""
    if behind.approver_id is not None or behind.author_id is None:
        return []
    return [
        f"{behind.author} tightened it alone on {local_day(behind.decided_at):%Y-%m-%d}: the "
        "review ends when a second person has decided what should stand."
    ]


def _contract(offering: Offering, behind: Decision) -> list[str]:
    ends, last = offering.contract_ends_on, behind.valid_until
    if ends is None or last is None or ends >= last:
        return []
    return [
        f"Our contract ends on {ends:%Y-%m-%d}, before the verdict's last day: somebody has to "
        "decide again."
    ]
