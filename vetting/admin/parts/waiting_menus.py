"""Menus by which the numbers of the first page, and the cells of its plots, narrow the lists."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from vetting.admin.parts.current import rules, today
from vetting.admin.parts.filters import Choices, Menu
from vetting.models import Contact, Policy, Team, waiting

HIGHEST = 100


class WaitingMenu(Menu):
    title = "what waits"
    parameter_name = "waits"


class OfferingWaitsMenu(WaitingMenu):
    options = [
        ("review", f"review due within {waiting.SOON_DAYS} days"),
        ("questions", "open questions, in use or asked for"),
        ("override", "departs from the rules"),
        ("owner", "in use or due, looked after by nobody"),
    ]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice == "questions":
            return waiting.open_and_wanted()
        if choice == "override":
            return waiting.departs("now__")
        if choice == "owner":
            return waiting.unowned(today())
        return waiting.review_due(today(), "now__")


class EvidenceWaitsMenu(WaitingMenu):
    options = [
        ("ending", f"current answers, out within {waiting.SOON_DAYS} days"),
        ("gone", "current answers, has run out"),
    ]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice == "gone":
            return waiting.evidence_gone(today())
        return waiting.evidence_ending(today())


class KeysMenu(WaitingMenu):
    options = [("keys", f"API key runs out within {waiting.SOON_DAYS} days")]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return waiting.keys_ending(timezone.now())


class WhoseMenu(Menu):
    """Reviews under way by whom they wait for, seen from whoever looks."""

    title = "waits for"
    parameter_name = "whose"
    options = [
        ("others", "my approval"),
        ("mine", "others: proposed by me"),
        ("back", "me: sent back"),
        ("returned", "its author: sent back"),
        ("involved", "anybody: opened or proposed by me, or back to me"),
    ]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        person: User | AnonymousUser = request.user
        by = {
            "others": waiting.proposed_by_others,
            "mine": waiting.proposed_by,
            "back": waiting.sent_back_to,
            "returned": waiting.sent_back,
            "involved": waiting.involving,
        }
        return by[choice](person.pk)


class PolicyStateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = list(Policy.State.choices)


class LinkedMenu(Menu):
    """A choice that only a link makes: its menu shows while it is made, to take it back."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        chosen = request.GET.get(str(self.parameter_name))
        return [(chosen, self.named(chosen))] if chosen else []

    def named(self, choice: str) -> str:
        raise NotImplementedError


class ScoreMenu(LinkedMenu):
    """From one score up to another, such as 85-90; the highest step holds its upper end too."""

    def named(self, choice: str) -> str:
        found = score_range(choice)
        return f"{found[0]} to {found[1]}" if found else f"no such range: {choice}"

    def condition(self, choice: str, request: HttpRequest) -> Q:
        found = score_range(choice)
        if found is None:
            return Q(pk__in=[])
        low, high = found
        below = "lte" if high == HIGHEST else "lt"
        return Q(**{f"{self.path}__gte": low, f"{self.path}__{below}": high})


class P2Menu(ScoreMenu):
    title = "P2"
    parameter_name = "p2"
    path = "current__p2"


class P3Menu(ScoreMenu):
    title = "P3"
    parameter_name = "p3"
    path = "current__p3"


class OpenMenu(LinkedMenu):
    title = "open question"
    parameter_name = "open"

    def named(self, choice: str) -> str:
        criterion = rules().criteria.get(choice)
        return criterion.title if criterion else f"no such question: {choice}"

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(current__open_keys__contains=f" {choice} ")


class TeamMenu(LinkedMenu):
    """Offerings that the members of a team look after."""

    title = "looked after by team"
    parameter_name = "team"

    def named(self, choice: str) -> str:
        team = Team.objects.filter(slug=choice).first()
        return team.name if team else f"no such team: {choice}"

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return waiting.looked_after(Contact.objects.filter(team__slug=choice).values("person"))


# In the order in which they stand above the list of offerings.
OF_OFFERINGS = (OfferingWaitsMenu, P2Menu, P3Menu, OpenMenu, TeamMenu)


def score_range(text: str) -> tuple[int, int] | None:
    """The two ends; None for anything that is no range from 0 to 100."""
    low, _, high = text.partition("-")
    if not (low.isdecimal() and high.isdecimal() and len(text) <= 7):
        return None
    ends = int(low), int(high)
    return ends if 0 <= ends[0] < ends[1] <= HIGHEST else None
