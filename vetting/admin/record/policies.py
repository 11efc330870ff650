"""Policies: the rules as people read them, criterion by criterion, and as their exact text."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from vetting.admin.parts.badges import day
from vetting.admin.parts.own_page import MoreAround
from vetting.admin.parts.reading import ReadOnlyAdmin
from vetting.admin.parts.waiting_menus import PolicyStateMenu
from vetting.models import Policy
from vetting.scoring.evidence import period_in_words
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import Principle


@admin.register(Policy)
class PolicyAdmin(MoreAround, ReadOnlyAdmin):
    list_display = ("version", "state", "in_force_from", "author", "approver", "fingerprint")
    list_select_related = ("author", "approver")
    list_filter = (PolicyStateMenu,)
    ordering = ("-effective_on", "-pk")
    change_form_template = "admin/vetting/policy/page.html"
    fields = ("version", "state", "effective_on", "released_at", "author", "approver", "sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).defer("source")

    def around(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        policy = get_object_or_404(Policy, pk=object_id)
        rules = policy.rules
        return {
            "policy": policy,
            "rules": rules,
            "thresholds": [(p, rules.ban_below[p], rules.approve_from[p]) for p in Principle],
            "groups": [(p, _criteria(rules, p)) for p in Principle],
            "proofs": [(k, period_in_words(k.validity)) for k in rules.evidence_kinds.values()],
            "title": f"Policy {policy.version}",
        }

    @admin.display(description="In force from", ordering="effective_on")
    def in_force_from(self, policy: Policy) -> str:
        return day(policy.effective_on)

    @admin.display(description="Fingerprint")
    def fingerprint(self, policy: Policy) -> str:
        return policy.sha256[:16]


def _criteria(rules: Rules, principle: Principle) -> list[Any]:
    return [c for c in rules.criteria.values() if c.principle is principle]
