"""What an offering's page says of tenants: ours of this plan, or its plan and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from vetting.models import Offering
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement
from vetting.scoring.policy import Policy
from vetting.scoring.strengthening import Strengthening, strengthenings
from vetting.scoring.vocabulary import Verdict
from vetting.services.heirs import News, news_at

ANSWER = "vetting.add_answer"
MAKE = ("vetting.add_offering", ANSWER)


@dataclass(frozen=True, slots=True)
class Next:
    """One answer to strengthen, in words."""

    judgement: Judgement
    inherited: bool
    better: str
    proofs: list[str]
    gain: Decimal

    @property
    def blocks(self) -> bool:
        return self.judgement.open and self.judgement.criterion.gating


@dataclass(frozen=True, slots=True)
class Tenancy:
    """For a plan its tenants, for a tenant its plan; `may_*` say which buttons are shown."""

    plan: Offering | None
    tenants: Sequence[tuple[Offering, Verdict]]
    news: list[News]
    nexts: list[Next]
    inherited: int
    own: int
    may_make: bool
    may_take_over: bool

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.news)

    @property
    def shown(self) -> bool:
        return bool(self.plan or self.tenants or self.may_make)


def may_make_tenant(user: Any, plan: Offering) -> bool:
    fit = plan.deployment_kind.may_have_tenants and plan.tenant_of_id is None
    return fit and user.has_perms(MAKE)


def tenancy_of(offering: Any, user: Any, found: Assessment, rules: Policy, today: date) -> Tenancy:
    """One query: a plan's tenants with their status, or what a tenant's plan answers now."""
    inherited = {a.criterion for a in offering.current_answers if a.inherited_from_id}
    return Tenancy(
        plan=offering.tenant_of,
        tenants=() if offering.tenant_of_id else _tenants(offering, today),
        news=news_at(offering, rules, today),
        nexts=_nexts(found, inherited, rules) if offering.tenant_of_id else [],
        inherited=len(inherited),
        own=len(offering.current_answers) - len(inherited),
        may_make=may_make_tenant(user, offering),
        may_take_over=user.has_perm(ANSWER),
    )


def _tenants(plan: Offering, today: date) -> list[tuple[Offering, Verdict]]:
    rows: Any = Offering.objects.filter(tenant_of=plan).with_status_on(today)
    return [(row, Verdict(row.status)) for row in rows.order_by("full_name", "pk")]


def _nexts(found: Assessment, inherited: set[str], rules: Policy) -> list[Next]:
    return [_next(step, inherited, rules) for step in strengthenings(found, inherited, rules)]


def _next(step: Strengthening, inherited: set[str], rules: Policy) -> Next:
    return Next(
        step.judgement,
        step.judgement.criterion.key in inherited,
        step.better,
        [rules.evidence_kinds[proof].label for proof in step.proof],
        step.gain,
    )
