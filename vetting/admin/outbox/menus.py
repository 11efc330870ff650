"""By what the list of messages can be narrowed.

Each condition asks the endpoints first: they are few, and the messages are many.
"""

from django.db.models import Q
from django.http import HttpRequest

from vetting.admin.parts.filters import Menu
from vetting.admin.parts.waiting_menus import LinkedMenu
from vetting.models import Endpoint, Message, Notice, Offering


class StateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = list(Message.State.choices)


class WhatMenu(Menu):
    title = "what"
    parameter_name = "what"
    path = "what"
    options = list(Message.What.choices)


class ChannelMenu(Menu):
    """Whoever is told as a person is told by mail; everything else has an endpoint."""

    title = "channel"
    parameter_name = "channel"
    options = list(Endpoint.Channel.choices)

    def condition(self, choice: str, request: HttpRequest) -> Q:
        there = to_endpoints(Q(channel=choice))
        return there | Q(endpoint=None) if choice == Endpoint.Channel.MAIL else there


class RecipientMenu(Menu):
    title = "sent to"
    parameter_name = "to"
    options = [
        ("me", "me"),
        ("person", "a person"),
        ("team", "a team"),
        ("production", "a production"),
    ]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice == "me":
            return Q(person=request.user.pk) | to_endpoints(Q(person=request.user.pk))
        there = to_endpoints(Q(**{f"{choice}__isnull": False}))
        return there | Q(endpoint=None) if choice == "person" else there


class AboutMenu(LinkedMenu):
    """Offerings are too many for a menu: it shows only when a link has chosen one."""

    title = "about"
    parameter_name = "about"

    def named(self, choice: str) -> str:
        found = Offering.objects.filter(pk=choice).first() if choice.isdecimal() else None
        return str(found) if found else f"no such offering: {choice}"

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if not choice.isdecimal():
            return Q(pk__in=[])
        told = Notice.objects.filter(offering=int(choice), message__isnull=False)
        return Q(pk__in=told.order_by().values("message"))


def to_endpoints(which: Q) -> Q:
    return Q(endpoint__in=Endpoint.objects.filter(which).values("pk"))
