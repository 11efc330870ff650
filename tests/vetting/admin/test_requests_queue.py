"""The queue of requests: what comes first and stands out, what it is narrowed to, what it costs."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import make_offering, make_tool, publish
from tests.vetting.admin.conftest import LogIn
from vetting.models import Offering, Production, VettingRequest
from vetting.services.assessments import local_day
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production

LIST = "/admin/vetting/vettingrequest/"


def production(slug: str, now: datetime) -> Production:
    held = Production.objects.filter(slug=slug).first()
    return held or create_production(slug=slug, name=slug.title(), by=None, now=now)


def wanted(tool: str, now: datetime, *, days: int = 0, by: str = "harbour", **wish: Any) -> None:
    at = now - timedelta(days)
    ask(wish=Wish(tool, **wish), production=production(by, at), now=at)


def rows(client: Client, query: str = "") -> list[Any]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def names(client: Client, query: str = "") -> list[str]:
    return [str(row) for row in rows(client, query)]


@pytest.fixture
def queue(db: object, now: datetime) -> None:
    """Four requests: an old one that is late, one that two want, one in review, one answered."""
    today = local_day(now)
    wanted("Late", now, days=30, needed_by=today)
    VettingRequest.objects.update(needed_by=today - timedelta(3))
    for by in ("harbour", "atlas"):
        wanted("Wanted", now, days=9, by=by, needed_by=today + timedelta(20))
    wanted("Reviewed", now, days=40, needed_by=today + timedelta(5))
    wanted("Answered", now, days=50, needed_by=today)
    VettingRequest.objects.filter(tool="Reviewed").update(state="in_review")
    VettingRequest.objects.filter(tool="Answered").update(
        state="answered", answered_at=now, answer="No."
    )


def test_open_ones_come_first_and_of_them_the_oldest(queue: None, log_in: LogIn) -> None:
    assert names(log_in("viewer")) == ["Late", "Wanted", "Reviewed", "Answered"]


@pytest.mark.parametrize(
    ("column", "first"),
    [("-1", "Wanted"), ("2", "Wanted"), ("-2", "Answered"), ("3", "Late")],
)
def test_it_is_sorted_by_votes_age_and_need(
    column: str, first: str, queue: None, log_in: LogIn
) -> None:
    client = log_in("viewer")
    listed = rows(client)
    assert listed[0].votes == 1
    assert names(client, f"o={column}")[0] == first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=under_way", ["Late", "Wanted", "Reviewed"]),
        ("state=answered", ["Answered"]),
        ("needed=late", ["Late"]),
        ("needed=7", ["Late", "Reviewed"]),
        ("needed=30", ["Late", "Wanted", "Reviewed"]),
        ("votes=several", ["Wanted"]),
        ("next=ready", []),
        ("next=outdated", []),
        ("q=atlas", ["Wanted"]),
        ("q=want", ["Wanted"]),
        ("state=x", []),
        ("needed=x", []),
        ("votes=x", []),
        ("next=x", []),
    ],
)
def test_it_is_narrowed_by_state_need_votes_and_words(
    query: str, found: list[str], queue: None, log_in: LogIn
) -> None:
    assert names(log_in("viewer"), query) == found


def test_an_empty_queue_says_how_requests_come(log_in: LogIn) -> None:
    assert "POST /api/v1/requests/" in log_in("viewer").get(LIST).content.decode()


def test_what_is_late_says_so_in_words(queue: None, log_in: LogIn) -> None:
    page = log_in("viewer").get(LIST).content.decode()
    assert ": 3 days late</strong>" in page
    assert ": in 5 days" in page
    assert page.count(" late</strong>") == 1


def test_what_is_ready_and_what_is_out_of_date_is_marked(
    good: Offering, now: datetime, log_in: LogIn
) -> None:
    wanted("Chat", now)
    VettingRequest.objects.update(state="in_review", offering=good)
    client = log_in("viewer")
    assert names(client, "next=ready") == []
    publish(good, "approved", now=now)
    assert names(client, "next=ready") == ["Chat"]
    assert "Ready to answer" in client.get(LIST).content.decode()
    VettingRequest.objects.update(state="answered", answered_at=now, told_status="banned")
    assert names(client, "next=outdated") == ["Chat"]
    assert "Answer out of date" in client.get(LIST).content.decode()


def test_it_names_what_it_may_be_with_its_status(now: datetime, log_in: LogIn) -> None:
    tool = make_tool("runway", name="Runway", domains=["runwayml.com"])
    for plan in ("Enterprise", "Free", "Pro"):
        make_offering(f"runway-{plan.lower()}", tool=tool, name=plan, now=now)
    wanted("Gen-4", now, url="https://app.runwayml.com/x")
    page = log_in("viewer").get(LIST).content.decode()
    assert "Runway - Enterprise" in page
    assert "badge-not_vetted" in page
    assert "and 1 more" in page


def test_it_costs_the_same_queries_and_opens_fast_with_ten_thousand(
    now: datetime, log_in: LogIn
) -> None:
    client = log_in("superuser")
    offering = make_offering("chat", tool=make_tool(domains=["example.com"]), now=now)
    wanted("Tool 0", now, url="https://t0.example.com", needed_by=local_day(now))
    client.get(LIST)
    costs = [_queries(client)]
    for numbers in (range(1, 100), range(100, 10_000)):
        _make(numbers, offering)
        costs.append(_queries(client))
    # Session, user, how many, the rows, who asks, ready, out of date, names and their statuses.
    assert costs == [costs[0]] * 3
    assert costs[0] <= 10
    for query in ("", "o=-1", "o=2", "o=3", "needed=30", "next=ready", "votes=several", "q=ol 77"):
        start = time.process_time()
        assert client.get(f"{LIST}?{query}").status_code == 200
        assert time.process_time() - start < 1, query


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(LIST).status_code == 200
    return len(seen)


# Ten thousand rows take longer through models than all that is measured with them.
CODES = {"sqlite": "printf('%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')::uuid"}
REQUESTS = """WITH RECURSIVE numbers(n) AS
    (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})
    INSERT INTO vetting_vettingrequest (code, tool, plan, vendor, url, key, host, state, answer,
        answered_at, told_status, offering_id, votes, needed_by, created_at)
    SELECT {code}, 'Tool ' || n, '', '', '', 'tool' || n, 't' || n || '.example.com',
        CASE n % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'in_review' ELSE 'answered' END, '',
        CASE WHEN n % 3 = 2 THEN one.created_at END,
        CASE WHEN n % 3 = 2 THEN 'approved' ELSE '' END,
        CASE WHEN n % 3 > 0 THEN {offering} END, 1 + n % 4, one.needed_by, one.created_at
    FROM numbers CROSS JOIN (SELECT * FROM vetting_vettingrequest LIMIT 1) AS one"""
ASKING = """INSERT INTO vetting_requestsupporter (request_id, production_id, asked_at, words, url,
        purpose, contact, key_label, formerly)
    SELECT request.id, one.production_id, one.asked_at, request.tool, '', '', '', '', one.formerly
    FROM vetting_vettingrequest AS request
    CROSS JOIN (SELECT * FROM vetting_requestsupporter LIMIT 1) AS one
    WHERE request.id NOT IN (SELECT request_id FROM vetting_requestsupporter)"""


def _make(numbers: range, offering: Offering) -> None:
    """Requests like the first one: a third of them open, in review and answered."""
    query = REQUESTS.format(
        first=numbers.start, last=numbers.stop - 1, code=CODES[connection.vendor],
        offering=offering.pk,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query)
        cursor.execute(ASKING)
