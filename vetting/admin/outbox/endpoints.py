"""The list of endpoints: where messages go beside people's mail, and which of them are paused."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.outbox import wording
from vetting.admin.parts.badges import NOTHING, moment
from vetting.admin.parts.people import called
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.waiting_menus import ConditionMenu
from vetting.models import Endpoint, waiting


class StateMenu(ConditionMenu):
    title = "state"
    parameter_name = "state"
    options = [
        ("in_use", "in use"),
        ("failing", "failing"),
        ("paused", "paused"),
        ("removed", "removed"),
    ]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return {
            "in_use": Q(removed_at=None, paused_at=None),
            "failing": Q(removed_at=None, paused_at=None, failing_since__isnull=False),
            "paused": waiting.paused_endpoints(),
            "removed": Q(removed_at__isnull=False),
        }[choice]


class ChannelMenu(ConditionMenu):
    title = "channel"
    parameter_name = "channel"
    options = list(Endpoint.Channel.choices)

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(channel=choice)


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    """Whole addresses are nowhere shown: whoever knows one may write there."""

    list_display = ("label", "whose", "channel_shown", "where", "standing", "reason")
    list_select_related = ("production", "team", "person")
    list_filter = (StateMenu, ChannelMenu)
    search_fields = ("label", "production__name", "team__name", "person__username")
    search_help_text = "What listens there, or whose it is"
    ordering = ("label", "pk")
    fields = ("label", "whose", "channel_shown", "where", "standing", "reason", "messages_to")

    class Media:
        css = {"all": ["vetting/outbox.css"]}

    @admin.display(description="Of")
    def whose(self, endpoint: Endpoint) -> SafeString | str:
        if endpoint.person is not None:
            return called(endpoint.person)
        if endpoint.production is None:
            return str(endpoint.team)
        url = reverse("admin:vetting_production_change", args=[endpoint.production.pk])
        return format_html('<a href="{}">{}</a>', url, endpoint.production)

    @admin.display(description="Channel", ordering="channel")
    def channel_shown(self, endpoint: Endpoint) -> str:
        return wording.channel_of(endpoint)

    @admin.display(description="Where")
    def where(self, endpoint: Endpoint) -> str:
        return wording.shown_address(endpoint)

    @admin.display(description="State")
    def standing(self, endpoint: Endpoint) -> SafeString:
        style, words = state_of(endpoint)
        return format_html('<span class="state state-{}">{}</span>', style, words)

    @admin.display(description="Since when and why")
    def reason(self, endpoint: Endpoint) -> str:
        if endpoint.paused_at is not None:
            return f"{moment(endpoint.paused_at)}: {endpoint.paused_because}"
        if endpoint.failing_since is not None:
            return f"{moment(endpoint.failing_since)}: {endpoint.failures} in a row"
        return NOTHING

    @admin.display(description="Messages")
    def messages_to(self, endpoint: Endpoint) -> SafeString:
        url = reverse("admin:vetting_message_changelist")
        return format_html('<a href="{}?q={}">Messages to it</a>', url, endpoint.label)


def state_of(endpoint: Endpoint) -> tuple[str, str]:
    if endpoint.removed_at is not None:
        return "none", "Removed"
    if endpoint.paused_at is not None:
        return "part", "Paused"
    return ("bad", "Failing") if endpoint.failing_since is not None else ("good", "In use")
