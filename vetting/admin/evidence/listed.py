"""The list of evidence: what was read, until when it counts, and how many answers rest on it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.evidence.adding import AddPage
from vetting.admin.evidence.badges import date_badge, source_links, until_badge
from vetting.admin.evidence.menus import DatedMenu, EndsMenu, KindMenu, UseMenu
from vetting.admin.evidence.page import evidence_page
from vetting.admin.evidence.urls import evidence_urls
from vetting.admin.parts.badges import day
from vetting.admin.parts.counts import count_of
from vetting.admin.parts.current import rules
from vetting.admin.parts.own_page import OwnPage
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.waiting_menus import EvidenceWaitsMenu
from vetting.models import Answer, Evidence
from vetting.services.assessments import local_day
from vetting.services.evidence import ADD, ANSWER, MOST_AT_ONCE


@admin.register(Evidence)
class EvidenceAdmin(OwnPage, ReadOnlyAdmin):
    list_display = ("title", "kind_shown", "dated", "seen", "until", "answer_count", "source")
    list_filter = (KindMenu, EndsMenu, DatedMenu, UseMenu, EvidenceWaitsMenu)
    search_fields = ("title", "url", "file_name")
    search_help_text = "Title, address or file name"
    ordering = ("title", "-seen_on", "pk")
    actions = ("reconfirm_chosen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        current = Answer.objects.filter(superseded_at=None)
        labels = [When(kind=k.key, then=Value(k.label)) for k in rules().evidence_kinds.values()]
        named = Case(*labels, default=F("kind"), output_field=CharField())
        rows = super().get_queryset(request)
        return rows.annotate(kind_label=named, answer_count=count_of(current, "evidence"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    def has_reconfirm_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms([ADD, ANSWER])

    def get_urls(self) -> list[URLPattern]:
        return [*evidence_urls(self.admin_site), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page: Any = AddPage.as_view(site=self.admin_site)
        answer: HttpResponse = page(request)
        return answer

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return evidence_page(request, self.admin_site, object_id)

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        """There is only one act, so it stands chosen."""
        return super().get_action_choices(request, [])

    @admin.action(description="Reconfirm: I looked, it still says so", permissions=["reconfirm"])
    def reconfirm_chosen(self, request: HttpRequest, queryset: QuerySet[Evidence]) -> HttpResponse:
        """On to the page that shows what it renews; nothing is done here."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) > MOST_AT_ONCE:
            messages.error(request, f"Choose at most {MOST_AT_ONCE} to reconfirm at once.")
            return HttpResponseRedirect(request.get_full_path())
        chosen = ",".join(map(str, keys))
        return HttpResponseRedirect(f"{reverse('admin:vetting_evidence_reconfirm')}?of={chosen}")

    @admin.display(description="Kind", ordering="kind_label")
    def kind_shown(self, evidence: Any) -> str:
        return evidence.kind_label

    @admin.display(description="Document date", ordering="document_date")
    def dated(self, evidence: Evidence) -> SafeString | str:
        return date_badge(evidence)

    @admin.display(description="Read on", ordering="seen_on")
    def seen(self, evidence: Evidence) -> str:
        return day(evidence.seen_on)

    @admin.display(description="Counts until", ordering="counts_until")
    def until(self, evidence: Evidence) -> SafeString:
        return until_badge(evidence.counts_until, local_day(timezone.now()))

    @admin.display(description="Answers on it")
    def answer_count(self, evidence: Any) -> SafeString | str:
        return evidence.answer_count or format_html('<span class="quiet">{}</span>', "unused")

    @admin.display(description="Source")
    def source(self, evidence: Evidence) -> SafeString | str:
        return source_links(evidence)
