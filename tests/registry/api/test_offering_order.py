"""How offerings/ is sorted and paged: every order, nulls last, forwards and backwards."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import never_decided, offering, tool
from tests.registry.api.catalogues import six_offerings
from tests.registry.api.test_offerings import EVERY, LIST, slugs
from vetting.models import Offering


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(six_offerings)


NAMED = ["cut-cloud", "cut-local", "pix-enterprise", "pix-free", "pix-team", "vox-pro"]
ORDERS = {
    "name": NAMED,
    "-name": NAMED[::-1],
    "p2": ["pix-free", "vox-pro", "pix-team", "cut-cloud", "pix-enterprise", "cut-local"],
    "-p2": ["pix-enterprise", "cut-cloud", "pix-team", "vox-pro", "pix-free", "cut-local"],
    "p3": ["pix-free", "pix-team", "vox-pro", "cut-cloud", "pix-enterprise", "cut-local"],
    "-p3": ["pix-enterprise", "cut-cloud", "vox-pro", "pix-team", "pix-free", "cut-local"],
    "review_due_on": [
        "cut-cloud",
        "pix-team",
        "pix-free",
        "pix-enterprise",
        "vox-pro",
        "cut-local",
    ],
    "-review_due_on": [
        "pix-enterprise",
        "pix-free",
        "pix-team",
        "cut-cloud",
        "cut-local",
        "vox-pro",
    ],
    "decided_on": ["cut-cloud", "pix-free", "pix-team", "vox-pro", "pix-enterprise", "cut-local"],
    "-decided_on": ["pix-enterprise", "vox-pro", "pix-team", "pix-free", "cut-cloud", "cut-local"],
}


@pytest.mark.parametrize("size", [1, 2, 5, 200])
@pytest.mark.parametrize("ordering", ORDERS)
def test_every_order_holds_over_pages_both_ways(api: APIClient, ordering: str, size: int) -> None:
    """What has no value comes last; ties go by the order in which rows were made."""
    pages = [api.get(LIST, {"ordering": ordering, "page_size": size}).json()]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"]).json())
    shown = [[row["slug"] for row in page["results"]] for page in pages]
    assert [slug for page in shown for slug in page] == ORDERS[ordering]
    assert [len(page) for page in shown[:-1]] == [size] * (len(shown) - 1)

    back = [pages[-1]]
    while back[-1]["previous"]:
        back.append(api.get(back[-1]["previous"]).json())
    assert [[row["slug"] for row in page["results"]] for page in back[::-1]] == shown
    assert back[-1]["next"] is None or size < len(EVERY)


def test_a_page_survives_rows_that_come_and_go(api: APIClient) -> None:
    of = tool("t", "T")
    for plan in "acegi":
        never_decided(offering(f"o-{plan}", of, plan))
    first = api.get(LIST, {"tool": "t", "page_size": 2}).json()
    never_decided(offering("o-b", of, "b"))
    gone = Offering.objects.get(slug="o-c")
    gone.periods.all().delete()
    gone.delete()
    assert slugs(api.get(first["next"])) == ["o-e", "o-g"]


def test_a_cursor_holds_any_name(api: APIClient) -> None:
    of = tool("t", "T")
    for end in "ab":
        never_decided(offering(f"o-{end}", of, "😀" * 110 + end))
    first = api.get(LIST, {"tool": "t", "page_size": 1}).json()
    assert slugs(api.get(first["next"])) == ["o-b"]
