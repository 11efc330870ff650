"""The list of endpoints: where messages go beside people's mail, and which of them are paused."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.access.endpoints.rows import state_of, with_deliveries
from vetting.admin.outbox.wording import channel_of
from vetting.admin.parts.badges import NOTHING
from vetting.admin.parts.filters import Menu
from vetting.admin.parts.people import called
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.models import Endpoint, waiting
from vetting.services.endpoints.addresses import shown_address


class StateMenu(Menu):
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


class ChannelMenu(Menu):
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        return with_deliveries(super().get_queryset(request))

    @admin.display(description="Of")
    def whose(self, endpoint: Endpoint) -> SafeString | str:
        if endpoint.person is not None:
            return called(endpoint.person)
        kind = "production" if endpoint.production else "team"
        owner = endpoint.production or endpoint.team
        url = reverse(f"admin:vetting_{kind}_change", args=[owner.pk if owner else 0])
        return format_html('<a href="{}">{}</a>', url, owner)

    @admin.display(description="Channel", ordering="channel")
    def channel_shown(self, endpoint: Endpoint) -> str:
        return channel_of(endpoint)

    @admin.display(description="Where")
    def where(self, endpoint: Endpoint) -> str:
        return shown_address(endpoint)

    @admin.display(description="State")
    def standing(self, endpoint: Endpoint) -> SafeString:
        word, _, style = state_of(endpoint)
        return format_html('<span class="state state-{}">{}</span>', style, word)

    @admin.display(description="Since when and why")
    def reason(self, endpoint: Endpoint) -> str:
        _, why, _ = state_of(endpoint)
        return why or NOTHING

    @admin.display(description="Messages")
    def messages_to(self, endpoint: Endpoint) -> SafeString:
        url = reverse("admin:vetting_message_changelist")
        return format_html('<a href="{}?q={}">Messages to it</a>', url, endpoint.label)
