"""Requests on the desk: a list with votes and age, a page with who asks, and nothing to change."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vetting.admin.conftest import LogIn
from vetting.models import Production, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production

LIST = "/admin/vetting/vettingrequest/"


def production(slug: str, now: datetime) -> Production:
    return create_production(slug=slug, name=slug.title(), by=None, now=now)


@pytest.fixture
def wanted(db: object, now: datetime) -> VettingRequest:
    earlier = now - timedelta(days=3)
    for slug, purpose in (("harbour", "Clean plates."), ("atlas", "Rough cuts.")):
        wish = Wish("Runway", "Enterprise", "Runway AI", "https://runwayml.com", purpose)
        ask(wish=wish, production=production(slug, earlier), key_label="pipeline", now=earlier)
    return VettingRequest.objects.get()


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver", "administrator"])
def test_the_list_shows_tool_plan_votes_age_and_state(
    role: str, log_in: LogIn, wanted: VettingRequest
) -> None:
    page = log_in(role).get(LIST).content.decode()
    for text in ("Runway", "Enterprise", ">2<", "3 days", "Open"):
        assert text in page


def test_it_is_narrowed_by_state_and_searched(log_in: LogIn, wanted: VettingRequest) -> None:
    client = log_in("viewer")
    for query, found in (
        ("state=open", 1),
        ("state=answered", 0),
        ("state=x", 0),
        ("q=runw ent", 1),
    ):
        rows = client.get(f"{LIST}?{query}").context["cl"].result_list
        assert [row.votes for row in rows] == [2] * found, query


def test_its_page_shows_who_asks_and_for_what(log_in: LogIn, wanted: VettingRequest) -> None:
    page = log_in("analyst").get(f"{LIST}{wanted.pk}/change/").content.decode()
    for text in ("Request for Runway - Enterprise", "Harbour", "Atlas", "Rough cuts.", "pipeline"):
        assert text in page
    assert 'href="https://runwayml.com"' in page


def test_nothing_on_it_can_be_changed(log_in: LogIn, wanted: VettingRequest) -> None:
    client = log_in("superuser")
    assert client.post(f"{LIST}{wanted.pk}/change/", {"tool": "x"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{wanted.pk}/delete/").status_code == 403


def test_its_page_costs_the_same_for_many_productions(
    log_in: LogIn, wanted: VettingRequest, now: datetime
) -> None:
    client = log_in("superuser")
    client.get(f"{LIST}{wanted.pk}/change/")
    counts = []
    for number in (1, 20):
        for one in range(number):
            ask(
                wish=Wish("Runway Enterprise"),
                production=production(f"p{number}-{one}", now),
                now=now,
            )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}{wanted.pk}/change/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15, counts
