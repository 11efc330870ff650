"""Evidence: what was read, from when, and which answers rest on it."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vetting.admin.offering.answer_rows import in_words
from vetting.admin.parts.badges import NOTHING, day
from vetting.admin.parts.counts import count_of
from vetting.admin.parts.filters import Choices, Menu
from vetting.admin.parts.links import offering_link
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.waiting_menus import EvidenceWaitsMenu
from vetting.models import Answer, Evidence, Policy
from vetting.scoring.policy import Policy as Rules
from vetting.services.assessments import local_day

MOST_ANSWERS = 200


class KindMenu(Menu):
    title = "kind"
    parameter_name = "kind"
    path = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(kind.key, kind.label) for kind in rules().evidence_kinds.values()]


class DatedMenu(Menu):
    title = "date"
    parameter_name = "dated"
    options = [("no", "carries no date"), ("yes", "dated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(document_date__isnull=value != "yes")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind_shown", "dated", "seen", "ends", "answer_count", "source")
    list_filter = (KindMenu, DatedMenu, EvidenceWaitsMenu)
    search_fields = ("title", "url")
    search_help_text = "Title or address"
    ordering = ("title", "-seen_on", "pk")
    fields = ("title", "kind_shown", "source", "dated", "seen", "ends", "rests_on_it")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        current = Answer.objects.filter(superseded_at=None)
        labels = [When(kind=k.key, then=Value(k.label)) for k in rules().evidence_kinds.values()]
        named = Case(*labels, default=F("kind"), output_field=CharField())
        rows = super().get_queryset(request)
        return rows.annotate(kind_label=named, answer_count=count_of(current, "evidence"))

    @admin.display(description="Kind", ordering="kind_label")
    def kind_shown(self, evidence: Any) -> str:
        return evidence.kind_label

    @admin.display(description="Document date", ordering="document_date")
    def dated(self, evidence: Evidence) -> SafeString | str:
        if evidence.document_date:
            return day(evidence.document_date)
        return (
            format_html('<span class="flag">{}</span>', "undated") if evidence.undated else NOTHING
        )

    @admin.display(description="Seen on", ordering="seen_on")
    def seen(self, evidence: Evidence) -> str:
        return day(evidence.seen_on)

    @admin.display(description="States its end", ordering="expires_on")
    def ends(self, evidence: Evidence) -> str:
        return day(evidence.expires_on)

    @admin.display(description="Answers on it", ordering="answer_count")
    def answer_count(self, evidence: Any) -> int:
        return evidence.answer_count

    @admin.display(description="Source")
    def source(self, evidence: Evidence) -> SafeString | str:
        if not evidence.url:
            return NOTHING
        return format_html('<a href="{}" rel="noreferrer">Open the source</a>', evidence.url)

    @admin.display(description="What rests on it")
    def rests_on_it(self, evidence: Evidence) -> SafeString | str:
        rows = evidence.answers.filter(superseded_at=None).select_related("offering")
        asked = rules()
        listed = [
            (offering_link(answer.offering), _said(answer, asked))
            for answer in rows.order_by("offering__full_name", "pk")[:MOST_ANSWERS]
        ]
        return format_html_join("", "<p>{}: {}</p>", listed) or NOTHING


def rules() -> Rules:
    return Policy.objects.in_force(timezone.localdate()).rules


def _said(answer: Answer, asked: Rules) -> str:
    criterion = asked.criteria.get(answer.criterion)
    if criterion is None:
        return f"{answer.criterion}: {answer.value}"
    said = in_words(criterion, answer.value, local_day(answer.recorded_at))
    return f"{criterion.title}: {said}"
