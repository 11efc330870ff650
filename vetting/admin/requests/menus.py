"""By what the queue of requests can be narrowed."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from vetting.admin.parts.current import today
from vetting.admin.parts.filters import Menu
from vetting.models import VettingRequest


class StateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = [("under_way", "open or in review"), *VettingRequest.State.choices]

    def narrowed(self, rows: Any, choice: str, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.under_way()
        return found if choice == "under_way" else super().narrowed(rows, choice, request)


class NeedMenu(Menu):
    """Only what somebody still waits for; whoever is late needs it within any number of days."""

    title = "needed"
    parameter_name = "needed"
    options = [("late", "late"), ("7", "within 7 days"), ("30", "within 30 days")]

    def narrowed(self, rows: Any, choice: str, request: HttpRequest) -> QuerySet[Any]:
        ahead = timedelta(-1 if choice == "late" else int(choice))
        found: QuerySet[Any] = rows.under_way().filter(needed_by__lte=today() + ahead)
        return found


class NextMenu(Menu):
    title = "next step"
    parameter_name = "next"
    options = [("ready", "ready to answer"), ("outdated", "answer out of date")]

    def narrowed(self, rows: Any, choice: str, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.ready() if choice == "ready" else rows.out_of_date(today())
        return found


class VotesMenu(Menu):
    title = "votes"
    parameter_name = "votes"
    options = [("several", "two or more")]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(votes__gte=2)
