"""Every list of the staff pages: what it costs, what it can be narrowed to, what it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import make_offering, make_tool, make_user
from tests.vetting.admin.conftest import LogIn
from vetting.models import Offering
from vetting.services.catalogue import save_tool

LISTS = [
    "", "vetting/offering/", "vetting/tool/", "vetting/vendor/", "vetting/review/",
    "vetting/decision/", "vetting/assessment/", "vetting/evidence/", "vetting/policy/",
    "vetting/auditentry/", "vetting/production/", "vetting/vettingrequest/",
    "vetting/message/", "vetting/endpoint/",
    "vetting/team/", "auth/user/", "auth/group/",
]  # fmt: skip


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_list_costs_as_many_queries_for_a_hundred_rows_as_for_one(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    client = log_in("superuser")
    stock(1)
    # The first page of all also looks up content types, which stay in memory.
    client.get("/admin/")
    few = {name: queries(client, f"/admin/{name}") for name in LISTS}
    stock(99)
    assert {name: queries(client, f"/admin/{name}") for name in LISTS} == few
    # Session, user, how many rows, the rows; a menu or a second kind of row costs one each. The
    # first page has plots: see home/test_numbers.py.
    assert max(count for name, count in few.items() if name) <= 9, few


def test_a_long_list_is_cut_into_pages_in_its_order(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    client = log_in("viewer")
    stock(70)
    pages = [names(client, f"o=-1&p={page}") for page in (1, 2)]
    assert [len(page) for page in pages] == [50, 20]
    every = Offering.objects.order_by("-full_name").values_list("slug", flat=True)
    assert [*pages[0], *pages[1]] == list(every)


def test_the_trail_is_narrowed_to_the_last_days_and_to_a_month(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    client, now = log_in("viewer"), timezone.localtime()
    stock(2)
    found = {
        when: client.get(f"/admin/vetting/auditentry/?when={when}").context["cl"].result_count
        for when in ("1", "7", f"{now:%Y-%m}", "1999-01", "x", "9")
    }
    assert found == {"1": 2, "7": 2, f"{now:%Y-%m}": 2, "1999-01": 0, "x": 0, "9": 0}


def names(client: Client, query: str) -> list[str]:
    response = client.get(f"/admin/vetting/offering/?{query}")
    assert response.status_code == 200
    return [offering.slug for offering in response.context["cl"].result_list]


def test_it_narrows_offerings_by_status_reason_verdict_kind_vendor_and_modality(
    log_in: LogIn, approved: Offering, stock: Callable[[int], None]
) -> None:
    client = log_in("viewer")
    stock(1)
    for query in ("status=approved", "computed=approved", "kind=enterprise_workspace&vendor=acme"):
        assert names(client, query)[:1] == [approved.slug]
    for query in ("status=banned", "computed=banned", "vendor=vendor-0", "makes=text"):
        assert names(client, query) == ["offering-0"]
    assert names(client, "why=suspended") == names(client, "ends=0") == []
    assert names(client, "tool=tool-0") == ["offering-0"]


@pytest.mark.parametrize("query", ["status=fine", "kind=x", "vendor=x", "ends=x", "tool=x"])
def test_an_unknown_choice_shows_nothing_rather_than_everything(
    query: str, log_in: LogIn, approved: Offering
) -> None:
    assert names(log_in("viewer"), query) == []


@pytest.mark.parametrize("term", ["studio chat", "Mid-Journey", "chat.example.com", "acme", "midj"])
def test_it_finds_an_offering_by_name_alias_host_and_vendor(
    term: str, log_in: LogIn, good: Offering
) -> None:
    tool = good.tool
    tool.aliases, tool.domains = ["Midjourney"], ["chat.example.com"]
    save_tool(tool=tool, by=None, now=good.created_at)
    make_offering("other", tool=make_tool("other-tool", name="Other"), now=good.created_at)
    found = names(log_in("viewer"), f"q={term}")
    assert good.slug in found
    assert term == "acme" or "other" not in found


def test_a_status_is_shown_as_a_word_and_not_as_a_colour_alone(
    log_in: LogIn, approved: Offering
) -> None:
    page = log_in("viewer").get("/admin/vetting/offering/").content.decode()
    assert '<span class="badge badge-approved">Approved</span>' in page


def test_an_empty_registry_says_what_to_do_next(log_in: LogIn) -> None:
    client = log_in("analyst")
    for url in ("/admin/", "/admin/vetting/offering/"):
        assert "manage.py import_catalog FILE" in client.get(url).content.decode()


def test_the_first_page_counts_and_links(log_in: LogIn, approved: Offering) -> None:
    response = log_in("viewer").get("/admin/")
    counts = {number.style: number.count for number in response.context["numbers"].statuses}
    assert counts == {"approved": 1, "conditional": 0, "not_vetted": 0, "banned": 0}
    assert 'href="/admin/vetting/offering/?status=approved"' in response.content.decode()


def test_somebody_without_a_role_sees_no_numbers(log_in: LogIn, approved: Offering) -> None:
    response = log_in(person=make_user("")).get("/admin/")
    assert response.context["numbers"] is None
    assert "Ask an administrator" in response.content.decode()
