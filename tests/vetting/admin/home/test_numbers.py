"""What needs me today: each role its own work first, and every number the list of just its rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import make_user
from tests.registry.api.building import acted, days, decided, offering, tool
from tests.vetting.admin.conftest import LogIn
from tests.vetting.admin.test_lists import queries
from vetting.admin.home import pages
from vetting.admin.home.numbers import Number, Numbers
from vetting.admin.home.work import WORK
from vetting.models import Offering
from vetting.models.gate import newest_head

COUNTS = {
    "proposal waits for your approval": 1,
    "proposal of yours was sent back": 1,
    "proposal of yours waits for somebody else": 1,
    "review of what you look after is due within 30 days": 1,
    "offering is suspended": 1,
    "verdicts run out within 30 days; 1 is past its last day and about to lapse": 2,
    "verdicts are due for review within 30 days; 2 are overdue": 3,
    "reviews are open": 2,
    "offerings that people use or asked for have questions open": 4,
    "proofs of current answers run out within 30 days; 1 has run out": 2,
    "new request of productions": 1,
    "message could not be sent": 1,
    "offerings in use or due are looked after by nobody": 6,
    "offering has lapsed": 1,
    "offerings were never decided": 5,
    "policy is a draft": 1,
    "verdict in force departs from the rules": 1,
    "webhook, chat or address is paused: its messages wait": 1,
    "production has an API key that runs out within 30 days": 1,
    "account has no role yet": 1,
}


def shown(client: Client) -> Numbers:
    response = client.get("/admin/")
    assert response.status_code == 200
    numbers: Numbers = response.context["numbers"]
    return numbers


def every(numbers: Numbers) -> list[Number]:
    others = [number for panel in numbers.others for number in panel.numbers]
    return [*numbers.statuses, *numbers.first.numbers, *others]


def labels(numbers: list[Number]) -> list[str]:
    return [number.label for number in numbers]


def as_superuser(log_in: LogIn, person: Any) -> Client:
    person.is_superuser = True
    person.save()
    return log_in(person=person)


def test_everything_that_waits_is_counted_in_the_order_of_the_day(log_in: LogIn, busy: Any) -> None:
    numbers = shown(as_superuser(log_in, busy)).first.numbers
    assert {number.label: number.count for number in numbers} == COUNTS
    assert labels(numbers) == list(COUNTS)


def test_every_number_leads_to_a_list_of_exactly_its_rows(log_in: LogIn, busy: Any) -> None:
    client = as_superuser(log_in, busy)
    numbers = every(shown(client))
    assert len(numbers) == 4 + len(WORK)
    listed = {number.label: client.get(number.url).context["cl"].result_count for number in numbers}
    assert listed == {number.label: number.count for number in numbers}


@pytest.mark.parametrize(
    ("role", "title", "first"),
    [
        ("analyst", "What waits for you", "proposals of yours were sent back"),
        ("approver", "What waits for you", "proposals wait for your approval"),
        ("policy owner", "What waits for you", "policy is a draft"),
        ("administrator", "What waits for you", "message could not be sent"),
        ("viewer", "What is going on", "proposals of others wait for approval"),
    ],
)
def test_each_role_sees_its_own_work_first(
    role: str, title: str, first: str, log_in: LogIn, busy: Any
) -> None:
    panel = shown(log_in(role)).first
    assert panel.title == title
    assert panel.numbers[0].label == first


def test_ones_own_proposal_never_waits_for_ones_own_approval(log_in: LogIn, busy: Any) -> None:
    approver = shown(log_in("approver")).first.numbers
    assert approver[0].count == 2
    author = shown(as_superuser(log_in, busy)).first.numbers
    assert (author[0].count, author[2].count) == (1, 1)


def test_whoever_looks_after_something_is_told_whatever_their_role(
    log_in: LogIn, busy: Any
) -> None:
    person = make_user("viewer")
    Offering.objects.filter(slug="grace").update(owner=person)
    panel = shown(log_in(person=person)).first
    assert panel.title == "What waits for you"
    assert labels(panel.numbers) == [
        "review of what you look after is due within 30 days; is overdue"
    ]


def test_nobody_is_told_of_lists_that_they_may_not_see(log_in: LogIn, busy: Any) -> None:
    client = log_in("viewer")
    numbers = every(shown(client))
    assert {client.get(number.url).status_code for number in numbers} == {200}
    assert "account has no role yet" not in labels(numbers)
    assert not any("of yours" in label for label in labels(numbers))


def decided_by_somebody() -> None:
    """One offering, approved, with somebody who looks after it."""
    only = offering("only", tool("suite", "Suite"), "Only")
    decided(only, "approved")
    Offering.objects.filter(pk=only.pk).update(owner=make_user("analyst"))


@pytest.mark.parametrize(
    ("role", "link"),
    [
        ("analyst", "Add the next offering"),
        ("approver", "See what runs out in the next 90 days"),
        ("policy owner", "Read the rules in force"),
        ("administrator", "See the productions"),
        ("viewer", "Find an offering"),
    ],
)
def test_where_nothing_waits_it_says_so_and_what_to_do_next(
    role: str, link: str, log_in: LogIn, db: None
) -> None:
    decided_by_somebody()
    client = log_in(role)
    page = client.get("/admin/").content.decode()
    assert "Nothing waits for you." in page
    step = shown(client).step
    assert step is not None
    assert step.link == link
    assert client.get(step.url).status_code == 200


def test_what_there_is_none_of_is_quiet(log_in: LogIn, db: None) -> None:
    decided_by_somebody()
    panel = shown(log_in("analyst")).first
    assert panel.some == []
    assert len(panel.none) == len(panel.numbers) == 14


def test_the_words_fit_the_number() -> None:
    work = next(work for work in WORK if work.key == "review_due")
    assert work.said(1, 0, mine=True) == "verdict is due for review within 30 days"
    assert work.said(2, 1, mine=True).endswith("; 1 is overdue")
    assert work.said(2, 2, mine=True).endswith("; all are overdue")
    assert work.said(1, 1, mine=True).endswith("; is overdue")


def test_the_first_page_costs_nineteen_queries_after_an_act_and_then_ten(
    log_in: LogIn, busy: Any
) -> None:
    client = log_in("analyst")
    # Session, user, two for permissions; statuses, queues, the latest entries, when reminders last
    # ran, whom they told, the newest seal.
    always = 10
    # The policy, the map, three kinds of ends, three for the months, the questions.
    plots = 9
    for _ in range(2):
        acted()
        assert queries(client, "/admin/") == always + plots
        assert queries(client, "/admin/") == always


def test_the_plots_are_drawn_anew_after_an_act_and_on_the_next_day(busy: Any) -> None:
    acted()
    seal, today = newest_head().sha256, days(0)
    assert pages.plots(seal, today) is pages.plots(seal, today)
    assert pages.plots(seal, today) is not pages.plots(seal, days(1))
    before = pages.plots(seal, today)
    acted()
    assert pages.plots(newest_head().sha256, today) is not before
    assert pages.plots("", today) is not pages.plots("", today)


def test_an_account_without_a_role_costs_and_shows_nothing(log_in: LogIn, busy: Any) -> None:
    response = log_in(person=make_user("")).get("/admin/")
    assert response.context["numbers"] is None
    assert "plots" not in response.context
