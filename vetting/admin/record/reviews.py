"""Reviews: what is open, what waits for a second person, and since when."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, badge, moment
from vetting.admin.parts.filters import ReviewStateMenu
from vetting.admin.parts.links import AboutOffering
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.trail import plain
from vetting.admin.parts.waiting_menus import WhoseMenu
from vetting.models import Review

URGENCY = (Review.State.PROPOSED, Review.State.OPEN)


@admin.register(Review)
class ReviewAdmin(AboutOffering, ReadOnlyAdmin):
    list_display = ("about", "state_shown", "proposal_shown", "reason", "opened", "opener")
    list_display_links = None
    list_select_related = ("offering", "opened_by", "proposed_by")
    list_filter = (ReviewStateMenu, WhoseMenu)
    search_fields = ("offering__full_name", "because")
    search_help_text = "Offering or reason"
    fields = (
        "about", "state_shown", "because", "opened", "opener", "proposal_shown", "proposed_at",
        "wish", "closed_at",
    )  # fmt: skip

    def heading(self, review: Review) -> str:
        return f"Review of {review.offering}"

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for approval first, then what is open, then the newest of the rest."""
        ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(URGENCY)]
        urgency = Case(*ranks, default=Value(len(URGENCY)), output_field=IntegerField())
        return (urgency.asc(), "-opened_at", "-pk")

    @admin.display(description="State", ordering="state")
    def state_shown(self, review: Review) -> str:
        return review.get_state_display().capitalize()

    @admin.display(description="Proposal", ordering="proposed_verdict")
    def proposal_shown(self, review: Review) -> SafeString | str:
        if not review.proposed_act:
            return NOTHING
        wish = badge(review.proposed_verdict) if review.proposed_verdict else "Lift the suspension"
        return format_html("{} by {}", wish, review.proposed_by)

    @admin.display(description="Opened", ordering="opened_at")
    def opened(self, review: Review) -> str:
        return moment(review.opened_at)

    @admin.display(description="Opened by", ordering="opened_by__username")
    def opener(self, review: Review) -> str:
        return str(review.opened_by or "the registry")

    @admin.display(description="Why")
    def reason(self, review: Review) -> str:
        return Truncator(review.because).chars(140)

    @admin.display(description="Reason and override")
    def wish(self, review: Any) -> str:
        return plain(review.proposal) or NOTHING
