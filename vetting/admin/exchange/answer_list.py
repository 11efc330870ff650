"""Answers: what is known of all offerings, question by question; to be read, searched and taken."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, day, moment
from vetting.admin.parts.current import rules
from vetting.admin.parts.filters import Choices, Menu
from vetting.admin.parts.links import AboutOffering
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.models import Answer, VendorClaim
from vetting.services.answer_words import in_words
from vetting.services.assessments import local_day


class StandingMenu(Menu):
    """The answers in force, unless somebody asks for those that a newer one replaced."""

    title = "standing"
    parameter_name = "standing"
    options = [("ended", "replaced or withdrawn"), ("all", "all")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset.filter(superseded_at=None)
        if value == "ended":
            return queryset.exclude(superseded_at=None)
        return queryset if value == "all" else queryset.none()

    def choices(self, changelist: Any) -> Any:
        """Django calls the first choice "All", which here it is not."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": "in force"}


class QuestionMenu(Menu):
    title = "question"
    parameter_name = "question"
    path = "criterion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(one.key, one.title) for one in rules().criteria.values()]


class ProofMenu(Menu):
    title = "evidence"
    parameter_name = "evidence"
    path = "evidence__kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(kind.key, kind.label) for kind in rules().evidence_kinds.values()]


class JudgedRows(ChangeList):
    """Gives each row that is shown the rules in force, which are looked up once for all."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        asked, shown = rules(), list(self.result_list)
        for row in shown:
            row.rules = asked
        self.result_list = shown


class SaysSomething(AboutOffering):
    """For rows that give a value for a criterion: question and answer in words."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return JudgedRows

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = super().get_object(request, *args, **kwargs)  # type: ignore[misc]
        if row is not None:
            row.rules = rules()
        return row

    @admin.display(description="Question", ordering="criterion")
    def question(self, row: Any) -> str:
        found = row.rules.criteria.get(row.criterion)
        return found.title if found else row.criterion

    @admin.display(description="Answer")
    def said(self, row: Any) -> str:
        found = row.rules.criteria.get(row.criterion)
        return in_words(found, row.value, timezone.localdate()) if found else str(row.value)


@admin.register(Answer)
class AnswerAdmin(SaysSomething, ReadOnlyAdmin):
    list_display = ("about", "question", "said", "proof", "on", "by")
    list_display_links = ("question",)
    list_select_related = ("offering", "evidence", "recorded_by")
    list_filter = (StandingMenu, QuestionMenu, ProofMenu)
    search_fields = ("offering__full_name", "evidence__title", "note")
    search_help_text = "Offering, evidence or note"
    ordering = ("-pk",)
    fields = ("about", "question", "said", "proof", "note", "confidence", "on", "by", "ended")

    def heading(self, answer: Answer) -> str:
        return f"{answer.offering}: {self.question(answer)}"

    @admin.display(description="Evidence", ordering="evidence__title")
    def proof(self, answer: Answer) -> SafeString | str:
        held = answer.evidence
        if held is None:
            return NOTHING
        title = Truncator(held.title).chars(80)
        if not held.url:
            return title
        return format_html('<a href="{}" rel="noreferrer">{}</a>', held.url, title)

    @admin.display(description="Recorded", ordering="recorded_at")
    def on(self, answer: Answer) -> str:
        return day(local_day(answer.recorded_at))

    @admin.display(description="By", ordering="recorded_by__username")
    def by(self, answer: Answer) -> str:
        return str(answer.recorded_by or "the catalogue")

    @admin.display(description="Ended")
    def ended(self, answer: Answer) -> str:
        return moment(answer.superseded_at) if answer.superseded_at else "it is in force"


class ClaimStateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = list(VendorClaim.State.choices)


@admin.register(VendorClaim)
class VendorClaimAdmin(SaysSomething, ReadOnlyAdmin):
    list_display = ("about", "question", "said", "state_shown", "received", "judge")
    list_display_links = ("question",)
    list_select_related = ("offering", "reply", "judged_by")
    list_filter = (ClaimStateMenu, QuestionMenu)
    search_fields = ("offering__full_name", "remark", "document_title")
    search_help_text = "Offering, remark or document"
    ordering = ("-pk",)
    fields = (
        "about", "question", "said", "document_title", "document_url", "document_date", "remark",
        "state_shown", "received", "judge", "because",
    )  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Its place is the questionnaire's page, which links here, and not the navigation."""
        return False

    def heading(self, claim: VendorClaim) -> str:
        return f"{claim.offering}: {self.question(claim)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[VendorClaim]:
        """The file of a reply is long, and no list shows it."""
        return super().get_queryset(request).defer("reply__content")

    @admin.display(description="State", ordering="state")
    def state_shown(self, claim: VendorClaim) -> str:
        return claim.get_state_display().capitalize()

    @admin.display(description="Received", ordering="reply__received_at")
    def received(self, claim: VendorClaim) -> str:
        return moment(claim.reply.received_at)

    @admin.display(description="Judged by", ordering="judged_by__username")
    def judge(self, claim: VendorClaim) -> str:
        return str(claim.judged_by or NOTHING)
