"""Vendors: the list, and the page on which one is made or changed."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.parts.badges import NOTHING
from vetting.admin.parts.counts import count_of, linked
from vetting.admin.parts.writing import ServiceAdmin, ServiceForm
from vetting.models import Offering, Tool, Vendor
from vetting.services.catalogue import save_vendor


class VendorForm(ServiceForm):
    class Meta:
        model = Vendor
        fields = ("name", "slug", "country", "website")

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        because = self.cleaned_data.get("because", "")
        yield lambda: save_vendor(vendor=row, by=self.by, now=self.now, because=because)


@admin.register(Vendor)
class VendorAdmin(ServiceAdmin):
    form = VendorForm
    list_display = ("name", "country", "site", "tool_count", "offering_count")
    search_fields = ("name", "slug", "website")
    search_help_text = "Name or web address"
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                tool_count=count_of(Tool.objects.all(), "vendor"),
                offering_count=count_of(Offering.objects.all(), "tool__vendor"),
            )
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if not self.has_change_permission(request, obj):
            return VendorForm.Meta.fields
        return (*VendorForm.Meta.fields, "because")

    @admin.display(description="Website", ordering="website")
    def site(self, vendor: Vendor) -> SafeString | str:
        if not vendor.website:
            return NOTHING
        shown = vendor.website.removeprefix("https://").removeprefix("http://").rstrip("/")
        return format_html('<a href="{}" rel="noreferrer">{}</a>', vendor.website, shown)

    @admin.display(description="Tools", ordering="tool_count")
    def tool_count(self, vendor: Any) -> SafeString:
        return linked(vendor.tool_count, "tool", "vendor", vendor.slug)

    @admin.display(description="Offerings", ordering="offering_count")
    def offering_count(self, vendor: Any) -> SafeString:
        return linked(vendor.offering_count, "offering", "vendor", vendor.slug)
