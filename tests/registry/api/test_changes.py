"""The log of changes: in order, without a gap, told once, whoever writes meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api.changes import Position, changes_after, read_position
from tests.builders import at, make_decided, make_offering, make_user, the
from tests.registry.api.conftest import Counting
from vetting.models import Offering, StatusChange, StatusPeriod
from vetting.services.decisions import suspend

PATH = "/api/v1/changes/"
FOREVER = 10_000


def told(changes: list[StatusChange]) -> list[tuple[str, str, str]]:
    slugs = dict(Offering.objects.values_list("pk", "slug"))
    return [(slugs[c.offering_id], c.status, c.reason) for c in changes]


def follow(start: Position, day: date, most: int = FOREVER) -> tuple[list[StatusChange], Position]:
    """What a mirror reads from a position on a day, in pages of `most`."""
    found: list[StatusChange] = []
    while page := changes_after(start, most, day):
        for change in page:
            start = start.after(change)
        found += page
    return found, start


@pytest.mark.django_db
def test_everything_that_happens_is_told_in_order() -> None:
    offering = make_offering("plan")
    below = make_decided("below")
    above = make_decided("above", runs_on=[below])
    suspend(offering=below, because="A leak.", by=the("analyst"), now=at(1))
    found, _ = follow(Position(), at(1).date())
    assert told(found) == [
        (offering.slug, "not_vetted", "never_decided"),
        (below.slug, "not_vetted", "never_decided"),
        (below.slug, "approved", "decided"),
        (above.slug, "not_vetted", "never_decided"),
        (above.slug, "approved", "decided"),
        (below.slug, "not_vetted", "suspended"),
        (above.slug, "not_vetted", "upstream"),
    ]
    assert [c.number for c in found] == list(range(1, 8))


@pytest.mark.django_db
def test_a_new_decision_that_says_the_same_is_no_change() -> None:
    make_decided("plan")
    before = StatusChange.objects.count()
    rename = Offering.objects.get()
    rename.name = "Another name"
    rename.save()
    assert StatusChange.objects.count() == before


def lapses_on(offering: Offering) -> date:
    return StatusPeriod.objects.get(offering=offering, reason="lapsed").starts_on


@pytest.mark.django_db
def test_an_act_whose_clock_is_a_day_late_loses_nothing() -> None:
    """It took its time before midnight and came through after a mirror had read the lapse."""
    lapsing, other = make_decided("lapsing"), make_decided("other", now=at(200))
    day = lapses_on(lapsing)
    _, start = follow(Position(), day)
    late = at((day - at(0).date()).days - 1)
    suspend(offering=other, because="A leak.", by=the("analyst"), now=late)
    make_offering("new", now=late + timedelta(2))
    found, _ = follow(start, day + timedelta(1))
    assert told(found) == [
        ("other", "not_vetted", "suspended"),
        ("new", "not_vetted", "never_decided"),
    ]


def mirrored(api: APIClient, size: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    address: str | None = f"{PATH}?page_size={size}"
    while address:
        page = api.get(address).json()
        assert len(page["results"]) <= size
        rows += page["results"]
        address = page["next"]
    return rows


def test_a_mirror_ends_with_what_the_list_shows(api: APIClient) -> None:
    now = timezone.now()
    below = make_decided("below", now=now)
    make_decided("above", "conditional", runs_on=[below], now=now)
    make_decided("banned", "banned", now=now)
    suspend(offering=below, because="A leak.", by=make_user("analyst"), now=now)
    rows = mirrored(api, 2)
    mirror = {row["offering"]["slug"]: row["after"] for row in rows}
    listed = {row["slug"]: row for row in api.get("/api/v1/offerings/").json()["results"]}
    assert mirror == {
        slug: {key: row[key] for key in after}
        for slug, row in listed.items()
        for after in [mirror[slug]]
    }
    assert len({row["cursor"] for row in rows}) == len(rows)
    chained = [row for row in rows if row["offering"]["slug"] == "above"][-1]
    assert chained["before"] == {"status": "conditional", "status_reason": "decided"}
    assert chained["because"].startswith("It runs on Studio Chat - Below")


def test_the_last_cursor_waits_for_what_comes_later(api: APIClient) -> None:
    first = api.get(PATH).json()
    assert first == {"next": None, "previous": None, "cursor": None, "results": []}
    make_offering("one", now=timezone.now())
    page = api.get(PATH).json()
    assert api.get(PATH, {"after": page["cursor"]}).json()["results"] == []
    make_offering("two", now=timezone.now())
    later = api.get(PATH, {"after": page["cursor"]}).json()["results"]
    assert [row["offering"]["slug"] for row in later] == ["two"]
    assert later[0]["cause"] == "act"


@pytest.mark.parametrize("count", [1, 15])
def test_the_queries_do_not_grow_with_the_log(
    api: APIClient, queries: Counting, count: int
) -> None:
    for number in range(count):
        make_offering(f"plan-{number}", now=timezone.now())
    with queries(4):
        assert len(api.get(PATH, {"page_size": 200}).json()["results"]) == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "W10",
        "WzFd" * 90,
        "WyIxIl0",
        "Wy0xXQ",
        "WzEsIjIwMjYtMTMtMDEiLDFd",
        "bnVsbA",
        "WzEuNV0",
    ],
)
def test_a_cursor_of_ones_own_making_is_refused(api: APIClient, token: str) -> None:
    response = api.get(PATH, {"after": token})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "after"


@pytest.mark.parametrize(
    "position", [Position(), Position(7), Position(7, (date(2026, 11, 22), 9))]
)
def test_a_position_survives_its_token(position: Position) -> None:
    assert read_position(position.token()) == position
