"""The history of an offering on a page of its own, older and older by a moment in the address."""

from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from vetting.admin.offering.history.reading import stream_of
from vetting.admin.offering.panels import history_of
from vetting.models import Offering, Policy
from vetting.services.assessments import local_day


def history_url(site: AdminSite) -> URLPattern:
    def view(request: HttpRequest, object_id: int) -> HttpResponse:
        return history_page(request, site, object_id)

    return path("<int:object_id>/history/", site.admin_view(view), name="vetting_offering_history")


def history_page(request: HttpRequest, site: AdminSite, object_id: int) -> HttpResponse:
    if not request.user.has_perm("vetting.view_offering"):
        raise PermissionDenied
    offering = get_object_or_404(Offering, pk=object_id)
    today, before = local_day(timezone.now()), _moment(request.GET.get("before"))
    with_audit = request.user.has_perm("vetting.view_auditentry")
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"History: {offering.full_name}",
        "opts": Offering._meta,
        "offering": offering,
        "before": before,
        "sees_audit": with_audit,
        "stream": stream_of(
            offering,
            history_of(offering, before),
            Policy.objects.in_force(today).rules,
            today,
            with_audit=with_audit,
            before=before,
        ),
    }
    return TemplateResponse(request, "admin/vetting/offering/history_page.html", context)


def _moment(text: str | None) -> datetime | None:
    """The moment in the address; an odd one is no page of ours."""
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise Http404("There is no such page of the history.")
    return found
