"""A message's page: who gets it, how it stands, what is in it, and the very text that was sent."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from vetting.admin.outbox import wording
from vetting.admin.outbox.notice_words import told
from vetting.admin.outbox.retrying import RETRY, seen
from vetting.models import Endpoint, Message

VIEW = "vetting.view_message"
MOST_NOTICES, AT_ONCE = 100, 12
FRAMES = {**settings.SECURE_CSP, "frame-src": ["'self'"]}


def message_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """The page, in a number of queries that does not depend on how much is in the message."""
    if not request.user.has_perm(VIEW) or request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    if not object_id.isdecimal():
        raise Http404("There is no such message.")
    rows = Message.objects.select_related(*wording.RELATED)
    message = get_object_or_404(rows, pk=object_id)
    context = {
        **site.each_context(request),
        **page_context(message, request.user, timezone.now()),
        "title": wording.heading_of(message),
        "opts": Message._meta,
    }
    response = TemplateResponse(request, "admin/vetting/message/page.html", context)
    # The frame shows the mail and nothing else: no other page of ours may hold one.
    response._csp_config = FRAMES  # type: ignore[attr-defined]
    return response


def page_context(message: Message, user: Any, now: datetime) -> dict[str, Any]:
    rows = message.notices.select_related("offering").order_by("day", "pk")
    held = list(rows[: MOST_NOTICES + 1])
    count = rows.count() if len(held) > MOST_NOTICES else len(held)
    notices = [told(notice) for notice in held[:MOST_NOTICES]]
    failed = message.state == Message.State.FAILED
    return {
        "message": message,
        "heading": wording.heading_of(message),
        "to": wording.recipient_of(message),
        "state": wording.state_of(message),
        "style": wording.STYLES[message.state],
        "standing": wording.standing(message, now),
        "notices": notices[:AT_ONCE],
        "other_notices": notices[AT_ONCE:],
        "notice_count": count,
        "left_out": count - len(notices),
        "seen": seen(message),
        "may_retry": failed and user.has_perm(RETRY),
        "body": body_of(message),
        "is_json": is_webhook(message),
        "keep_days": settings.SENT_KEEP_DAYS,
    }


def body_of(message: Message) -> str:
    """The text as it was sent; a webhook's JSON with line breaks, which change nothing in it."""
    if not is_webhook(message):
        return message.text
    try:
        return json.dumps(json.loads(message.text), indent=2, ensure_ascii=False)
    except ValueError:
        return message.text


def is_webhook(message: Message) -> bool:
    endpoint = message.endpoint
    return endpoint is not None and endpoint.channel == Endpoint.Channel.WEBHOOK
