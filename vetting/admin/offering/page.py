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
from vetting.admin.offering.panels import chain_of, history_of, ways_of
from vetting.admin.parts.counts import count_of
from vetting.models import Offering, Policy, VendorClaim
from vetting.scoring.path import paths_from
from vetting.scoring.vocabulary import StatusReason
from vetting.services.assessments import assess_offering, local_day
from vetting.services.drafts import told_on


def offering_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """The page, in a number of queries that does not depend on how much there is to show."""
    if not request.user.has_perm("vetting.view_offering"):
        raise PermissionDenied
    waiting = count_of(VendorClaim.objects.filter(state="waiting"), "offering")
    rows = Offering.objects.select_related("tool__vendor").with_answers_at()
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
    status = told_on(offering, today)
    history = history_of(
        offering, rules, today, with_audit=user.has_perm("vetting.view_auditentry")
    )
    upstreams, downstreams = chain_of(offering, today)
    return {
        "offering": offering,
        "policy": policy,
        "today": today,
        "status": status,
        "plainly_decided": status.reason is StatusReason.DECIDED,
        "decision": history.decision(status.decision),
        "found": found,
        "differs": found.verdict is not status.verdict,
        "groups": groups_of(found, answers, rules, today),
        "ways": ways_of(paths_from(found, rules), rules),
        "upstreams": upstreams,
        "downstreams": downstreams,
        "history": history,
        "review": history.under_way,
        "buttons": buttons_for(user, offering, status, history, found.verdict),
        "may_answer": user.has_perm("vetting.add_answer"),
        "may_edit": user.has_perm("vetting.change_offering"),
    }
