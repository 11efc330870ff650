"""Reviews: what is open, what waits for whom, and since when; each has a page with everything."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, badge
from vetting.admin.parts.filters import Menu, ReviewStateMenu
from vetting.admin.parts.links import AboutOffering
from vetting.admin.parts.own_page import OwnPage
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.waiting_menus import WhoseMenu
from vetting.admin.record.review_page import review_page
from vetting.models import Review
from vetting.models.decisions import UNDER_WAY

URGENCY = (Review.State.PROPOSED, Review.State.OPEN)


class AgeMenu(Menu):
    """How long a review under way is open already."""

    title = "open for more than"
    parameter_name = "older"
    options = [("7", "a week"), ("14", "two weeks"), ("30", "a month"), ("90", "three months")]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        since = timezone.now() - timedelta(int(choice))
        return Q(state__in=UNDER_WAY, opened_at__lte=since)


@admin.register(Review)
class ReviewAdmin(OwnPage, AboutOffering, ReadOnlyAdmin):
    list_display = ("state_shown", "about", "reason", "age", "proposal_shown", "waits_for")
    list_display_links = ("state_shown",)
    list_select_related = ("offering", "opened_by", "proposed_by", "returned_to")
    list_filter = (ReviewStateMenu, WhoseMenu, AgeMenu)
    search_fields = ("offering__full_name", "because")
    search_help_text = "Offering or reason"

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for approval first, then what is open, then the newest of the rest."""
        ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(URGENCY)]
        urgency = Case(*ranks, default=Value(len(URGENCY)), output_field=IntegerField())
        return (urgency.asc(), "-opened_at", "-pk")

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        return review_page(request, self.admin_site, object_id)

    @admin.display(description="State", ordering="state")
    def state_shown(self, review: Review) -> str:
        if review.state == Review.State.OPEN and review.returned_to_id:
            return "Sent back"
        if review.state == Review.State.PROPOSED:
            return "Waits for approval"
        return str(review.get_state_display()).capitalize()

    @admin.display(description="Proposal", ordering="proposed_by__username")
    def proposal_shown(self, review: Review) -> SafeString | str:
        if not review.proposed_act:
            return NOTHING
        wish = badge(review.proposed_verdict) if review.proposed_verdict else "Lift the suspension"
        return format_html("{} by {}", wish, review.proposed_by)

    @admin.display(description="Why")
    def reason(self, review: Review) -> str:
        return Truncator(review.because).chars(140)

    @admin.display(description="Age", ordering="opened_at")
    def age(self, review: Review) -> str:
        if review.closed_at is not None:
            days = _days(review.opened_at, review.closed_at)
            return f"took {days}" if days else "same day"
        return _days(review.opened_at, timezone.now()) or "since today"

    @admin.display(description="Waits for")
    def waits_for(self, review: Review) -> SafeString | str:
        who = waits_for(review)
        if review.state != Review.State.PROPOSED:
            return who
        url = reverse("admin:vetting_offering_approve", args=[review.offering_id])
        return format_html('<a href="{}">{}</a>', url, who)


def waits_for(review: Review) -> str:
    """Who has to do something next."""
    if review.state == Review.State.PROPOSED:
        return f"an approver other than {review.proposed_by}"
    if review.state != Review.State.OPEN:
        return NOTHING
    return f"{review.returned_to}" if review.returned_to else "an analyst"


def _days(since: datetime, until: datetime) -> str:
    days = (timezone.localtime(until).date() - timezone.localtime(since).date()).days
    return f"{days} day{'s'[: days != 1]}" if days > 0 else ""
