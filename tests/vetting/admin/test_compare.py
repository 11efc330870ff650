"""Offerings side by side and the ladder of a tool: who would pass, and where they differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import GOOD, KNOCK_OUT, answer_all, make_decided, make_offering, make_tool
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.admin.catalogue.ladder import LEAST_TO_MOST
from vetting.admin.offering.compare.rows import Cell, Compared
from vetting.admin.offering.compare.standing import listed
from vetting.models import Offering
from vetting.scoring.vocabulary import Kind
from vetting.services.catalogue import set_runs_on

pytestmark = pytest.mark.usefixtures("good_for_all")

COMPARE = "/admin/vetting/offering/compare/"


@pytest.fixture
def free(db: Any, now: datetime) -> Offering:
    """The free plan of the same tool, which trains on what it is given."""
    made = make_offering("studio-chat-free", Kind.CONSUMER_FREE.value, now=now)
    answer_all(made, GOOD, but={**KNOCK_OUT, "pen_test_date": now.date()}, now=now)
    return made


def compared(client: Client, *slugs: str, **more: str) -> Any:
    return client.get(COMPARE, {"slug": list(slugs), **more})


def rows(response: Any) -> dict[str, Any]:
    return {row.title: row for part in response.context["parts"] for row in part.rows}


def test_it_says_which_would_pass_and_marks_what_differs(
    log_in: LogIn, good: Offering, free: Offering
) -> None:
    response = compared(log_in("viewer"), free.slug, good.slug)
    assert response.context["headline"] == "1 of 2 would pass today."
    assert response.context["sentences"] == [
        f"{good.full_name} would be approved, without conditions.",
        f"{free.full_name} would not pass: knocked out by Training on inputs.",
    ]
    found = rows(response)
    assert found["Training on inputs"].differs
    assert [cell.mark for cell in found["Training on inputs"].cells] == ["knock-out", "satisfies"]
    assert found["Training on inputs"].cells[1].text == "No: the contract forbids it"
    assert found["Audit log"].cells[0].quiet == "8.0 points · Signed agreement (grade A)"
    assert not found["Audit log"].differs
    assert found["P2 score"].note == "approval from 85, banned below 60"
    page = response.content.decode()
    assert page.count('<span class="flag">differs</span>') == response.context["differing"]


def test_only_what_differs_can_be_shown(log_in: LogIn, good: Offering, free: Offering) -> None:
    response = compared(log_in("viewer"), free.slug, good.slug, only="1")
    assert all(row.differs for row in rows(response).values())
    assert "Training on inputs" in rows(response)
    assert 'aria-current="true">Only differences' in response.content.decode()


def test_what_it_runs_on_keeps_an_offering_from_passing(
    log_in: LogIn, good: Offering, free: Offering, now: datetime
) -> None:
    below = make_decided("below", "banned", now=now, name="Below")
    set_runs_on(offering=good, upstreams=[below], by=None, now=now)
    response = compared(log_in("viewer"), free.slug, good.slug)
    assert response.context["headline"] == "None of them would pass today."
    sentence = f"{good.full_name} would not pass: it runs on Studio Chat - Below, which is banned."
    assert sentence in response.context["sentences"]


@pytest.mark.parametrize(
    ("slugs", "problem"),
    [
        ([], None),
        (["studio-chat-enterprise"], "Choose at least two to compare."),
        (["studio-chat-enterprise", "gone"], "There is no offering “gone”."),
        (["a", "b", "c", "d", "e"], "At most 4 fit side by side: these are the first 4."),
    ],
)
def test_a_choice_that_cannot_be_compared_is_told_in_a_sentence(
    slugs: list[str], problem: str | None, log_in: LogIn, good: Offering
) -> None:
    response = compared(log_in("viewer"), *slugs)
    found = response.context["choice"].problems
    assert problem in found if problem else found == []
    assert "parts" not in response.context
    assert response.status_code == 200


@pytest.mark.parametrize("words", ["chat free", "STUDIO-CHAT-FREE", "Chat - Studio chat f"])
def test_another_one_is_found_by_its_name(
    words: str, log_in: LogIn, good: Offering, free: Offering
) -> None:
    choice = compared(log_in("viewer"), good.slug, find=words).context["choice"]
    assert (choice.found, choice.plans, choice.problems) == ([free], [], [])
    choice = compared(log_in("viewer"), good.slug).context["choice"]
    assert (choice.found, choice.plans) == ([], [free])
    missing = compared(log_in("viewer"), find="nobody").context["choice"]
    assert missing.problems == ["No other offering is called “nobody”."]


def test_ticked_rows_of_the_list_are_compared(
    log_in: LogIn, good: Offering, free: Offering
) -> None:
    client, url = log_in("viewer"), "/admin/vetting/offering/"
    ticked = {"action": "compare_selected", "_selected_action": [good.pk, free.pk]}
    response = client.post(url, ticked)
    assert response.url == f"{COMPARE}?slug={good.slug}&slug={free.slug}"
    alone = client.post(url, {**ticked, "_selected_action": [good.pk]}, follow=True)
    assert "Tick 2 to 4 offerings to compare them." in alone.content.decode()


def test_an_offering_links_to_its_comparison_with_the_other_plans(
    log_in: LogIn, good: Offering, free: Offering
) -> None:
    page = log_in("viewer").get(page_of(good)).content.decode()
    assert f"{COMPARE}?slug={good.slug}&amp;slug={free.slug}" in page


def test_four_cost_as_many_queries_as_two(
    log_in: LogIn, good: Offering, free: Offering, now: datetime
) -> None:
    client = log_in("viewer")
    compared(client, good.slug, free.slug)
    with CaptureQueriesContext(connection) as few:
        compared(client, good.slug, free.slug)
    others = [make_offering(f"other-{n}", now=now, runs_on=[free]) for n in range(2)]
    with CaptureQueriesContext(connection) as many:
        compared(client, good.slug, free.slug, *(other.slug for other in others))
    # Session, user, permissions (2), offerings, answers, other plans, policy, chain, statuses.
    assert len(many) == len(few) == 10


def test_only_who_may_see_offerings_may_compare_them(log_in: LogIn, good: Offering) -> None:
    assert compared(log_in(""), good.slug).status_code == 403


@pytest.mark.parametrize(
    ("cells", "differs"),
    [
        ([Cell("a"), Cell("a")], False),
        ([Cell("a"), Cell("b")], True),
        ([Cell("a"), Cell("a"), Cell("a", quiet="grade B")], True),
    ],
)
def test_a_row_differs_where_one_cell_does(cells: list[Cell], differs: bool) -> None:
    assert Compared("Row", cells).differs is differs


@pytest.mark.parametrize(
    ("words", "text"),
    [(["a"], "a"), (["a", "b"], "a and b"), (list("abcd"), "a, b, c and d"),
     (list("abcdef"), "a, b, c, d and 2 more")],
)  # fmt: skip
def test_many_words_are_listed_in_short(words: list[str], text: str) -> None:
    assert listed(words) == text


def ladder(client: Client, offering: Offering) -> Any:
    return client.get(f"/admin/vetting/tool/{offering.tool_id}/change/").context["ladder"]


def test_the_ladder_rises_from_the_least_protected_plan_and_names_the_first_to_pass(
    log_in: LogIn, good: Offering, free: Offering, now: datetime
) -> None:
    team = make_offering("studio-chat-team", Kind.TEAM_SELF_SERVE.value, now=now)
    found = ladder(log_in("viewer"), good)
    assert [rung.standing.offering for rung in found.rungs] == [free, team, good]
    assert [rung.first for rung in found.rungs] == [False, False, True]
    assert found.sentence == f"The first plan that would pass is {good.full_name}: approved."
    assert found.rungs[0].standing.knock_outs == ["Training on inputs"]
    assert found.rungs[1].why_not.startswith("no usable answer on Training on inputs, ")
    assert found.rungs[0].beside == f"{COMPARE}?slug={free.slug}&slug={team.slug}"
    assert found.rungs[2].beside == ""


def test_a_tool_without_a_passing_plan_or_without_plans_says_so(
    log_in: LogIn, now: datetime
) -> None:
    client = log_in("analyst")
    only = make_offering("only", Kind.CONSUMER_FREE.value, tool=make_tool("other"), now=now)
    answer_all(only, KNOCK_OUT, now=now)
    assert ladder(client, only).sentence == "No plan of this tool would pass today."
    empty = make_tool("empty", name="Empty")
    page = client.get(f"/admin/vetting/tool/{empty.pk}/change/").content.decode()
    assert "No plan of this tool is in the registry yet." in page
    assert client.get("/admin/vetting/tool/add/").status_code == 200


def test_a_ladder_costs_the_same_for_any_number_of_plans(
    log_in: LogIn, good: Offering, now: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    client, url = log_in("viewer"), f"/admin/vetting/tool/{good.tool_id}/change/"
    client.get(url)
    # Session, user, permissions (2), tool with vendor (2), policy, plans, answers, chain, statuses.
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(3):
        make_offering(f"plan-{number}", now=now, runs_on=[good])
    with django_assert_num_queries(len(few)):
        client.get(url)
    assert len(few) <= 12


def test_every_kind_has_its_rung() -> None:
    assert sorted(LEAST_TO_MOST) == sorted(Kind)
