"""Requests: what productions ask to have vetted, how many ask, and since when."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from vetting.admin.parts.badges import NOTHING, moment
from vetting.admin.parts.filters import Menu
from vetting.admin.parts.links import offering_link
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.models import RequestSupporter, VettingRequest
from vetting.services.assessments import local_day


class RequestStateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = list(VettingRequest.State.choices)


class SupporterInline(admin.TabularInline):
    """Who asks, and what each says of it. Nobody changes it here: it is their own note."""

    model = RequestSupporter
    extra = 0
    can_delete = False
    fields = ("production", "asked", "words", "url", "purpose", "needed_by", "contact", "key_label")
    readonly_fields = fields
    ordering = ("asked_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("production")

    @admin.display(description="Asked")
    def asked(self, supporter: RequestSupporter) -> str:
        return moment(supporter.asked_at)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(VettingRequest)
class VettingRequestAdmin(ReadOnlyAdmin):
    list_display = ("tool", "plan", "votes", "age", "state_shown")
    list_filter = (RequestStateMenu,)
    search_fields = ("tool", "plan", "vendor", "host", "supporters__words")
    search_help_text = "Tool, plan, vendor or host"
    ordering = ("-created_at", "-pk")
    inlines = (SupporterInline,)
    fields = (
        "tool", "plan", "vendor", "address", "state_shown", "votes", "asked", "answer", "answered",
        "became",
    )  # fmt: skip

    def heading(self, obj: VettingRequest) -> str:
        return f"Request for {obj}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[VettingRequest]:
        return VettingRequest.objects.with_votes().select_related("offering")

    @admin.display(description="Votes", ordering="votes")
    def votes(self, request: Any) -> int:
        return request.votes

    @admin.display(description="Age", ordering="-created_at")
    def age(self, request: VettingRequest) -> str:
        days = (local_day(timezone.now()) - local_day(request.created_at)).days
        return "today" if days < 1 else "1 day" if days == 1 else f"{days} days"

    @admin.display(description="State", ordering="state")
    def state_shown(self, request: VettingRequest) -> str:
        return capfirst(request.get_state_display())

    @admin.display(description="Asked")
    def asked(self, request: VettingRequest) -> str:
        return moment(request.created_at)

    @admin.display(description="Web address")
    def address(self, request: VettingRequest) -> SafeString | str:
        if not request.url:
            return NOTHING
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', request.url)

    @admin.display(description="Answered")
    def answered(self, request: VettingRequest) -> str:
        return moment(request.answered_at) if request.answered_at else NOTHING

    @admin.display(description="Offering")
    def became(self, request: VettingRequest) -> SafeString | str:
        return offering_link(request.offering) if request.offering else NOTHING
