"""By what the queue of requests can be narrowed."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from vetting.admin.parts.filters import Menu
from vetting.models import VettingRequest
from vetting.services.assessments import local_day


class StateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = [("under_way", "open or in review"), *VettingRequest.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = queryset
        return rows.under_way() if self.value() == "under_way" else super().queryset(request, rows)


class NeedMenu(Menu):
    """Only what somebody still waits for; whoever is late needs it within any number of days."""

    title = "needed"
    parameter_name = "needed"
    options = [("late", "late"), ("7", "within 7 days"), ("30", "within 30 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = queryset
        value = self.value()
        if value is None:
            return queryset
        if value not in {key for key, _ in self.lookup_choices}:
            return queryset.none()
        ahead = timedelta(-1 if value == "late" else int(value))
        return rows.under_way().filter(needed_by__lte=local_day(timezone.now()) + ahead)


class NextMenu(Menu):
    title = "next step"
    parameter_name = "next"
    options = [("ready", "ready to answer"), ("outdated", "answer out of date")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = queryset
        value = self.value()
        if value == "ready":
            return rows.ready()
        if value == "outdated":
            return rows.out_of_date(local_day(timezone.now()))
        return queryset if value is None else queryset.none()


class VotesMenu(Menu):
    title = "votes"
    parameter_name = "votes"
    options = [("several", "two or more")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(votes__gte=2) if value == "several" else queryset.none()
