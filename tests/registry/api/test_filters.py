"""The declared filters: each is tried and described, and a set alone is as strict as the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.http import QueryDict
from rest_framework.test import APIClient

from registry.api.door.problems import Invalid
from registry.api.lists.filters import OfferingFilter, ToolFilter, VendorFilter
from registry.api.lists.filterset import StrictFilterSet
from registry.api.offerings import LIST
from registry.api.tools import TOOL_LIST, VENDOR_LIST
from tests.registry.api.building import days, decided, offering, tool
from tests.registry.api.test_offerings import FILTERS
from tests.registry.api.test_tools import TOOL_FILTERS
from vetting.models import Tool

DAYS = {"review_due_before", "valid_until_before", "changed_since"}


def named(table: Iterable[tuple[dict[str, Any], Any]]) -> set[str]:
    return {name for query, _ in table for name in query}


def test_every_filter_is_tried() -> None:
    assert named(FILTERS) | DAYS == set(OfferingFilter.base_filters)
    assert named(TOOL_FILTERS) - {"ordering"} == set(ToolFilter.base_filters)


@pytest.mark.parametrize(
    ("path", "filters", "beside"),
    [
        ("/api/v1/offerings/", OfferingFilter, LIST),
        ("/api/v1/tools/", ToolFilter, TOOL_LIST),
        ("/api/v1/vendors/", VendorFilter, VENDOR_LIST),
    ],
)
def test_every_filter_is_described(
    stranger: APIClient, path: str, filters: type[StrictFilterSet], beside: Any
) -> None:
    described = stranger.get("/api/v1/schema/").json()["paths"][path]["get"]["parameters"]
    assert {p["name"] for p in described} == set(filters.base_filters) | {p.name for p in beside}
    for parameter in described:
        assert parameter["description"]
        assert {"type", "oneOf"} & set(parameter["schema"])


@pytest.mark.parametrize("query", ["usabel=true", "usable=maybe", "usable=", "kind=a&kind=b"])
def test_a_set_lets_nothing_odd_through_by_any_door(query: str) -> None:
    filters = OfferingFilter(QueryDict(query))
    assert not filters.is_valid()
    for door in (
        lambda: filters.asked,
        lambda: filters.qs,
        lambda: filters.filter_queryset(filters.queryset),
    ):
        with pytest.raises(Invalid):
            door()


def test_all_that_is_wrong_is_named_at_once() -> None:
    filters = OfferingFilter(QueryDict("page_size=0&usable=1&as_of=soon&x=&tool=T"), LIST)
    with pytest.raises(Invalid) as refused:
        _ = filters.asked
    assert {name for name, _ in refused.value.errors} == {
        "page_size",
        "usable",
        "as_of",
        "x",
        "tool",
    }


def test_only_the_filters_given_are_made() -> None:
    """In the order in which they are declared, so that equal requests are equal SQL."""
    assert list(OfferingFilter(QueryDict("")).filters) == []
    filters = OfferingFilter(QueryDict("p2_min=5&usable=true&page_size=5"), LIST)
    assert list(filters.filters) == ["usable", "p2_min"]


def test_two_requests_share_no_day(db: None) -> None:
    of = tool("t", "T")
    decided(offering("o", of, "Plan"), "approved", on=days(-10))
    now, then = (ToolFilter(QueryDict("status=approved")) for _ in range(2))
    now.day, then.day = days(0), days(-11)
    assert found(now) == ["t"]
    assert found(then) == []


def found(filters: ToolFilter) -> list[str]:
    return [t.slug for t in filters.filter_queryset(Tool.objects.all())]
