"""GET tools/ and vendors/: what people call it and who makes it, with what is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.lists.fields import answered, chosen_of_each, fields_of
from registry.api.lists.filters import ToolFilter, VendorFilter, refuse_unknown_slugs
from registry.api.lists.pagination import PAGING, Sorting, page_of
from registry.api.lists.parameters import AS_OF
from registry.api.lists.walk import Column
from registry.api.rows import BRIEF, Row, rows_on
from registry.api.schema.catalogue import (
    ToolPageSerializer,
    ToolSerializer,
    VendorDetailSerializer,
    VendorPageSerializer,
)
from registry.api.shapes import shown_to, tool_row, vendor_row
from vetting.models import Tool, Vendor

BY_NAME = Sorting({"name": Column("name")}, usual="name")
TOOL_LIST = (AS_OF, fields_of(ToolPageSerializer), BY_NAME.parameter(), *PAGING)
TOOL = (AS_OF, fields_of(ToolSerializer))
VENDOR_LIST = (fields_of(VendorPageSerializer), BY_NAME.parameter(), *PAGING)
VENDOR = (AS_OF, fields_of(VendorDetailSerializer))
TOOL_COLUMNS = ("id", "slug", "name", "category", "modalities", "domains", "aliases")
VENDOR_COLUMNS = ("id", "slug", "name", "country", "website")


class ToolList(Endpoint):
    """Tools with their offerings. Three queries with the key's, however many there are."""

    parameters = TOOL_LIST
    filterset_class = ToolFilter

    @described(
        "tools_list",
        "List tools with their offerings",
        ToolPageSerializer,
        tag="tools",
        parameters=TOOL_LIST,
        filters=ToolFilter,
        description="`status` leaves in each tool that has at least one offering of that status.",
    )
    def get(self, request: Request) -> Response:
        tools = self.filterset.filter_queryset(_columns(Tool.objects.all()))
        page = page_of(tools, BY_NAME, self.asked)
        if not page.rows:
            refuse_unknown_slugs(self.asked)
        shown = chosen_of_each(_with_offerings(page.rows, self.day, request), self.asked)
        return Response(page.envelope(request, shown))


class ToolDetail(Endpoint):
    """One tool with its offerings."""

    parameters = TOOL

    @described(
        "tools_retrieve",
        "Show one tool with its offerings",
        ToolSerializer,
        tag="tools",
        parameters=TOOL,
    )
    def get(self, request: Request, slug: str) -> Response:
        tool = _columns(Tool.objects.filter(slug=slug)).first()
        if tool is None:
            raise Http404("There is no tool with this slug.")
        (shown,) = _with_offerings([tool], self.day, request)
        return answered(shown, self.asked)


class VendorList(Endpoint):
    """Vendors by name."""

    parameters = VENDOR_LIST
    filterset_class = VendorFilter

    @described(
        "vendors_list",
        "List vendors",
        VendorPageSerializer,
        tag="vendors",
        parameters=VENDOR_LIST,
        filters=VendorFilter,
    )
    def get(self, request: Request) -> Response:
        vendors = self.filterset.filter_queryset(Vendor.objects.values(*VENDOR_COLUMNS))
        page = page_of(vendors, BY_NAME, self.asked)
        shown = shown_to(request)
        rows = chosen_of_each((vendor_row(row, shown) for row in page.rows), self.asked)
        return Response(page.envelope(request, rows))


class VendorDetail(Endpoint):
    """One vendor with its tools and their offerings."""

    parameters = VENDOR

    @described(
        "vendors_retrieve",
        "Show one vendor with its tools",
        VendorDetailSerializer,
        tag="vendors",
        parameters=VENDOR,
    )
    def get(self, request: Request, slug: str) -> Response:
        vendor = Vendor.objects.filter(slug=slug).values(*VENDOR_COLUMNS).first()
        if vendor is None:
            raise Http404("There is no vendor with this slug.")
        tools = _columns(Tool.objects.filter(vendor_id=vendor["id"]).order_by("name", "pk"))
        shown = vendor_row(vendor, shown_to(request))
        all_of_it = {**shown, "tools": _with_offerings(tools, self.day, request)}
        return answered(all_of_it, self.asked)


def _columns(tools: QuerySet[Tool]) -> QuerySet[Tool, Row]:
    vendor = {"vendor_slug": F("vendor__slug"), "vendor_name": F("vendor__name")}
    return tools.values(*TOOL_COLUMNS, **vendor)


def _with_offerings(tools: Iterable[Row], day: date, request: Request) -> list[Row]:
    """The tools as they are shown; their offerings come in one query."""
    tools = list(tools)
    offerings: dict[int, list[Row]] = {tool["id"]: [] for tool in tools}
    rows = rows_on(day, (*BRIEF, "tool_id")).filter(offering__tool__in=list(offerings))
    for row in rows.order_by("name", "offering_id"):
        offerings[row["tool_id"]].append(row)
    shown = shown_to(request)
    return [tool_row(tool, offerings[tool["id"]], shown) for tool in tools]
