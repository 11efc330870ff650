"""The plan ladder of a tool: its offerings from the least protected kind to the most."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.admin.offering.compare.page import address
from vetting.admin.offering.compare.standing import (
    Standing,
    first_to_pass,
    standings_of,
    why_not,
)
from vetting.models import Offering, Policy, Tool
from vetting.scoring.vocabulary import Kind

MOST_RUNGS = 40
# How much each kind of plan protects by its nature; what is judged is never the kind.
LEAST_TO_MOST = (
    Kind.BETA_PREVIEW,
    Kind.CONSUMER_FREE,
    Kind.CONSUMER_PAID,
    Kind.PLUGIN_OR_CONNECTOR,
    Kind.AGGREGATOR,
    Kind.EMBEDDED_FEATURE,
    Kind.TEAM_SELF_SERVE,
    Kind.BUSINESS_WORKSPACE,
    Kind.API_STANDARD,
    Kind.HYBRID,
    Kind.ENTERPRISE_WORKSPACE,
    Kind.API_ZERO_RETENTION,
    Kind.CLOUD_MARKETPLACE,
    Kind.NETFLIX_ENTERPRISE_AGREEMENT,
    Kind.STUDIO_TENANT,
    Kind.SINGLE_TENANT_OR_VPC,
    Kind.VENDOR_ON_PREM,
    Kind.SELF_HOSTED,
    Kind.LOCAL_DEVICE,
)
RUNG = {kind: place for place, kind in enumerate(LEAST_TO_MOST)}


@dataclass(frozen=True, slots=True)
class Rung:
    """One plan; `beside` is where it is compared with the next one up."""

    standing: Standing
    why_not: str
    first: bool
    beside: str


@dataclass(frozen=True, slots=True)
class Ladder:
    rungs: list[Rung]
    sentence: str
    more: bool


def ladder_of(tool: Tool, today: date) -> Ladder:
    """Five queries, however many plans there are."""
    rules = Policy.objects.in_force(today).rules
    plans: list[Any] = list(
        Offering.objects.filter(tool=tool)
        .select_related("tool__vendor")
        .with_answers_at()
        .order_by("full_name", "pk")[: MOST_RUNGS + 1]
    )
    shown = sorted(plans[:MOST_RUNGS], key=lambda plan: RUNG[plan.deployment_kind])
    standings = standings_of(shown, rules, today)
    first = first_to_pass(standings)
    above = [one.offering.slug for one in standings[1:]]
    rungs = [
        Rung(
            one,
            why_not(one),
            one is first,
            address(one.offering.slug, above[place]) if place < len(above) else "",
        )
        for place, one in enumerate(standings)
    ]
    return Ladder(rungs, _sentence(standings, first), len(plans) > MOST_RUNGS)


def _sentence(standings: list[Standing], first: Standing | None) -> str:
    """Which plan is enough, said once."""
    if not standings:
        return ""
    if first is None:
        return "No plan of this tool would pass today."
    verdict = first.verdict.label.lower()
    return f"The first plan that would pass is {first.offering.full_name}: {verdict}."
