"""The page of one review: why it is open, what is proposed, what was said, and what to do next."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from vetting.admin.offering.act_buttons import APPROVE, PROPOSE, Button
from vetting.admin.offering.approval import sight_of, thread_of
from vetting.admin.offering.review_acts import may_withdraw
from vetting.models import Review
from vetting.models.decisions import UNDER_WAY
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on


def review_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """In a number of queries that does not depend on how much there is to show."""
    rows = Review.objects.select_related(
        "offering__tool__vendor", "opened_by", "proposed_by", "returned_to"
    )
    if not object_id.isdecimal():
        raise Http404("There is no such review.")
    review, now, user = get_object_or_404(rows, pk=object_id), timezone.now(), request.user
    proposed = review.state == Review.State.PROPOSED
    context = {
        **site.each_context(request),
        "title": f"Review of {review.offering.full_name}",
        "opts": Review._meta,
        "review": review,
        "offering": review.offering,
        "status": told_on(review.offering, local_day(now)),
        "sight": sight_of(review, now=now) if proposed else None,
        "thread": thread_of(review),
        "decisions": review.decisions.select_related("author", "approver").order_by("pk"),
        "buttons": _buttons(user, review) if review.state in UNDER_WAY else [],
        "mine": review.proposed_by_id == user.pk,
        "may_comment": review.state in UNDER_WAY
        and (user.has_perm(PROPOSE) or user.has_perm(APPROVE)),
    }
    return TemplateResponse(request, "admin/vetting/review/page.html", context)


def _buttons(user: Any, review: Review) -> list[Button]:
    """What this person may do next; each page says the rest."""
    mine, found = review.proposed_by_id == user.pk, []
    if review.state == Review.State.PROPOSED:
        if user.has_perm(APPROVE) and not mine:
            found.append(("Approve or send back", "approve", "main"))
        elif mine and user.has_perm(PROPOSE):
            found.append(("Take my proposal back", "send_back", ""))
    elif user.has_perm(PROPOSE):
        again = "Propose again" if review.returned_to_id else "Propose a verdict"
        found.append((again, "propose", "main"))
    if may_withdraw(user, review) and (mine or review.state == Review.State.OPEN):
        found.append(("Withdraw the review", "withdraw_review", ""))
    return [
        Button(label, reverse(f"admin:vetting_offering_{name}", args=[review.offering_id]), style)
        for label, name, style in found
    ]
