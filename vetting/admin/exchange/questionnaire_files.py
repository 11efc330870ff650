"""The questionnaire as a file: the one to send, and those that came back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from vetting.models import Offering, Policy, VendorReply
from vetting.services.assessments import local_day
from vetting.services.exchange.files_out import CONTENT_TYPES
from vetting.services.exchange.questionnaire_out import questionnaire


def blank_file(request: HttpRequest, object_id: int) -> HttpResponse:
    """The one to send; made anew each time, by the policy in force."""
    _require(request, "vetting.view_vendorclaim")
    rows = Offering.objects.select_related("tool__vendor")
    offering = get_object_or_404(rows, pk=object_id)
    policy = Policy.objects.in_force(local_day(timezone.now()))
    content = questionnaire(offering, policy.version, policy.rules)
    return _attached(content, f"questionnaire-{offering.slug}.xlsx")


def returned_file(request: HttpRequest, object_id: int, reply_id: int) -> HttpResponse:
    """One that came back, as it came: whatever it holds, it is saved and never shown as a page."""
    _require(request, "vetting.view_vendorreply")
    reply = get_object_or_404(VendorReply, pk=reply_id, offering=object_id)
    return _attached(bytes(reply.content), f"returned-{reply.offering.slug}-{reply.pk}.xlsx")


def _require(request: HttpRequest, permission: str) -> None:
    user: Any = request.user
    if not user.has_perm(permission):
        raise PermissionDenied


def _attached(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers=headers)
