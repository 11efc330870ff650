"""Our own tenant of a vendor's plan: made in one act, and brought up to what the plan now says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from vetting.models import Answer, Assessment, Offering, Policy
from vetting.scoring import assessment as scoring
from vetting.scoring.inheritance import carries
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import Kind
from vetting.services.assessments import keep_assessments, local_day
from vetting.services.audit import one_at_a_time, record_act, record_acts
from vetting.services.catalogue import full_name, host_problems, put_links
from vetting.services.consequences import answers_changed
from vetting.services.heirs import News, news_at
from vetting.services.inheriting import act_of, inherit, put
from vetting.services.names import rebuild_names
from vetting.services.permissions import require
from vetting.services.refusals import Refused, problems_of
from vetting.services.statuses import redraw_statuses
from vetting.services.superseding import said

KINDS = tuple(kind for kind in Kind if kind.is_tenant)
LONGEST_SLUG = 120
Seen = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class TenantInput:
    """A tenant as somebody describes it. Without a slug it gets one after its name."""

    name: str
    kind: str = Kind.STUDIO_TENANT.value
    login_domains: Sequence[str] = ()
    contract_ends_on: date | None = None
    slug: str = ""


@one_at_a_time
def make_tenant(
    *, plan: Offering, given: TenantInput, because: str, by: User | None, now: datetime
) -> Offering:
    """The tenant, with the plan's chain and its answers, each marked as inherited.

    Raises Refused with every problem; then nothing was made. Nobody has decided on it yet, so it is
    told as not vetted, whatever its plan is.
    """
    if by is not None:
        require(by, "vetting.add_offering")
        require(by, "vetting.add_answer")
    tenant = _row(plan, given, now)
    _refuse_wrong(plan, tenant, because, local_day(now))
    tenant.save()
    chain = plan.upstream_links.filter(ended_on=None).select_related("upstream").order_by("pk")
    upstreams = [link.upstream for link in chain]
    put_links({tenant: upstreams}, now=now, because=because)
    answers = [inherit(tenant, one, by=by, now=now) for one in _carried(plan, tenant, now)]
    Answer.objects.bulk_create(answers)
    record_act(
        act="made a tenant",
        subject=tenant,
        by=by,
        now=now,
        because=because,
        after={
            "tenant_of": plan.slug,
            **asdict(given),
            "slug": tenant.slug,
            "runs_on": [upstream.slug for upstream in upstreams],
            "inherited": {answer.criterion: said(answer) for answer in answers},
        },
    )
    rebuild_names([plan.tool])
    redraw_statuses([tenant], now=now)
    keep_assessments([tenant], now=now)
    return tenant


def as_tenant(plan: Offering, kind: Kind, rules: Rules, today: date) -> scoring.Assessment:
    """What a tenant of this kind would start with: the rules on the answers that it inherits."""
    answers = plan.answers.filter(superseded_at=None).select_related("evidence").order_by("pk")
    carried = [one for one in answers if _is_carried(one, rules, kind)]
    facts = {answer.criterion: answer.as_fact(rules) for answer in carried}
    return scoring.assess(facts, rules, today, kind=kind)


@one_at_a_time
def take_over(
    *, tenant: Offering, seen: Seen, by: User | None, now: datetime, because: str = ""
) -> Assessment:
    """Let the tenant inherit what its plan says of these questions now.

    `seen` names the plan's answers that were read, by criterion (None: it no longer answers).
    Raises Refused where the plan has answered again since, or says what the tenant holds already.
    What it means for a verdict in force follows as for any other answer.
    """
    if by is not None:
        require(by, "vetting.add_answer")
    tenant = Offering.objects.select_related("tenant_of").with_answers_at().get(pk=tenant.pk)
    rules, today = Policy.objects.in_force(local_day(now)).rules, local_day(now)
    offered = {one.criterion.key: one for one in news_at(tenant, rules, today)}
    problems = list(_take_over_problems(seen, offered))
    if problems:
        raise Refused(problems)
    chosen = [offered[criterion] for criterion in seen]
    put(chosen, Answer.Origin.DESK, by=by, now=now)
    because = because or f"As its plan, {tenant.tenant_of}, says now."
    record_acts([act_of("took over from its plan", chosen, because)], by=by, now=now)
    return answers_changed([Offering.objects.get(pk=tenant.pk)], now=now, by=by)[tenant.pk]


def _take_over_problems(seen: Seen, offered: Mapping[str, News]) -> Iterable[tuple[str, str]]:
    if not seen:
        yield "seen", "Choose what to take over."
    for criterion, key in seen.items():
        if criterion not in offered:
            yield "seen", f"{criterion}: there is nothing to take over from the plan any more."
        elif offered[criterion].key != key:
            title = offered[criterion].criterion.title
            yield "seen", f"{title}: the plan has answered again since you opened this page."


def _row(plan: Offering, given: TenantInput, now: datetime) -> Offering:
    name = given.name.strip()
    called = full_name(plan.tool, name)
    return Offering(
        slug=given.slug or _free_slug(slugify(called) or f"{plan.slug}-tenant"),
        tool=plan.tool,
        tenant_of=plan,
        name=name,
        full_name=called,
        kind=given.kind,
        login_domains=list(given.login_domains),
        contract_ends_on=given.contract_ends_on,
        out_of_scope=plan.out_of_scope,
        created_at=now,
    )


def _free_slug(wanted: str) -> str:
    """After the name, with a number where another offering has it already."""
    stem = re.sub("[-_]+", "-", wanted)[: LONGEST_SLUG - 5].strip("-")
    taken = set(Offering.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)


def _refuse_wrong(plan: Offering, tenant: Offering, because: str, today: date) -> None:
    problems = [("login_domains", why) for why in host_problems(tenant.login_domains)]
    if not plan.deployment_kind.may_have_tenants or plan.tenant_of_id is not None:
        what = plan.deployment_kind.label.lower()
        problems.append(("", f"There is no tenant of our own of this kind of offering ({what})."))
    if tenant.kind not in KINDS:
        problems.append(("kind", "Choose whose agreement the tenant is under."))
    if tenant.name and plan.tool.offerings.filter(name=tenant.name).exists():
        problems.append(("name", "This tool already has an offering of that name."))
    if tenant.contract_ends_on is not None and tenant.contract_ends_on < today:
        problems.append(("contract_ends_on", f"{tenant.contract_ends_on} is past already."))
    if not because.strip():
        problems.append(("because", "Say why we have this tenant; it is kept in the trail."))
    named = {field for field, _ in problems}
    try:
        tenant.full_clean(exclude=["kind"], validate_constraints=False)
    except ValidationError as error:
        problems += [(field, why) for field, why in problems_of(error) if field not in named]
    if problems:
        raise Refused(problems)


def _carried(plan: Offering, tenant: Offering, now: datetime) -> list[Answer]:
    rules = Policy.objects.in_force(local_day(now)).rules
    answers = plan.answers.filter(superseded_at=None).select_related("evidence").order_by("pk")
    return [one for one in answers if _is_carried(one, rules, tenant.deployment_kind)]


def _is_carried(answer: Answer, rules: Rules, kind: Kind) -> bool:
    criterion = rules.criteria.get(answer.criterion)
    return criterion is not None and carries(criterion, rules, kind)
