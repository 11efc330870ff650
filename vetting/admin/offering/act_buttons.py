"""Which acts this person may do on this offering now; the services ask all of it again."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from vetting.admin.offering.panels import History
from vetting.models import Offering, Review
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Verdict

PROPOSE, APPROVE = "vetting.propose_decision", "vetting.approve_decision"
STOP = "vetting.stop_offering"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str
    style: str = ""


def buttons_for(
    user: Any, offering: Offering, status: Status, history: History, computed: Verdict
) -> list[Button]:
    """The most likely act first; `computed` is what the rules say of the answers today."""
    review = history.under_way
    found: list[tuple[str, str, str]] = []
    if review is not None and review.state == Review.State.PROPOSED:
        found += _on_proposal(user, review)
    elif user.has_perm(PROPOSE):
        found += _on_no_proposal(history, computed)
    if user.has_perm(STOP):
        found += _stops(status, history)
    if review is None and user.has_perm(PROPOSE):
        found.append(("Open a review", "review", ""))
    return [
        Button(label, reverse(f"admin:vetting_offering_{name}", args=[offering.pk]), style)
        for label, name, style in found
    ]


def _on_proposal(user: Any, review: Review) -> list[tuple[str, str, str]]:
    mine = review.proposed_by_id == user.pk
    found = []
    if user.has_perm(APPROVE) and not mine:
        found.append(("Approve the proposal", "approve", "main"))
        found.append(("Send it back", "send_back", ""))
    elif mine and user.has_perm(PROPOSE):
        found.append(("Take my proposal back", "send_back", ""))
    return found


def _on_no_proposal(history: History, computed: Verdict) -> list[tuple[str, str, str]]:
    """Where the rules would not let it be used, lifting its suspension is not the likely act."""
    propose, lift = ("Propose a verdict", "propose"), ("Propose to lift the suspension", "lift")
    if not history.suspended:
        return [(*propose, "main")]
    first, second = (lift, propose) if computed.usable else (propose, lift)
    return [(*first, "main"), (*second, "")]


def _stops(status: Status, history: History) -> list[tuple[str, str, str]]:
    decided = history.decision(status.decision)
    usable = decided is not None and Verdict(decided.verdict).usable and not history.suspended
    found = [("Suspend at once", "suspend", "danger")] if usable else []
    if status.verdict is not Verdict.BANNED:
        found.append(("Tighten or ban at once", "tighten", "danger"))
    return found
