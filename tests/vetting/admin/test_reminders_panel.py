"""An offering's reminders: who looks after it, what comes next, what was said, what is put off."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.builders import make_offering, make_user, publish
from tests.conftest import Once
from tests.vetting.admin.conftest import LogIn, make_good, page_of
from tests.vetting.admin.messages import message_to, notice_of, put_off
from tests.vetting.admin.test_lists import names, queries
from vetting.admin.offering.reminding import Reminding, days_left
from vetting.models import AuditEntry, Notice, Offering, Snooze
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import local_day
from vetting.services.reminding.weekends import told_from

LIST = "/admin/vetting/offering/"


@pytest.fixture(autouse=True, scope="module")
def rows(once: Once, now: datetime) -> None:
    once(lambda: make_rows(now))


def make_rows(now: datetime) -> None:
    """One that was approved, by somebody called Rosa, and one that nobody has decided on."""
    rosa = make_user("analyst", username="rosa", first_name="Rosa", last_name="Lind")
    publish(make_good(now), Verdict.APPROVED, now=now, author=rosa)
    make_offering("new-one", now=now)
    make_user("approver", username="idris", first_name="Idris")


@pytest.fixture
def approved(rows: None, db: Any) -> Offering:
    return Offering.objects.get(slug="studio-chat-enterprise")


def panel(client: Any, offering: Offering) -> Reminding:
    response = client.get(page_of(offering))
    assert response.status_code == 200
    found: Reminding = response.context["reminding"]
    return found


def review_key(offering: Offering) -> str:
    return f"review:{offering.decisions.get().pk}"


def test_it_says_who_looks_after_it_and_what_comes_next_to_whom(
    log_in: LogIn, approved: Offering, settings: Any
) -> None:
    settings.REMIND_ON_WEEKENDS = True
    found = panel(log_in("viewer"), approved)
    assert found.owner == "Rosa Lind, who proposed the verdict"
    review = next(row for row in found.coming if row.subject == review_key(approved))
    due = approved.decisions.get().review_due_on
    assert due is not None
    assert (review.on, review.step) == (due - timedelta(60), "60 days ahead")
    assert review.left == f"in {(due - timedelta(60) - local_day(timezone.now())).days} days"
    assert review.to == ["Rosa Lind"]
    assert any(row.subject.startswith("evidence:") for row in found.coming)
    assert (found.said, found.may_assign, found.may_snooze) == (None, False, False)


def test_an_offering_that_nobody_decided_on_has_somebody_behind_it(
    log_in: LogIn, approved: Offering
) -> None:
    new = Offering.objects.get(slug="new-one")
    found = panel(log_in("analyst"), new)
    assert found.owner.startswith("Nobody yet; ")
    assert [row.what.partition(",")[0] for row in found.coming] == ["never decided"]


def test_what_is_due_and_was_not_said_comes_with_the_next_run(
    log_in: LogIn, now: datetime, settings: Any
) -> None:
    settings.REMIND_ON_WEEKENDS = True
    waiting = Offering.objects.get(slug="new-one")
    Offering.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(8))
    client, key = log_in("analyst"), f"never_decided:{waiting.pk}"
    row = panel(client, waiting).coming[0]
    assert (row.step, row.left) == ("after 7 days", "with the next run")
    rosa = User.objects.get(username="rosa")
    notice_of(waiting, None, now, person=rosa, subject=key, step="chase-7")
    row = panel(client, waiting).coming[0]
    assert (row.step, row.left) == ("after 14 days", "in 6 days")


def test_what_was_said_is_listed_with_the_state_of_its_message(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    rosa, client = User.objects.get(username="rosa"), log_in("analyst")
    sent = message_to(rosa, now, state="sent", sent_at=now, heading="One")
    notice_of(approved, sent, now, subject=review_key(approved), step="before-60")
    for number in range(11):
        notice_of(approved, None, now, person=rosa, step=f"before-{number}")
    found = panel(client, approved)
    assert found.said is not None
    assert len(found.said) == 10
    assert {one.state for one in found.said} == {"with the next run"}
    Notice.objects.filter(message=None).delete()
    shown = client.get(page_of(approved)).content.decode()
    assert f'href="/admin/vetting/message/{sent.pk}/change/">sent</a>' in shown
    assert f'href="/admin/vetting/message/?about={approved.pk}"' in shown
    assert "What was said" not in log_in("viewer").get(page_of(approved)).content.decode()


def test_its_queries_do_not_grow_with_what_was_said(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    client, rosa = log_in("analyst"), User.objects.get(username="rosa")
    client.get(page_of(approved))
    few = queries(client, page_of(approved))
    for number in range(1, 30):
        sent = message_to(rosa, now, "event", state="sent", sent_at=now)
        notice_of(approved, sent, now, step=f"before-{number}")
    put_off(approved, now, review_key(approved))
    assert queries(client, page_of(approved)) == few


def test_somebody_is_asked_to_look_after_it_and_that_is_in_the_trail(
    log_in: LogIn, approved: Offering
) -> None:
    client, idris = log_in("administrator"), User.objects.get(username="idris")
    page = page_of(approved, "owner/")
    form = client.get(page).context["form"]
    people = set(form.fields["owner"].queryset)
    assert idris in people
    assert not people & set(User.objects.filter(groups=None, is_superuser=False))
    sent = {"owner": idris.pk, "because": "Rosa is away.", "seen": form["seen"].value()}
    told = client.post(page, sent, follow=True).content.decode()
    assert "Looked after by Idris." in told
    assert AuditEntry.objects.latest("pk").because == "Rosa is away."
    assert panel(client, approved).owner == "Idris"
    again = client.post(page, {**sent, "owner": ""})
    assert "Somebody else has changed this" in again.content.decode()


def test_reminders_are_put_off_within_limits_that_the_form_tells(
    log_in: LogIn, rows: None, now: datetime
) -> None:
    waits, today = Offering.objects.get(slug="new-one"), local_day(timezone.now())
    client, key = log_in("analyst"), f"never_decided:{waits.pk}"
    page = page_of(waits, "reminders/put-off/")
    shown = client.get(f"{page}?of={key}").content.decode()
    assert f"{today + timedelta(30):%B %Y} at the latest." in shown
    assert re.search(f'value="{key}"[^>]* checked', shown)
    late = {"subject": key, "until": today + timedelta(40), "because": "Waiting for the vendor."}
    refused = client.post(page, late).content.decode()
    assert "At most 30 days" in refused
    assert "Waiting for the vendor." in refused
    told = client.post(page, {**late, "until": today + timedelta(9)}, follow=True)
    assert "Put off: reminders come again on " in told.content.decode()
    row = panel(client, waits).coming[0]
    assert row.snooze is not None
    assert row.snooze.because == "Waiting for the vendor."
    assert row.on == told_from(today + timedelta(9))
    assert row.to != []
    held = Snooze.objects.get()
    end = page_of(waits, f"reminders/{held.pk}/come-again/")
    assert "Waiting for the vendor." in client.get(end).content.decode()
    told = client.post(end, {"seen": held.pk}, follow=True)
    assert "Reminders come again from today on." in told.content.decode()
    assert (
        "Nothing is put off here any more" in client.post(end, {"seen": held.pk}).content.decode()
    )


def test_what_comes_much_later_cannot_be_put_off(log_in: LogIn, approved: Offering) -> None:
    client = log_in("analyst")
    assert {row.near for row in panel(client, approved).coming} == {False}
    page = page_of(approved, "reminders/put-off/")
    assert page not in client.get(page_of(approved)).content.decode()
    shown = client.get(page).content.decode()
    assert "No reminder of it comes in the next 30 days: there is nothing to put off." in shown


def test_a_snooze_is_ended_on_the_page_of_its_own_offering(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    held = put_off(approved, now, review_key(approved))
    other = Offering.objects.get(slug="new-one")
    page = page_of(other, f"reminders/{held.pk}/come-again/")
    assert log_in("analyst").get(page).status_code == 404


def test_the_list_is_narrowed_by_who_looks_after_what(log_in: LogIn, approved: Offering) -> None:
    rosa = log_in(person=User.objects.get(username="rosa"))
    assert names(rosa, "owner=me") == [approved.slug]
    assert names(rosa, "owner=nobody") == ["new-one"]
    assert names(rosa, "owner=rosa") == [approved.slug]
    assert names(rosa, "owner=unheard-of") == []
    Offering.objects.filter(slug="new-one").update(owner=User.objects.get(username="idris"))
    assert names(rosa, "owner=idris") == ["new-one"]
    shown = rosa.get(LIST).content.decode()
    assert "Rosa Lind</td>" in shown
    assert "Idris</td>" in shown
    User.objects.filter(username="rosa").update(is_active=False)
    assert names(log_in("viewer"), "owner=nobody") == [approved.slug]
    assert names(log_in("analyst"), "waits=owner") == [approved.slug]


def test_many_are_given_to_one_person_at_once(log_in: LogIn, approved: Offering) -> None:
    client, idris = log_in("approver"), User.objects.get(username="idris")
    keys = list(Offering.objects.order_by("pk").values_list("pk", flat=True))
    chosen = {"action": "assign_action", "_selected_action": keys}
    asked = client.post(LIST, chosen)
    assert asked.url == f"{LIST}owners/?offerings={','.join(map(str, keys))}"
    shown = client.get(asked.url).content.decode()
    assert "now Rosa Lind" in shown
    assert "now nobody" in shown
    sent = {"offerings": ",".join(map(str, keys)), "owner": idris.pk, "because": ""}
    told = client.post(f"{LIST}owners/", sent, follow=True).content.decode()
    assert "2 offerings are now looked after by Idris." in told
    assert set(Offering.objects.values_list("owner__username", flat=True)) == {"idris"}
    none = client.post(f"{LIST}owners/", {"owner": idris.pk}).content.decode()
    assert "No offering was chosen." in none
    assert "assign_action" not in log_in("viewer").get(LIST).content.decode()


def test_a_reminder_of_the_weekend_waits_for_monday(settings: Any) -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    settings.REMIND_ON_WEEKENDS = False
    assert [told_from(saturday), told_from(monday)] == [monday, monday]
    settings.REMIND_ON_WEEKENDS = True
    assert told_from(saturday) == saturday
    assert [days_left(on, monday) for on in (monday, date(2026, 11, 24), date(2026, 11, 30))] == [
        "with the next run", "tomorrow", "in 7 days",
    ]  # fmt: skip
    assert days_left(None, monday) == ""
