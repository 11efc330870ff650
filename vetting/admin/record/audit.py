"""The audit trail: every act, newest first; to be searched and read, never changed."""

from datetime import date, timedelta

from django.contrib import admin
from django.db.models import Max, Min, Q
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, moment
from vetting.admin.parts.current import today
from vetting.admin.parts.filters import Choices, Menu
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.trail import lines_of
from vetting.models import AuditEntry
from vetting.models.days import midnight
from vetting.services.assessments import local_day

CHANGE = '<p class="change"><strong>{}</strong> <del>{}</del> <ins>{}</ins></p>'


class SubjectMenu(Menu):
    title = "about"
    parameter_name = "about"
    path = "subject_kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        kinds = AuditEntry.objects.order_by("subject_kind").values_list("subject_kind", flat=True)
        return [(kind, kind) for kind in kinds.distinct()]


class WhenMenu(Menu):
    """The last days, and every month of the trail.

    Django's own drill-down sorts all entries by their day anew for every page: seconds at size.
    """

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        held = AuditEntry.objects.aggregate(first=Min("at"), last=Max("at"))
        if held["first"] is None:
            return []
        months = _months(local_day(held["first"]), local_day(held["last"]))
        named = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]
        return [("1", "today"), ("7", "the last 7 days"), *named]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice.isdecimal():
            return Q(at__gte=midnight(today() - timedelta(int(choice) - 1)))
        month = date.fromisoformat(f"{choice}-01")
        return Q(at__gte=midnight(month), at__lt=midnight(_next(month)))


def _months(first: date, last: date) -> list[date]:
    """The first days of all months from one day to another, the newest month first."""
    months = [first.replace(day=1)]
    while (month := _next(months[-1])) <= last:
        months.append(month)
    return months[::-1]


def _next(month: date) -> date:
    return (month + timedelta(31)).replace(day=1)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("when", "who", "act", "subject", "reason")
    list_filter = (SubjectMenu, WhenMenu)
    search_fields = ("by_name", "act", "subject", "subject_id", "because")
    search_help_text = "Who, what, about what, or why"
    ordering = ("-pk",)
    fields = (
        "when", "who", "act", "subject_kind", "subject", "because", "changed", "seal",
        "previous_seal",
    )  # fmt: skip

    def heading(self, entry: AuditEntry) -> str:
        return f"{entry.by_name} {entry.act}: {entry.subject}"

    @admin.display(description="When", ordering="at")
    def when(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="Who", ordering="by_name")
    def who(self, entry: AuditEntry) -> str:
        return entry.by_name

    @admin.display(description="Seal of this entry")
    def seal(self, entry: AuditEntry) -> str:
        return entry.sha256

    @admin.display(description="Seal of the one before")
    def previous_seal(self, entry: AuditEntry) -> str:
        return entry.previous_sha256

    @admin.display(description="Because")
    def reason(self, entry: AuditEntry) -> str:
        return Truncator(entry.because).chars(120)

    @admin.display(description="What changed")
    def changed(self, entry: AuditEntry) -> SafeString | str:
        rows = [(line.what, line.before, line.after) for line in lines_of(entry)]
        return format_html_join("", CHANGE, rows) or NOTHING
