"""A request's page: who asks and for what, what it may be, what to do with it, what was told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from vetting.admin.parts.trail import events
from vetting.admin.requests.matches import matches_of
from vetting.admin.requests.wording import age, is_late, need
from vetting.models import AuditEntry, RequestSupporter, VettingRequest
from vetting.models.requests import ENDED, UNDER_WAY
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on
from vetting.services.requests import HANDLE, alike, goes_on

MOST_AUDIT = 30
STYLES = {"open": "open", "in_review": "part", "answered": "good", "declined": "bad"}


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str
    style: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A production that asks, and when it needs the answer."""

    supporter: RequestSupporter
    needed: str
    late: bool


def request_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """The page, in a number of queries that does not depend on how many ask."""
    if not request.user.has_perm("vetting.view_vettingrequest") or request.method == "POST":
        raise PermissionDenied
    if not object_id.isdecimal():
        raise Http404("There is no such request.")
    rows = VettingRequest.objects.select_related("offering__tool", "joined_to")
    asked = get_object_or_404(rows, pk=object_id)
    context = {
        **site.each_context(request),
        **page_context(asked, request.user, timezone.now()),
        "title": f"Request for {asked}",
        "opts": VettingRequest._meta,
    }
    return TemplateResponse(request, "admin/vetting/request/page.html", context)


def page_context(asked: VettingRequest, user: Any, now: datetime) -> dict[str, Any]:
    today, may_handle = local_day(now), user.has_perm(HANDLE)
    under_way = asked.state in UNDER_WAY
    asking = list(asked.supporters.select_related("production").order_by("asked_at", "pk"))
    former = list(asked.joined.order_by("created_at", "pk"))
    this = VettingRequest.objects.filter(pk=asked.pk)
    return {
        "asked": asked,
        "style": STYLES.get(asked.state, "none"),
        "age": age(asked, today),
        "need": need(asked.needed_by, today, waits=under_way),
        "late": is_late(asked, today),
        "asking": [_asking(supporter, today, waits=under_way) for supporter in asking],
        "former": former,
        "matches": matches_of(asked, asking, today) if under_way else [],
        "alike": [(one, goes_on(asked, one.request)) for one in alike(asked)] if under_way else [],
        "status": told_on(asked.offering, today) if asked.offering else None,
        "ready": this.ready().exists(),
        "old": this.out_of_date(today).exists(),
        "under_way": under_way,
        "may_handle": may_handle and under_way,
        "buttons": _buttons(asked) if may_handle else [],
        "trail": _trail(asked, former) if user.has_perm("vetting.view_auditentry") else [],
    }


def _asking(supporter: RequestSupporter, today: date, *, waits: bool) -> Asking:
    needed = supporter.needed_by
    late = waits and needed is not None and needed < today
    return Asking(supporter, need(needed, today, waits=waits), late)


def _buttons(asked: VettingRequest) -> list[Button]:
    if asked.state in ENDED:
        found = [("Answer anew", "answer", "main"), ("Open it again", "reopen", "")]
    elif asked.state == VettingRequest.State.OPEN:
        found = [("Turn into a review", "turn", "main"), ("Answer", "answer", "")]
    elif asked.state == VettingRequest.State.IN_REVIEW:
        found = [("Answer", "answer", "main"), ("It is something else", "turn", "")]
    else:
        return []
    if asked.state != VettingRequest.State.DECLINED:
        found.append(("Decline", "decline", "danger"))
    return [
        Button(label, reverse(f"admin:vetting_vettingrequest_{name}", args=[asked.pk]), style)
        for label, name, style in found
    ]


def _trail(asked: VettingRequest, former: list[VettingRequest]) -> list[Any]:
    subjects = [str(one.pk) for one in (asked, *former)]
    entries = AuditEntry.objects.filter(
        subject_kind=VettingRequest._meta.verbose_name, subject_id__in=subjects
    )
    return events(entries.order_by("-pk")[:MOST_AUDIT])
