"""The list of messages: what was sent to whom, when, and what failed; the newest first."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.home.heartbeat import heard
from vetting.admin.outbox import menus, wording
from vetting.admin.outbox.page import message_page
from vetting.admin.outbox.retrying import RETRY, try_again
from vetting.admin.outbox.urls import message_urls
from vetting.admin.parts.badges import NOTHING, day
from vetting.admin.parts.own_page import OwnPage
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.models import Endpoint, Message, Notice, Offering

LONGEST_REASON = 110


@admin.register(Message)
class MessageAdmin(OwnPage, ReadOnlyAdmin):
    list_display = ("headed", "recipient", "on_day", "standing", "attempts", "when", "reason")
    list_select_related = wording.RELATED
    list_filter = (
        menus.StateMenu,
        menus.ChannelMenu,
        menus.WhatMenu,
        menus.RecipientMenu,
        menus.AboutMenu,
    )
    search_fields = ("heading",)
    search_help_text = "Recipient or offering"
    ordering = ("-made_at", "-pk")
    actions = ("retry_chosen",)

    class Media:
        css = {"all": ["vetting/outbox.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """What was sent is long, and no list shows it."""
        return super().get_queryset(request).defer("text", "html")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word in one name: of a person, of what listens and whose it is, of an offering.

        Names are looked up first, each kind once: the messages are many.
        """
        words = search_term.split()
        if not words:
            return queryset, False
        people = _with_words(User.objects.all(), words, *PEOPLE)
        there = _with_words(Endpoint.objects.all(), words, *ENDPOINTS)
        about = Notice.objects.filter(
            offering__in=_with_words(Offering.objects.all(), words, "full_name"),
            message__isnull=False,
        )
        to = Q(person__in=people) | Q(endpoint__in=there)
        return queryset.filter(to | Q(pk__in=about.order_by().values("message"))), False

    def get_urls(self) -> list[URLPattern]:
        return [*message_urls(self.admin_site), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {
            "heartbeat": heard(timezone.now()),
            "from_hour": settings.REMIND_FROM_HOUR,
            "on_weekends": settings.REMIND_ON_WEEKENDS,
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return message_page(request, self.admin_site, object_id)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RETRY)

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        """There is only one act, so it stands chosen."""
        return super().get_action_choices(request, [])

    @admin.action(description="Try again, where it failed", permissions=["retry"])
    def retry_chosen(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        try_again(request, queryset)

    @admin.display(description="Message", ordering="heading")
    def headed(self, message: Message) -> str:
        return wording.heading_of(message)

    @admin.display(description="To")
    def recipient(self, message: Message) -> SafeString:
        to = wording.recipient_of(message)
        beside = f"{to.label}, {to.channel}" if to.label else to.channel
        return format_html('{} <span class="by">{}</span>', to.who, beside)

    @admin.display(description="About", ordering="on")
    def on_day(self, message: Message) -> str:
        return day(message.on)

    @admin.display(description="State", ordering="state")
    def standing(self, message: Message) -> SafeString:
        style = wording.STYLES[message.state]
        words = wording.state_of(message).capitalize()
        return format_html('<span class="state state-{}">{}</span>', style, words)

    @admin.display(description="Next try or sent")
    def when(self, message: Message) -> str:
        return wording.when(message, timezone.now())

    @admin.display(description="Why")
    def reason(self, message: Message) -> str:
        return Truncator(wording.reason_of(message)).chars(LONGEST_REASON) or NOTHING


PEOPLE = ("username", "first_name", "last_name", "email")
ENDPOINTS = (
    "label", "production__name", "team__name", *(f"person__{name}" for name in PEOPLE),
)  # fmt: skip


def _with_words(rows: QuerySet[Any], words: list[str], *columns: str) -> QuerySet[Any]:
    """The keys of the rows of which each word is in one of these columns."""
    for word in words:
        held = Q()
        for column in columns:
            held |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(held)
    return rows.values("pk")
