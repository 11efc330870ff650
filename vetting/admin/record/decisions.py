"""Decisions and assessments as they were made: lists and pages to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import NOTHING, badge, day, score
from vetting.admin.parts.filters import VERDICTS, Menu
from vetting.admin.parts.links import AboutOffering
from vetting.admin.parts.reading import ReadOnlyAdmin, as_json
from vetting.admin.parts.trail import plain
from vetting.models import Assessment, Decision
from vetting.models.decisions import ACTS


class VerdictMenu(Menu):
    title = "verdict"
    parameter_name = "verdict"
    path = "verdict"
    options = VERDICTS


class ActMenu(Menu):
    title = "act"
    parameter_name = "act"
    path = "act"
    options = ACTS


@admin.register(Decision)
class DecisionAdmin(AboutOffering, ReadOnlyAdmin):
    list_display = (
        "on",
        "about",
        "what",
        "reason",
        "author_name",
        "approver_name",
        "policy",
        "until",
    )
    list_select_related = ("offering", "author", "approver", "policy")
    list_filter = (VerdictMenu, ActMenu)
    search_fields = ("offering__full_name", "because")
    search_help_text = "Offering or reason"
    ordering = ("-decided_on", "-pk")
    fields = (
        "about", "what", "because", "conditions_listed", "data", "author_name",
        "approver_name", "decided_at", "review_due_on", "valid_until", "grace_days", "policy",
        "departure", "assessment",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """The text of its policy is long, and no list shows it."""
        return super().get_queryset(request).defer("policy__source")

    def heading(self, decision: Decision) -> str:
        return f"Decision of {day(decision.decided_on)} on {decision.offering}"

    @admin.display(description="Author", ordering="author__username")
    def author_name(self, decision: Decision) -> str:
        return str(decision.author or "the registry")

    @admin.display(description="Approver", ordering="approver__username")
    def approver_name(self, decision: Decision) -> str:
        return str(decision.approver or NOTHING)

    @admin.display(description="Decided", ordering="decided_on")
    def on(self, decision: Decision) -> str:
        return day(decision.decided_on)

    @admin.display(description="Decision", ordering="verdict")
    def what(self, decision: Decision) -> SafeString | str:
        if decision.verdict:
            return badge(decision.verdict)
        return decision.get_act_display().capitalize()

    @admin.display(description="Because")
    def reason(self, decision: Decision) -> str:
        return Truncator(decision.because).chars(120)

    @admin.display(description="Valid until", ordering="valid_until")
    def until(self, decision: Decision) -> str:
        return day(decision.valid_until)

    @admin.display(description="Conditions")
    def conditions_listed(self, decision: Decision) -> SafeString | str:
        rows = [(condition["text"],) for condition in decision.conditions]
        return format_html_join("", "<p>{}</p>", rows) or NOTHING

    @admin.display(description="Data ceiling")
    def data(self, decision: Decision) -> str:
        return decision.get_ceiling_display()

    @admin.display(description="Override")
    def departure(self, decision: Decision) -> str:
        return plain(decision.override) or "none: as the rules say, or stricter"


@admin.register(Assessment)
class AssessmentAdmin(AboutOffering, ReadOnlyAdmin):
    list_display = (
        "on", "about", "computed", "p2_shown", "p3_shown", "open_questions", "policy", "standing",
    )  # fmt: skip
    list_select_related = ("offering", "policy")
    list_filter = (VerdictMenu,)
    search_fields = ("offering__full_name",)
    search_help_text = "Offering"
    ordering = ("-assessed_at", "-pk")
    fields = (
        "about", "computed", "p2", "p2_max", "p3", "p3_max", "ceiling", "open_questions",
        "policy", "assessed_at", "standing", "reasons", "whole",
    )  # fmt: skip

    def heading(self, assessment: Assessment) -> str:
        return f"Assessment of {day(assessment.assessed_on)}, {assessment.offering}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """The whole outcome is long, and no list shows it."""
        return super().get_queryset(request).defer("result", "policy__source")

    @admin.display(description="Assessed", ordering="assessed_on")
    def on(self, assessment: Assessment) -> str:
        return day(assessment.assessed_on)

    @admin.display(description="Computed verdict", ordering="verdict")
    def computed(self, assessment: Assessment) -> SafeString | str:
        return badge(assessment.verdict, faint=True)

    @admin.display(description="P2", ordering="p2")
    def p2_shown(self, assessment: Assessment) -> SafeString | str:
        return score(assessment.p2)

    @admin.display(description="P3", ordering="p3")
    def p3_shown(self, assessment: Assessment) -> SafeString | str:
        return score(assessment.p3)

    @admin.display(description="Still current")
    def standing(self, assessment: Assessment) -> str:
        ended = assessment.superseded_at
        return "yes" if ended is None else f"until {day(ended.date())}"

    @admin.display(description="Reasons")
    def reasons(self, assessment: Assessment) -> SafeString:
        rows = [(reason["text"],) for reason in assessment.result["reasons"]]
        return format_html_join("", "<p>{}</p>", rows)

    @admin.display(description="The whole outcome")
    def whole(self, assessment: Assessment) -> SafeString:
        return as_json(assessment.result)
