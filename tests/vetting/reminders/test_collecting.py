"""Collecting what is due: once, whoever else does it at the same time, however late, and dry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.api.building import at, days, decided, never_decided, offering, tool
from tests.vetting.reminders.lives import day
from vetting.models import Contact, Endpoint, Notice, Offering, Snooze, Team
from vetting.reminders.collecting import Collected, collect
from vetting.reminders.finding import foresee
from vetting.services.outbox.notices import put
from vetting.services.reminding.subjects import due_subjects

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def every_day(settings: Any) -> None:
    settings.REMIND_ON_WEEKENDS = True


def approved(number: int, ends: date) -> Offering:
    of = tool(f"tool-{number}", f"Tool {number}", named=False)
    made = offering(f"plan-{number}", of, "Plan", named=False)
    User.objects.filter(username="ana").update(is_staff=True)
    fields = {"review_due_on": ends, "valid_until": ends, "grace_days": 30, "tier": 2}
    decided(made, "approved", on=ends - timedelta(180), **fields)
    User.objects.filter(username="ana").update(is_staff=True)
    return made


def collected(on: date) -> Collected:
    return collect(today=on, now=at(on))


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk")
    return list(rows.values_list("step", "person__username"))


def test_on_weekends_nobody_is_told_and_monday_catches_up(settings: Any) -> None:
    settings.REMIND_ON_WEEKENDS = False
    approved(1, MONDAY + timedelta(28))
    assert collected(MONDAY - timedelta(2)) == collected(MONDAY - timedelta(1)) == Collected()
    assert collected(MONDAY) == Collected(people=1)
    assert told() == [("before-30", "ana")]


def test_after_a_long_silence_the_strongest_step_is_said_and_then_it_is_settled() -> None:
    """Long past, it is not even read any more once it was said to the end."""
    approved(1, MONDAY - timedelta(700))
    assert collected(MONDAY) == Collected(people=1)
    assert told() == [("overdue-30", "ana")]
    assert list(due_subjects(MONDAY, lambda found: ())) == []
    assert collected(MONDAY) == Collected()


def test_whoever_it_is_handed_over_to_later_is_told_how_it_stands() -> None:
    made = approved(1, MONDAY - timedelta(700))
    collected(MONDAY)
    Offering.objects.filter(pk=made.pk).update(owner=User.objects.get(username="abe"))
    collected(MONDAY + timedelta(1))
    assert told() == [("overdue-30", "ana"), ("overdue-30", "abe")]


def test_of_two_copies_at_once_the_second_says_nothing_again() -> None:
    approved(1, MONDAY)
    found = [each.telling for chunk in foresee(MONDAY) for each in chunk]
    collected(MONDAY)
    put(found, on=MONDAY, now=at(MONDAY))
    assert told() == [("due", "ana")]


def test_who_lost_the_lease_stops_and_what_was_put_stays() -> None:
    class Lost(Exception):
        """Somebody else does it."""

    def lost() -> None:
        raise Lost

    approved(1, MONDAY)
    with pytest.raises(Lost):
        collect(today=MONDAY, now=at(MONDAY), still_ours=lost)
    assert told() == [("due", "ana")]


def test_a_look_ahead_names_everybody_and_writes_nothing() -> None:
    made = approved(1, MONDAY)
    lead = User.objects.create(username="lena", first_name="Lena", last_name="Ito")
    team = Team.objects.create(slug="red", name="Red", lead=lead, created_at=at(MONDAY))
    Contact.objects.create(person=User.objects.get(username="ana"), team=team)
    hook = {"channel": "webhook", "address": "https://red.example.com", "label": "the wall"}
    Endpoint.objects.create(team=team, created_at=at(MONDAY), **hook)
    found = [each for chunk in foresee(MONDAY) for each in chunk]
    assert [(each.recipient, each.way, each.step) for each in found] == [
        ("Lena Ito", "mail", "due"),
        ("ana", "mail", "due"),
        ("Red", "webhook (the wall)", "due"),
    ]
    assert {each.what for each in found} == {f"review {MONDAY}: {made.full_name}"}
    assert not Notice.objects.exists()


def test_the_head_of_security_is_told_who_put_it_off() -> None:
    made = approved(1, MONDAY - timedelta(14))
    hana = User.objects.create(username="hana")
    hana.groups.add(Group.objects.get(name="head of security"))
    key = next(each.telling.subject for chunk in foresee(MONDAY) for each in chunk)
    until = MONDAY + timedelta(3)
    Snooze.objects.create(
        subject=key, offering=made, until=until, because="Ill.", made_at=at(MONDAY), made_by=hana
    )
    collected(MONDAY)
    assert told() == [("overdue-14", "hana")]
    facts = Notice.objects.get().facts
    assert facts["snoozed"] == {"by": "hana", "until": until.isoformat(), "because": "Ill."}
    assert (facts["role"], facts["owner"], facts["matter"]) == ("head", "ana", "review")
    collected(until)
    assert told() == [("overdue-14", "hana"), ("overdue-14", "ana")]


def test_what_a_night_asks_the_database_does_not_grow_with_what_is_due() -> None:
    def asked(on: date) -> int:
        with CaptureQueriesContext(connection) as queries:
            collected(on)
        return len(queries)

    for number in range(2):
        approved(number, MONDAY)
    never_decided(offering("new-0", tool("new-0", "New"), "Plan"))
    few = asked(days(200))
    for number in range(10, 40):
        approved(number, MONDAY)
        never_decided(offering(f"new-{number}", tool(f"new-{number}", f"New {number}"), "Plan"))
    Notice.objects.all().delete()
    assert asked(days(200)) == few < 32


def test_a_night_on_which_nothing_is_due_is_cheap() -> None:
    approved(1, day(2000))
    with CaptureQueriesContext(connection) as queries:
        assert collected(MONDAY) == Collected()
    # Two for the policies, one for each of the seven matters, one for productions.
    assert len(queries) == 10
