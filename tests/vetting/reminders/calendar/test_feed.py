"""Reading a calendar: by its secret alone, whole or "as you have it", and not a word to others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tests.builders import GOOD, answer_all, make_offering, make_user, publish, the
from tests.conftest import Once
from vetting.models import CalendarFeed, Contact, Offering, Team
from vetting.services.feeds import make_feed, revoke_feed
from vetting.services.reminding.owners import assign_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


@pytest.fixture(scope="module", autouse=True)
def secrets(once: Once, now: datetime) -> dict[str, str]:
    """The secrets of Rosa, whose is all there is, of Max, and of the team that both are in."""

    def make() -> dict[str, str]:
        rosa, other = (make_user("analyst", username=name) for name in ("rosa", "max"))
        team = Team.objects.create(slug="pictures", name="Pictures", lead=rosa, created_at=now)
        for person in (rosa, other):
            Contact.objects.create(person=person, team=team)
        offering = make_offering(now=now)
        answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
        publish(offering, now=now, author=rosa)
        given: dict[str, Any] = {"label": "Phone", "now": now}
        return {
            "rosa": make_feed(person=rosa, by=rosa, **given)[1],
            "max": make_feed(person=other, by=other, **given)[1],
            "team": make_feed(team=team, by=rosa, **given)[1],
        }

    return once(make)  # type: ignore[no-any-return]


@pytest.fixture
def client() -> Iterator[Client]:
    """As a calendar asks: without cookies."""
    yield Client()


def address(secret: str) -> str:
    return f"/calendar/{secret}.ics"


def events(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_calendar_is_sent_to_whoever_has_the_secret(
    client: Client, secrets: dict[str, str]
) -> None:
    answer = client.get(address(secrets["rosa"]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["X-WR-CALNAME"] == "AI tools: rosa"
    found = {event["UID"].partition(":")[0]: event for event in events(answer)}
    assert {"review", "lapse"} <= found.keys()
    assert found["review"]["SUMMARY"].startswith("Review due: Studio Chat - ")
    assert found["review"]["UID"].endswith("@localhost")


def test_nobody_has_in_theirs_what_is_somebody_elses(
    client: Client, secrets: dict[str, str]
) -> None:
    assert events(client.get(address(secrets["max"]))) == []
    of_team = client.get(address(secrets["team"]))
    assert Calendar.from_ical(of_team.content)["X-WR-CALNAME"] == "AI tools: Pictures"
    hers = events(client.get(address(secrets["rosa"])))
    assert {e["UID"] for e in events(of_team)} == {e["UID"] for e in hers}


def test_it_is_kept_by_nobody_between_and_found_by_no_search(
    client: Client, secrets: dict[str, str]
) -> None:
    for secret in (secrets["rosa"], "nothing"):
        answer = client.get(address(secret))
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
        assert "Vary" not in answer.headers


def test_whoever_has_it_as_it_is_hears_only_that(client: Client, secrets: dict[str, str]) -> None:
    url = address(secrets["rosa"])
    first = client.get(url)
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    assert tag.startswith('"')
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(url, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["ETag"], again.headers["Last-Modified"]) == (tag, day)
        assert again.headers["Cache-Control"] == "private, no-cache"
    assert client.get(url, headers={"If-Modified-Since": day}).status_code == 304
    # A tag beats a day.
    both = {"If-None-Match": '"other"', "If-Modified-Since": day}
    assert client.get(url, headers=both).status_code == 200


def test_an_act_that_changes_it_is_seen_at_once(
    client: Client, secrets: dict[str, str], now: datetime
) -> None:
    urls = [address(secrets[name]) for name in ("rosa", "max")]
    before = [client.get(url) for url in urls]
    assign_owner(
        offering=Offering.objects.get(),
        owner=User.objects.get(username="max"),
        because="Rosa is away.",
        by=the("approver"),
        now=now + timedelta(seconds=5),
    )
    for url, answer in zip(urls, before, strict=True):
        same = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(url, headers=same).status_code == 200
        since = {"If-Modified-Since": answer.headers["Last-Modified"]}
        assert client.get(url, headers=since).status_code == 200
    assert events(client.get(urls[0])) == []


def test_an_act_that_does_not_change_it_leaves_its_tag(
    client: Client, secrets: dict[str, str], now: datetime
) -> None:
    url = address(secrets["rosa"])
    tag = client.get(url).headers["ETag"]
    make_offering("another", now=now)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_a_head_says_the_same_without_the_calendar(client: Client, secrets: dict[str, str]) -> None:
    url = address(secrets["rosa"])
    got, head = client.get(url), client.head(url)
    # Servers take the body off an answer to HEAD, but complain about it.
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert dict(head.headers) == dict(got.headers)
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("gone", ["unknown", "revoked", "left", "no longer staff"])
def test_what_does_not_work_does_not_say_why(
    client: Client, secrets: dict[str, str], gone: str, now: datetime, caplog: Any
) -> None:
    secret = secrets["rosa"]
    rosa = User.objects.get(username="rosa")
    if gone == "unknown":
        secret = secret[:-1]
    elif gone == "revoked":
        revoke_feed(feed=CalendarFeed.objects.get(person=rosa), by=rosa, now=now)
    else:
        User.objects.update(**{"is_active" if gone == "left" else "is_staff": False})
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        answer = client.get(address(secret))
    assert (answer.status_code, answer.content) == (
        404,
        b"There is no calendar at this address.\n",
    )
    assert answer.headers["Content-Type"] == "text/plain"
    assert len(asked) == 1
    assert secret not in caplog.text


def test_asking_in_vain_takes_two_queries(client: Client, secrets: dict[str, str]) -> None:
    url = address(secrets["rosa"])
    tag = client.get(url).headers["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    # The feed with whose it is, and the newest seal.
    assert len(asked) == 2


@pytest.mark.parametrize("odd", ["", "a/b", "%00", "a" * 3000, "..%2f", "é"])
def test_odd_addresses_are_simply_not_there(client: Client, odd: str) -> None:
    assert client.get(f"/calendar/{odd}.ics").status_code == 404
