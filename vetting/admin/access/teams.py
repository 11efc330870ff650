"""Teams: who leads, who belongs to them, what they look after, and where they are told of it."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone

from vetting.admin.access.endpoints.panel import endpoint_panel
from vetting.admin.access.endpoints.urls import endpoint_urls
from vetting.admin.parts.choosing import Choosing
from vetting.admin.parts.counts import count_of
from vetting.admin.parts.own_page import MoreAround
from vetting.admin.parts.people import at_the_desk, called
from vetting.admin.parts.writing import ServiceAdmin, ServiceForm, actor
from vetting.models import CalendarFeed, Contact, Endpoint, Offering, Team, waiting
from vetting.services.assessments import local_day
from vetting.services.feeds import teams_of
from vetting.services.teams import Moved, save_team

MOST_CALENDARS = 50


class MembersField(forms.ModelMultipleChoiceField):
    """Colleagues by name; whoever is in another team says so, for this one would take them."""

    of: Team

    def label_from_instance(self, person: Any) -> str:
        contact = getattr(person, "contact", None)
        now_in = contact.team if contact else None
        if now_in is None or now_in == self.of:
            return called(person)
        return f"{called(person)}, now in {now_in.name}"


class TeamForm(ServiceForm):
    members = MembersField(
        User.objects.none(),
        required=False,
        widget=Choosing("Members"),
        help_text="Who is in another team now leaves it for this one: nobody is in two.",
    )

    class Meta:
        model = Team
        fields = ("name", "slug", "lead")

    moved: list[Moved]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team, desk = self.instance, at_the_desk()
        mine = Q(contact__team=team.pk) if team.pk else Q(pk__in=())
        # Whoever has left the desk stays to be seen, and taken out.
        everybody = desk | User.objects.filter(mine)
        if "members" in self.fields:
            chosen: Any = self.fields["members"]
            chosen.of = team
            chosen.queryset = everybody.distinct().select_related("contact__team")
            self.initial["members"] = list(User.objects.filter(mine).values_list("pk", flat=True))
        if "lead" in self.fields:
            lead: Any = self.fields["lead"]
            lead.queryset = (desk | User.objects.filter(pk=team.lead_id or 0)).distinct()
            lead.label_from_instance = called

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        yield lambda: self._save(row)

    def _save(self, row: Any) -> None:
        self.moved = save_team(
            team=row,
            members=self.cleaned_data.get("members", ()),
            by=self.by,
            now=self.now,
            because=self.cleaned_data.get("because", ""),
        )


@admin.register(Team)
class TeamAdmin(MoreAround, ServiceAdmin):
    form = TeamForm
    list_display = ("name", "led_by", "member_count", "endpoint_count")
    list_select_related = ("lead",)
    search_fields = ("name", "slug")
    search_help_text = "Name"
    ordering = ("name", "pk")
    change_form_template = "admin/vetting/team/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        endpoints = Endpoint.objects.filter(removed_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                member_count=count_of(Contact.objects.all(), "team"),
                endpoint_count=count_of(endpoints, "team"),
            )
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj and not self.has_change_permission(request, obj):
            return (*TeamForm.Meta.fields, "who")
        return (*TeamForm.Meta.fields, "members", *(("because",) if obj else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("who",) if obj and not self.has_change_permission(request, obj) else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "lead" in form.base_fields:
            # Accounts have pages of their own; here one only chooses.
            lead = form.base_fields["lead"].widget
            lead.can_add_related = lead.can_change_related = lead.can_view_related = False
        return form

    def get_urls(self) -> list[URLPattern]:
        return [*endpoint_urls(self.admin_site, Team), *super().get_urls()]

    def around(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        if not object_id.isdecimal():
            raise Http404("There is no such team.")
        team = get_object_or_404(Team, pk=object_id)
        return {
            "looked_after": looked_after(team),
            "calendars": calendars_of(team),
            "may_revoke": teams_of(actor(request)).filter(pk=team.pk).exists(),
            **endpoint_panel(team, request),
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for moved in form.moved:
            sentence = f"{called(moved.person)} was in {moved.was_in} until now."
            messages.warning(request, sentence)

    @admin.display(description="Lead", ordering="lead__username")
    def led_by(self, team: Team) -> str:
        return called(team.lead) or "-"

    @admin.display(description="Members", ordering="member_count")
    def member_count(self, team: Any) -> int:
        return team.member_count

    @admin.display(description="Endpoints", ordering="endpoint_count")
    def endpoint_count(self, team: Any) -> int:
        return team.endpoint_count

    @admin.display(description="Members")
    def who(self, team: Team) -> str:
        rows = team.members.select_related("person").order_by("person__username")
        return ", ".join(called(contact.person) for contact in rows) or "-"


def looked_after(team: Team) -> int:
    """How many offerings its members look after; one query."""
    people = Contact.objects.filter(team=team).values("person")
    rows = Offering.objects.with_status_on(local_day(timezone.now()))
    return rows.filter(waiting.looked_after(people)).count()


def calendars_of(team: Team) -> list[CalendarFeed]:
    """The calendar addresses of the team that still work."""
    feeds = team.feeds.filter(revoked_at=None).select_related("created_by")
    return list(feeds.order_by("-created_at", "-pk")[:MOST_CALENDARS])
