"""By what the lists can be narrowed, as menus above the list."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from vetting.admin.parts.current import today
from vetting.models import Tool, Vendor, waiting
from vetting.scoring.vocabulary import Kind, StatusReason, Verdict

Choices = list[tuple[str, str]]
VERDICTS: Choices = [(v.value, v.label) for v in reversed(Verdict)]


class Menu(admin.SimpleListFilter):
    """A filter with a fixed list of choices; an unknown choice shows nothing, not everything."""

    path = ""
    options: Choices = []

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return self.options

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        choice = self.value()
        if choice is None:
            return queryset
        known = {str(key) for key, _ in self.lookup_choices}
        return self.narrowed(queryset, choice, request) if choice in known else queryset.none()

    def narrowed(self, rows: Any, choice: str, request: HttpRequest) -> QuerySet[Any]:
        """The rows of a known choice."""
        found: QuerySet[Any] = rows.filter(self.condition(choice, request))
        return found

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(**{self.path: choice})


class StatusMenu(Menu):
    title = "status today"
    parameter_name = "status"
    path = "now__status"
    options = VERDICTS


class WhyMenu(Menu):
    title = "why"
    parameter_name = "why"
    path = "now__reason"
    options = [(r.value, r.label) for r in StatusReason]


class ComputedMenu(Menu):
    title = "computed verdict"
    parameter_name = "computed"
    path = "current__verdict"
    options = VERDICTS


class KindMenu(Menu):
    title = "kind"
    parameter_name = "kind"
    path = "kind"
    options = [(k.value, k.label) for k in Kind]


class VendorMenu(Menu):
    title = "vendor"
    parameter_name = "vendor"
    path = "tool__vendor__slug"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return list(Vendor.objects.order_by("name", "pk").values_list("slug", "name"))


class ToolVendorMenu(VendorMenu):
    path = "vendor__slug"


class ToolMenu(Menu):
    """Tools are too many for a menu: it shows only when a link has chosen one."""

    title = "tool"
    parameter_name = "tool"
    path = "tool__slug"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        chosen = request.GET.get("tool")
        if not chosen:
            return []
        held = list(Tool.objects.filter(slug=chosen).values_list("slug", "name"))
        return held or [(chosen, f"no such tool: {chosen}")]


class ModalityMenu(Menu):
    """What a tool makes. Kept as a list in one column, so a whole quoted word is looked for."""

    title = "makes"
    parameter_name = "makes"
    path = "modalities"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        held: Iterable[list[str]] = (
            Tool.objects.order_by().values_list("modalities", flat=True).distinct()
        )
        return [(word, word) for word in sorted({word for words in held for word in words})]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return Q(**{f"{self.path}__icontains": f'"{choice}"'})


class OfferingModalityMenu(ModalityMenu):
    path = "tool__modalities"


class EndsMenu(Menu):
    title = "runs out"
    parameter_name = "ends"
    options = [("0", "past its last day"), ("30", "within 30 days"), ("90", "within 90 days")]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice == "0":
            return waiting.in_grace(today(), "now__")
        return waiting.ending(today(), "now__", by=today() + timedelta(int(choice)))


class ReviewStateMenu(Menu):
    title = "state"
    parameter_name = "state"
    path = "state"
    options = [
        ("proposed", "waits for approval"),
        ("open", "open"),
        ("decided", "decided"),
        ("withdrawn", "withdrawn"),
    ]
