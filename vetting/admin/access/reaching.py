"""Whether somebody of the desk can be told at all: their team, their channels, what is theirs."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.parts.badges import NOTHING
from vetting.admin.parts.filters import Menu
from vetting.models import Contact, Endpoint, Offering, waiting

NO_MAIL = "no mail address: what is theirs to do reaches nobody by mail"


class NoMailMenu(Menu):
    """Those of the desk whom no mail can reach."""

    title = "mail address"
    parameter_name = "mail"
    options = [("none", "none"), ("some", "has one")]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(email="") if choice == "none" else ~Q(email="")


def team_of(person: Any) -> SafeString | str:
    contact = contact_of(person)
    team = contact.team if contact else None
    if team is None:
        return "none; heads of security stand behind them"
    page = reverse("admin:vetting_team_change", args=[team.pk])
    return format_html('<a href="{}">{}</a>', page, team.name)


def how_told(person: Any) -> str:
    """By which channels, and of what beside their own."""
    contact = contact_of(person) or Contact(person=person)
    chats = list(_chats(person).values_list("label", flat=True)) if contact.by_chat else []
    ways = ["by mail"] if contact.by_mail else []
    ways += [f"in the chat {label}" for label in chats]
    if not ways:
        ways = ["by mail, for what is theirs cannot be switched off"]
    left_out = [
        words
        for chosen, words in (
            (contact.as_lead, "what is late in their team"),
            (contact.as_head, "what is late for two weeks"),
        )
        if not chosen
    ]
    told = " and ".join(ways)
    return f"{told}; not of {' nor of '.join(left_out)}" if left_out else told


def looks_after(person: Any, today: date) -> SafeString:
    """How many offerings, with a warning where no mail can tell them; one query."""
    rows = Offering.objects.with_status_on(today).filter(waiting.looked_after([person.pk]))
    count = rows.count()
    many = "offering" if count == 1 else "offerings"
    page = reverse("admin:vetting_offering_changelist")
    told = format_html('<a href="{}?owner={}">{} {}</a>', page, person.get_username(), count, many)
    if person.email:
        return told if count else format_html("{}", NOTHING)
    style = "flag flag-stop" if count else "flag"
    words = NO_MAIL if count else "no mail address"
    return format_html('{} <span class="{}">{}</span>', told if count else NOTHING, style, words)


def contact_of(person: Any) -> Contact | None:
    """Read with the person, where the page asked for it."""
    found: Contact | None = getattr(person, "contact", None)
    return found


def _chats(person: Any) -> QuerySet[Endpoint]:
    chats = Endpoint.objects.filter(person=person.pk, channel=Endpoint.Channel.CHAT.value)
    return chats.filter(removed_at=None, paused_at=None).order_by("label", "pk")
