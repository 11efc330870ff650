"""My reminders: how I am told, my chat, my calendars and what comes next; never somebody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import make_user
from tests.vetting.admin.conftest import LogIn
from vetting.admin.contacts.coming import SHOWN, coming_for
from vetting.models import (
    AuditEntry,
    CalendarFeed,
    Contact,
    Endpoint,
    Message,
    Offering,
    Snooze,
    Team,
)
from vetting.services.feeds import feed_of, make_feed
from vetting.services.reminding.weekends import told_from

pytestmark = pytest.mark.django_db
PAGE = "/admin/my-reminders/"
NEW_CHAT = f"{PAGE}chat/new/"
HOOK = "https://hooks.slack.com/services/T0/B0/secret-of-the-hook"
ROLES = ["viewer", "analyst", "approver", "policy owner", "administrator", "superuser"]


def add_chat(person: Any, **fields: Any) -> Endpoint:
    values = {"channel": "chat", "style": "slack", "label": "Slack", "address": HOOK, **fields}
    return Endpoint.objects.create(person=person, created_at=timezone.now(), **values)


def text(client: Client, url: str = PAGE) -> str:
    return " ".join(re.sub("<[^>]+>", " ", client.get(url).content.decode()).split())


@pytest.mark.parametrize("role", [*ROLES, "head of security", ""])
def test_everybody_of_the_staff_has_the_page_and_a_link_to_it(log_in: LogIn, role: str) -> None:
    client = log_in(role)
    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()
    assert client.get(PAGE).status_code == 200
    assert "Nothing: no reminder is to come" in text(client)


def test_nobody_else_has_it(log_in: LogIn) -> None:
    assert Client().get(PAGE).status_code == 302
    outside = log_in(person=make_user("viewer", is_staff=False))
    assert outside.get(PAGE).status_code == 302


def test_how_i_am_told_is_kept(log_in: LogIn) -> None:
    client = log_in("viewer")
    assert client.post(PAGE, {"how": "none"}).status_code == 302
    contact = Contact.objects.get(person=client.person)
    assert (contact.by_mail, contact.by_chat, contact.as_lead) == (False, False, True)
    assert "still comes by mail" in text(client)
    client.post(PAGE, {"how": "mail"})
    assert "still comes by mail" not in text(client)
    assert AuditEntry.objects.filter(subject_kind="contact", by=client.person).count() == 2


def test_a_chat_is_needed_to_be_told_there(log_in: LogIn) -> None:
    client = log_in("viewer")
    form = client.post(PAGE, {"how": "chat"}).context["form"]
    assert "Add a chat address first" in form.errors["how"][0]
    add_chat(client.person)
    assert client.post(PAGE, {"how": "both"}).status_code == 302
    assert Contact.objects.get().by_chat is True
    assert client.post(PAGE, {"how": "loudly"}).context["form"].errors.keys() == {"how"}


def test_leads_and_heads_are_asked_about_the_copies_that_only_they_get(
    log_in: LogIn, now: datetime
) -> None:
    client = log_in("analyst")
    assert set(client.get(PAGE).context["form"].fields) == {"how"}
    Team.objects.create(slug="pictures", name="Pictures", lead=client.person, created_at=now)
    assert set(client.get(PAGE).context["form"].fields) == {"how", "as_lead"}
    assert "You lead Pictures." in text(client)
    client.post(PAGE, {"how": "mail"})
    held = Contact.objects.get(person=client.person)
    assert (held.as_lead, held.as_head) == (False, True)
    head = log_in("head of security")
    assert set(head.get(PAGE).context["form"].fields) == {"how", "as_head"}


def test_my_team_and_its_lead_are_named(log_in: LogIn, now: datetime) -> None:
    client = log_in("analyst")
    assert "You are in no team" in text(client)
    lead = make_user("analyst", first_name="Lea", last_name="Lind")
    team = Team.objects.create(slug="pictures", name="Pictures", lead=lead, created_at=now)
    Contact.objects.create(person=client.person, team=team)
    assert "You are in Pictures. Lea Lind leads it" in text(client)
    assert "has no mail address" in text(client)


@pytest.mark.parametrize("role", ROLES)
def test_a_calendar_address_is_shown_once(log_in: LogIn, role: str, settings: Any) -> None:
    settings.PUBLIC_URL = "https://registry.example"
    client = log_in(role)
    made = client.post(f"{PAGE}calendar/new/", {"label": "Phone"})
    address = made.context["address"]
    assert address in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    secret = re.fullmatch(r"https://registry\.example/calendar/(.{43})\.ics", address)
    assert secret is not None
    feed = feed_of(secret[1], timezone.now())
    assert feed is not None
    assert (feed.person, feed.label) == (client.person, "Phone")
    again = client.get(PAGE).content.decode()
    assert "Phone" in again
    assert secret[1] not in again
    assert client.post(f"{PAGE}calendar/new/", {"label": " "}).context["form"].errors


def test_a_calendar_address_is_revoked_by_whose_it_is(log_in: LogIn, now: datetime) -> None:
    client, other = log_in("viewer"), log_in("superuser")
    feed, secret = make_feed(label="Phone", person=client.person, by=client.person, now=now)
    page = f"{PAGE}calendar/{feed.pk}/revoke/"
    assert other.get(page).status_code == other.post(page).status_code == 404
    assert "Phone" not in text(other)
    assert "stops working at once" in text(client, page)
    assert client.post(page).status_code == 302
    assert feed_of(secret, now) is None
    assert client.post(page).status_code == 404


def test_a_team_calendar_is_offered_to_its_people_and_to_no_others(
    log_in: LogIn, now: datetime
) -> None:
    client, other = log_in("analyst"), log_in("analyst")
    team = Team.objects.create(slug="pictures", name="Pictures", created_at=now)
    Contact.objects.create(person=client.person, team=team)
    sent = {"label": "Wall", "team": team.pk}
    assert "team" not in other.get(f"{PAGE}calendar/new/").context["form"].fields
    other.post(f"{PAGE}calendar/new/", sent)
    client.post(f"{PAGE}calendar/new/", sent)
    assert list(CalendarFeed.objects.filter(team=team).values_list("created_by", flat=True)) == [
        client.person.pk
    ]


def test_my_chat_is_added_tested_replaced_and_removed(log_in: LogIn) -> None:
    client = log_in("viewer")
    sent = {"style": "slack", "address": HOOK, "label": "Slack"}
    assert client.post(NEW_CHAT, sent).status_code == 302
    chat = Endpoint.objects.get(person=client.person)
    assert "secret-of-the-hook" not in client.get(PAGE).content.decode()
    client.post(f"{PAGE}chat/{chat.pk}/test/")
    assert Message.objects.get().endpoint == chat
    refused = client.post(f"{PAGE}chat/{chat.pk}/test/", follow=True)
    assert "less than a minute ago" in refused.content.decode()
    page = f"{PAGE}chat/{chat.pk}/replace/"
    assert client.get(page).context["form"].initial == {"style": "slack", "label": "Slack"}
    client.post(page, {**sent, "address": f"{HOOK}-2"})
    new = Endpoint.objects.get(person=client.person, removed_at=None)
    assert (new.address, Endpoint.objects.count()) == (f"{HOOK}-2", 2)
    assert client.post(f"{PAGE}chat/{new.pk}/remove/").status_code == 302
    assert not Endpoint.objects.filter(removed_at=None).exists()
    assert client.post(f"{PAGE}chat/{new.pk}/remove/").status_code == 404


def test_a_chat_that_is_not_taken_changes_nothing(log_in: LogIn) -> None:
    client = log_in("viewer")
    bad = {"style": "slack", "address": "http://10.0.0.1/hook", "label": "Slack"}
    assert client.post(NEW_CHAT, bad).context["form"].errors.keys() == {"address"}
    chat = add_chat(client.person)
    client.post(f"{PAGE}chat/{chat.pk}/replace/", bad)
    assert Endpoint.objects.get().removed_at is None


def test_a_paused_chat_says_why_and_is_resumed(log_in: LogIn, now: datetime) -> None:
    client = log_in("viewer")
    chat = add_chat(client.person, paused_at=now, paused_because="It answered 404 for two days.")
    assert "It answered 404 for two days. Its messages wait" in text(client)
    client.post(f"{PAGE}chat/{chat.pk}/resume/")
    assert "404" not in text(client).partition("My chat")[2]
    assert Endpoint.objects.get().paused_at is None


@pytest.mark.parametrize("act", ["test", "resume", "replace", "remove"])
def test_nobody_reaches_the_chat_of_somebody_else(log_in: LogIn, act: str) -> None:
    chat = add_chat(make_user("viewer"), label="Private")
    client = log_in("superuser")
    assert client.post(f"{PAGE}chat/{chat.pk}/{act}/").status_code == 404
    assert "Private" not in text(client)


def test_what_comes_next_is_mine_and_the_soonest_first(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    decision = approved.decisions.get()
    client, other = log_in(person=decision.author), log_in("analyst")
    today = timezone.localdate(now)
    rows = coming_for(client.person.pk, today)
    key = f"review:{decision.pk}"
    review = next(row for row in rows if row.found.subject.key == key)
    assert review.on == told_from(decision.valid_until - timedelta(60))
    assert [row.on for row in rows] == sorted(row.on for row in rows)
    assert str(approved) in text(client)
    assert coming_for(other.person.pk, today) == []
    assert str(approved) not in text(other)


def test_what_was_put_off_comes_when_it_comes_again(
    log_in: LogIn, approved: Offering, now: datetime, settings: Any
) -> None:
    settings.REMIND_ON_WEEKENDS = True
    decision, today = approved.decisions.get(), timezone.localdate(now)
    key = f"review:{decision.pk}"
    until = decision.valid_until - timedelta(50)
    Snooze.objects.create(
        subject=key, offering=approved, until=until, because="Away.", made_at=now,
        made_by=decision.author,
    )  # fmt: skip
    rows = {row.found.subject.key: row for row in coming_for(decision.author_id, today)}
    assert (rows[key].on, rows[key].put_off) == (until, True)
    assert "put off" in text(log_in(person=decision.author))


@pytest.mark.parametrize(
    ("weekends", "day", "said"),
    [
        (False, "2026-11-20", "2026-11-20"),
        (False, "2026-11-21", "2026-11-23"),
        (False, "2026-11-22", "2026-11-23"),
        (True, "2026-11-21", "2026-11-21"),
    ],
)
def test_nothing_is_said_on_a_weekend_unless_the_site_is_set_so(
    settings: Any, weekends: bool, day: str, said: str
) -> None:
    settings.REMIND_ON_WEEKENDS = weekends
    parsed = datetime.fromisoformat(day).date()
    assert told_from(parsed).isoformat() == said


def test_the_page_shows_the_first_and_leads_to_the_rest_in_as_many_queries(
    log_in: LogIn, stock: Callable[[int], None]
) -> None:
    client = log_in("superuser")

    def queries() -> int:
        Offering.objects.update(owner=client.person)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    stock(1)
    client.get(PAGE)
    few = queries()
    stock(SHOWN)
    assert queries() == few
    shown = client.get(PAGE).context
    assert (len(shown["coming"]), shown["total"], shown["more"]) == (SHOWN, SHOWN + 1, True)
    assert len(client.get(f"{PAGE}?all=1").context["coming"]) == SHOWN + 1
