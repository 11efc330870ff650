"""The queue of requests: what productions ask to have vetted, since when and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from vetting.admin.parts.badges import NOTHING, badge
from vetting.admin.parts.current import today
from vetting.admin.parts.own_page import OwnPage
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.requests import menus
from vetting.admin.requests.page import request_page
from vetting.admin.requests.urls import request_urls
from vetting.admin.requests.wording import age, is_late, need, people
from vetting.models import RequestSupporter, VettingRequest
from vetting.models.known import Known, Row, known_to
from vetting.models.requests import UNDER_WAY
from vetting.services.assessments import local_day

NAMED, MEANT = 3, 2
ASKED = ("key", "tool", "host", "offering_id")


@admin.register(VettingRequest)
class VettingRequestAdmin(OwnPage, ReadOnlyAdmin):
    list_display = ("called", "vote_count", "age", "needed", "productions", "standing", "known")
    list_filter = (menus.StateMenu, menus.NextMenu, menus.NeedMenu, menus.VotesMenu)
    search_fields = ("tool", "plan", "vendor", "host")
    search_help_text = "Tool, plan, vendor, host or production"
    ordering = ("place", "created_at", "pk")

    class Media:
        css = {"all": ["vetting/requests.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[VettingRequest]:
        asking = RequestSupporter.objects.select_related("production").order_by("asked_at", "pk")
        first = Prefetch("supporters", asking[:NAMED], to_attr="first_asking")
        return VettingRequest.objects.prefetch_related(first)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word in what it is called, or the whole in what a production calls it or itself."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        if not term:
            return found, duplicates
        said = RequestSupporter.objects.filter(request=OuterRef("pk")).filter(
            Q(words__icontains=term) | Q(production__name__icontains=term)
        )
        named = VettingRequest.objects.filter(pk__in=found.order_by().values("pk"))
        return queryset.filter(Q(pk__in=named.values("pk")) | Exists(said)), duplicates

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What a row shows beside its own columns is looked up for all rows of a page at once."""
        shown = super().get_changelist_instance(request)
        shown.result_list = _marked(shown.result_list, local_day(timezone.now()))
        return shown

    def get_urls(self) -> list[URLPattern]:
        return [*request_urls(self.admin_site), *super().get_urls()]

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return request_page(request, self.admin_site, object_id)

    @admin.display(description="Request", ordering="tool")
    def called(self, request: VettingRequest) -> str:
        return str(request)

    @admin.display(description="Votes", ordering="votes")
    def vote_count(self, request: VettingRequest) -> int:
        return request.votes

    @admin.display(description="Age", ordering="-created_at")
    def age(self, request: VettingRequest) -> str:
        return age(request, today())

    @admin.display(description="Needed by", ordering=F("needed_by").asc(nulls_last=True))
    def needed(self, request: VettingRequest) -> SafeString | str:
        now = today()
        said = need(request.needed_by, now, waits=request.state in UNDER_WAY)
        late = is_late(request, now)
        return format_html('<strong class="past">{}</strong>', said) if late else said

    @admin.display(description="Productions")
    def productions(self, request: Any) -> str:
        names = [supporter.production.name for supporter in request.first_asking]
        return people(names, request.votes) or NOTHING

    @admin.display(description="State", ordering="place")
    def standing(self, request: Any) -> SafeString:
        said = capfirst(request.get_state_display())
        flag = "Ready to answer" if request.ready else "Answer out of date" if request.old else ""
        return format_html('{} <span class="flag">{}</span>', said, flag) if flag else said

    @admin.display(description="In the registry already")
    def known(self, request: Any) -> SafeString | str:
        if not request.meant:
            return NOTHING
        rows = [(row["name"], badge(row["status"])) for row in request.meant[:MEANT]]
        more = len(request.meant) - MEANT
        named = format_html_join("", '<span class="meant">{} {}</span>', rows)
        return format_html("{} and {} more", named, more) if more > 0 else named


def _marked(rows: Iterable[Any], today: date) -> list[Any]:
    """The rows of a page with what is next for each, and what it may be. Four queries."""
    rows = list(rows)
    these = VettingRequest.objects.filter(pk__in=[row.pk for row in rows])
    ready = set(these.ready().values_list("pk", flat=True))
    old = set(these.out_of_date(today).values_list("pk", flat=True))
    asked = [{name: getattr(row, name) for name in ASKED} for row in rows]
    known = known_to(asked, today)
    for row, wish in zip(rows, asked, strict=True):
        row.ready, row.old, row.meant = row.pk in ready, row.pk in old, _meant(row, wish, known)
    return rows


def _meant(row: VettingRequest, wish: Row, known: Known) -> list[Row]:
    """The offering that stands for it, or while somebody waits all that it may be."""
    if row.offering_id is not None:
        return [known.offerings[row.offering_id]]
    return known.meant(wish) if row.state in UNDER_WAY else []
