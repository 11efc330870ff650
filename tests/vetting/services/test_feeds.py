"""Calendar addresses: whose they are, kept as a hash, revoked for good, read quietly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import NOW, make_user
from vetting.models import AuditEntry, CalendarFeed, Contact, Team
from vetting.services.feeds import MOST, feed_of, feeds_of, make_feed, revoke_feed
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def rosa() -> User:
    return make_user("analyst", username="rosa")


@pytest.fixture
def team() -> Team:
    lead = make_user("analyst", username="lea")
    team = Team.objects.create(slug="pictures", name="Pictures", lead=lead, created_at=NOW)
    Contact.objects.create(person=make_user("analyst", username="max"), team=team)
    return team


def of(person: Any, label: str = "Phone") -> tuple[CalendarFeed, str]:
    return make_feed(label=label, person=person, by=person, now=NOW)


def refusal(**given: Any) -> str:
    with pytest.raises(Refused) as refused:
        make_feed(**{"label": "Phone", "now": NOW, **given})
    return str(refused.value)


def test_the_secret_has_256_bits_and_only_its_hash_is_kept(rosa: User) -> None:
    feed, secret = of(rosa)
    assert len(secret) == 43
    assert of(rosa)[1] != secret
    kept = [str(value) for value in CalendarFeed.objects.filter(pk=feed.pk).values_list()[0]]
    assert not any(secret in value for value in kept)
    assert feed_of(secret, NOW) == feed
    assert feed_of(secret[:-1], NOW) is None
    assert feed_of(feed.sha256, NOW) is None


def test_each_feed_made_and_revoked_is_in_the_trail_without_its_secret(rosa: User) -> None:
    feed, secret = of(rosa)
    revoke_feed(feed=feed, by=rosa, now=NOW + HOUR)
    made, ended = AuditEntry.objects.order_by("pk")
    assert (made.act, made.subject, made.after) == ("made", "Phone", {"person": "rosa"})
    assert (ended.act, ended.by) == ("revoked", rosa)
    assert secret not in f"{made.after}{made.subject}"
    assert feed.sha256 not in f"{made.after}{made.subject}"


def test_a_revoked_feed_is_found_no_more_and_revoked_once(rosa: User) -> None:
    feed, secret = of(rosa)
    revoke_feed(feed=feed, by=rosa, now=NOW)
    assert feed_of(secret, NOW) is None
    with pytest.raises(Refused, match="revoked already"):
        revoke_feed(feed=feed, by=rosa, now=NOW)
    assert list(feeds_of(rosa)) == []


@pytest.mark.parametrize("role", ["viewer", "administrator", "superuser"])
def test_nobody_makes_or_revokes_a_calendar_of_somebody_else(rosa: User, role: str) -> None:
    other = make_user(role)
    assert "somebody else's calendar" in refusal(person=rosa, by=other)
    feed, _ = of(rosa)
    with pytest.raises(Refused, match="somebody else's calendar"):
        revoke_feed(feed=feed, by=other, now=NOW)
    assert list(feeds_of(other)) == []


@pytest.mark.parametrize(
    ("who", "may"),
    [("lea", True), ("max", True), ("administrator", True), ("viewer", False), ("analyst", False)],
)
def test_a_team_has_calendars_of_its_lead_its_members_and_whoever_changes_teams(
    team: Team, who: str, may: bool
) -> None:
    person = User.objects.filter(username=who).first() or make_user(who)
    if not may:
        assert "You are not in this team" in refusal(team=team, by=person)
        return
    feed, secret = make_feed(label="Wall", team=team, by=person, now=NOW)
    assert feed_of(secret, NOW) == feed
    assert AuditEntry.objects.get().after == {"team": "pictures"}
    # Anybody of the team can end it.
    assert list(feeds_of(User.objects.get(username="max"))) == [feed]
    revoke_feed(feed=feed, by=User.objects.get(username="lea"), now=NOW)


@pytest.mark.parametrize("left", ["is_active", "is_staff"])
def test_a_feed_goes_quiet_while_whoever_made_it_is_away(rosa: User, team: Team, left: str) -> None:
    lea = User.objects.get(username="lea")
    made = [of(rosa)[1], make_feed(label="Wall", team=team, by=lea, now=NOW)[1]]
    User.objects.update(**{left: False})
    assert [feed_of(secret, NOW) for secret in made] == [None, None]
    rosa.refresh_from_db()
    assert "Only people of the desk" in refusal(person=rosa, by=rosa)
    User.objects.update(**{left: True})
    assert feed_of(made[0], NOW) is not None


def test_what_is_wrong_with_it_is_said(rosa: User, team: Team) -> None:
    assert "Choose whose calendar" in refusal(by=rosa)
    assert "Choose whose calendar" in refusal(by=rosa, person=rosa, team=team)
    assert "label" in refusal(by=rosa, person=rosa, label=" ")
    assert "label" in refusal(by=rosa, person=rosa, label="x" * 81)
    assert not AuditEntry.objects.exists()
    for number in range(MOST):
        of(rosa, f"Calendar {number}")
    assert "Revoke one that nobody reads" in refusal(by=rosa, person=rosa)


def test_a_reading_is_noted_at_most_once_an_hour_and_is_no_act(rosa: User) -> None:
    feed, secret = of(rosa)
    seen = []
    for minutes in (0, 59, 60, 61):
        feed_of(secret, NOW + timedelta(minutes=minutes))
        feed.refresh_from_db()
        seen.append(feed.last_read_at)
    assert seen == [NOW, NOW, NOW + HOUR, NOW + HOUR]
    assert AuditEntry.objects.count() == 1


def test_any_address_is_answered_with_one_look_up(rosa: User) -> None:
    feed, secret = of(rosa)
    gone, revoked = of(rosa)
    revoke_feed(feed=gone, by=rosa, now=NOW)
    feed_of(secret, NOW)
    for token in (secret, revoked, "nothing", "x" * 5000):
        with CaptureQueriesContext(connection) as asked:
            feed_of(token, NOW)
        assert len(asked) == 1
