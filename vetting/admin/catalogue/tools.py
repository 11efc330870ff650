"""Tools: the list, and the page on which one is made or changed. A tool has no verdict."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from vetting.admin.catalogue.ladder import ladder_of
from vetting.admin.parts.counts import count_of, linked
from vetting.admin.parts.filters import ModalityMenu, ToolVendorMenu
from vetting.admin.parts.lines import LinesField, hosts
from vetting.admin.parts.writing import ServiceAdmin, ServiceForm
from vetting.models import Offering, StatusPeriod, Tool
from vetting.models.waiting import USABLE
from vetting.services.assessments import local_day
from vetting.services.catalogue import save_tool


class ToolForm(ServiceForm):
    modalities = LinesField(
        label="Makes", help_text="One per line: text, image, video, voice, music, code, 3d."
    )
    domains = hosts(
        label="Hosts", help_text="Hosts that belong to the tool, one per line: app.example.com."
    )
    aliases = LinesField(
        label="Also called", help_text="Other names that people use, one per line."
    )

    class Meta:
        model = Tool
        fields = ("vendor", "name", "slug", "category", "modalities", "domains", "aliases")

    def clean_modalities(self) -> list[str]:
        return list(dict.fromkeys(word.lower() for word in self.cleaned_data["modalities"]))

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        because = self.cleaned_data.get("because", "")
        yield lambda: save_tool(tool=row, by=self.by, now=self.now, because=because)


@admin.register(Tool)
class ToolAdmin(ServiceAdmin):
    form = ToolForm
    autocomplete_fields = ("vendor",)
    list_display = ("name", "vendor", "category", "makes", "offering_count", "usable_count")
    list_select_related = ("vendor",)
    list_filter = (ToolVendorMenu, ModalityMenu)
    search_fields = ("name", "slug", "vendor__name", "category")
    search_help_text = "Name, other name, host, vendor or category"
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tool]:
        told = StatusPeriod.objects.covering(local_day(timezone.now()))
        return (
            super()
            .get_queryset(request)
            .annotate(
                offering_count=count_of(Offering.objects.all(), "tool"),
                usable_count=count_of(told.filter(status__in=USABLE), "offering__tool"),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word in a name or the vendor's name, or the whole in an alias or a host."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, duplicates
        said = Q(aliases__icontains=search_term.strip()) | Q(domains__icontains=search_term.strip())
        return queryset.filter(Q(pk__in=found.values("pk")) | said), duplicates

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if not self.has_change_permission(request, obj):
            return ("vendor", "name", "slug", "category", "makes", "host_list", "alias_list")
        return (*ToolForm.Meta.fields, "because")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Above the form, for those who may see offerings: the plans of the tool as a ladder."""
        tool = kwargs.get("obj")
        if tool is not None and request.user.has_perm("vetting.view_offering"):
            context["ladder"] = ladder_of(tool, local_day(timezone.now()))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="Makes")
    def makes(self, tool: Tool) -> str:
        return ", ".join(tool.modalities)

    @admin.display(description="Hosts")
    def host_list(self, tool: Tool) -> str:
        return ", ".join(tool.domains)

    @admin.display(description="Also called")
    def alias_list(self, tool: Tool) -> str:
        return ", ".join(tool.aliases)

    @admin.display(description="Offerings", ordering="offering_count")
    def offering_count(self, tool: Any) -> SafeString:
        return linked(tool.offering_count, "offering", "tool", tool.slug)

    @admin.display(description="Usable today", ordering="usable_count")
    def usable_count(self, tool: Any) -> int:
        return tool.usable_count
