"""The audit trail: every act, newest first; to be searched and read, never changed."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, moment
from vetting.admin.parts.filters import Choices, Menu
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.trail import lines_of
from vetting.models import AuditEntry

CHANGE = '<p class="change"><strong>{}</strong> <del>{}</del> <ins>{}</ins></p>'


class SubjectMenu(Menu):
    title = "about"
    parameter_name = "about"
    path = "subject_kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        kinds = AuditEntry.objects.order_by("subject_kind").values_list("subject_kind", flat=True)
        return [(kind, kind) for kind in kinds.distinct()]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("when", "who", "act", "subject", "reason")
    list_filter = (SubjectMenu,)
    date_hierarchy = "at"
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
