"""An offering's own page: what is published, what the rules say today, and all that it rests on."""

from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from vetting.admin.offering.act_buttons import buttons_for
from vetting.admin.offering.answer_rows import groups_of
from vetting.admin.offering.approval import thread_of
from vetting.admin.offering.askers import listeners_of, uses_of
from vetting.admin.offering.ends import Ends, ends_of
from vetting.admin.offering.history.reading import stream_of
from vetting.admin.offering.panels import Around, around, history_of
from vetting.admin.offering.reminding import reminding_of
from vetting.admin.offering.tenancy import tenancy_of
from vetting.admin.offering.ways import ways_of
from vetting.admin.parts.counts import count_of
from vetting.models import Decision, Offering, Policy, VendorClaim
from vetting.scoring.assessment import Assessment
from vetting.scoring.path import paths_from
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.validity import validity
from vetting.scoring.vocabulary import StatusReason
from vetting.services.assessments import assess_offering, facts, local_day
from vetting.services.publishing import override_from_data

SUBSCRIPTIONS = "vetting.view_subscription"


def offering_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """The page, in a number of queries that does not depend on how much there is to show."""
    if not request.user.has_perm("vetting.view_offering"):
        raise PermissionDenied
    waiting = count_of(VendorClaim.objects.filter(state="waiting"), "offering")
    rows = Offering.objects.select_related("tool__vendor", "tenant_of").with_answers_at()
    rows = rows.annotate(claims_waiting=waiting)
    if not object_id.isdecimal():
        raise Http404("There is no such offering.")
    offering = get_object_or_404(rows, pk=object_id)
    context = {
        **site.each_context(request),
        **page_context(offering, request.user, timezone.now()),
        "title": offering.full_name,
        "opts": Offering._meta,
    }
    return TemplateResponse(request, "admin/vetting/offering/page.html", context)


def page_context(offering: Any, user: Any, now: datetime) -> dict[str, Any]:
    today = local_day(now)
    policy = Policy.objects.in_force(today)
    rules = policy.rules
    found = assess_offering(offering, rules, today)
    answers = {a.criterion: a for a in offering.current_answers}
    near = around(offering, today)
    status, history = near.status, history_of(offering)
    decision = history.decision(status.decision)
    with_audit = user.has_perm("vetting.view_auditentry")
    return {
        "offering": offering,
        "policy": policy,
        "today": today,
        "status": status,
        "plainly_decided": status.reason is StatusReason.DECIDED,
        "decision": decision,
        "ends": _ends(offering, found, near, decision, today),
        "found": found,
        "differs": found.verdict is not status.verdict,
        "if_published": _if_published(offering, found, rules),
        "groups": groups_of(found, answers, rules, today),
        "ways": ways_of(paths_from(found, rules), found, rules, offering, user),
        "tenancy": tenancy_of(offering, user, found, rules, today),
        "near": near,
        "history": history,
        "stream": stream_of(offering, history, rules, today, with_audit=with_audit),
        "sees_audit": with_audit,
        "uses": _uses(offering, near, user),
        "reminding": reminding_of(offering, user, today),
        "listeners": listeners_of(offering) if user.has_perm(SUBSCRIPTIONS) else None,
        "review": history.under_way,
        "thread": thread_of(history.under_way),
        "buttons": buttons_for(user, offering, status, history, found.verdict),
        "may_answer": user.has_perm("vetting.add_answer"),
        "may_edit": user.has_perm("vetting.change_offering"),
    }


def _ends(
    offering: Offering, found: Assessment, near: Around, decision: Decision | None, today: Any
) -> Ends:
    """Days of grace are those of its own decision: they do not move an end further down."""
    override = override_from_data(decision.override) if decision else None
    own = decision is not None and decision.valid_until == near.status.valid_until
    return ends_of(
        near.status,
        found.judgements,
        [(link.offering.full_name, link.status) for link in near.upstreams],
        today=today,
        contract_ends_on=offering.contract_ends_on,
        override_ends_on=override.ends_on if override else None,
        grace_days=decision.grace_days if own and decision else 0,
    )


def _if_published(offering: Offering, found: Assessment, rules: Rules) -> str:
    """How long the computed verdict would hold if it were published today."""
    known, ends = facts(offering, rules), offering.contract_ends_on
    kind = offering.deployment_kind
    return validity(found.verdict, known, rules, found.on, kind=kind, contract_ends_on=ends).because


def _uses(offering: Offering, near: Around, user: Any) -> Any:
    """Who asked is for those who may read requests."""
    if not user.has_perm("vetting.view_vettingrequest"):
        return None
    return uses_of(offering, [link.offering for link in near.downstreams])
