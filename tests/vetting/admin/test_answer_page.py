"""Answering one question: the new score at once, every error at its field, a stop told loudly."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import make_offering
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import Answer, AuditEntry, Offering, Review
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on

pytestmark = pytest.mark.usefixtures("good_for_all")


def said(now: datetime, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "signed_agreement",
        "title": "Order form",
        "url": "https://acme.example/terms",
        "seen_on": now.date().isoformat(),
        "note": "Clause 4.",
        **fields,
    }


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_it_says_the_new_scores_and_verdict(log_in: LogIn, good: Offering, now: datetime) -> None:
    client = log_in("analyst")
    url = page_of(good, "answers/identity_sso/")
    response = client.post(url, said(now, value="sso_available"), follow=True)
    assert response.redirect_chain == [(page_of(good), 302)]
    assert told(response) == [
        "Sign-in and leavers is answered. P2 stays 97.4, P3 94.0 to 88.0; "
        "the computed verdict goes from approved to conditional."
    ]
    answer = Answer.objects.get(offering=good, criterion="identity_sso", superseded_at=None)
    assert (answer.value, answer.note, answer.recorded_by) == (
        "sso_available", "Clause 4.", client.person,
    )  # fmt: skip
    assert AuditEntry.objects.latest("pk").act == "answered"


def test_a_knock_out_suspends_and_the_page_says_so_loudly(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    response = log_in("analyst").post(
        page_of(approved, "answers/trains_on_inputs/"), said(now, value="always"), follow=True
    )
    alarm, done = list(response.context["messages"])
    assert alarm.level_tag == "error"
    assert "SUSPENDED" in str(alarm)
    assert "from approved to banned" in str(done)
    assert told_on(approved, local_day(now)).reason.value == "suspended"
    assert Review.objects.filter(offering=approved, state="open").exists()
    assert "<strong>Suspended.</strong>" in response.content.decode()


def test_every_error_is_shown_at_its_field_and_nothing_is_written(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    entries = AuditEntry.objects.count()
    tomorrow = now.date() + timedelta(days=1)
    wrong = said(
        now,
        value="",
        title="",
        kind="rumour",
        url="ftp://x.example",
        seen_on=tomorrow,
        undated="on",
        document_date=now.date(),
    )
    response = log_in("analyst").post(page_of(good, "answers/identity_sso/"), wrong)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert set(errors) == {"value", "title", "kind", "url", "seen_on", "undated"}
    assert told(response) == []
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("criterion", "value", "wrong"),
    [
        ("breach_notice_days", "3", "-1"),
        ("breach_notice_days", "9999", "soon"),
        ("pen_test_date", "2026-05-31", "31 May"),
        ("pen_test_date", "2026-05-31", "2999-01-01"),
        ("identity_sso", "sso_scim_enforced", "sometimes"),
    ],
)
def test_numbers_days_and_choices_are_taken_and_everything_else_is_refused(
    criterion: str, value: str, wrong: str, log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, f"answers/{criterion}/")
    refused = client.post(url, said(now, value=wrong))
    assert set(refused.context["form"].errors) == {"value"}
    assert client.post(url, said(now, value=value)).status_code == 302
    held = Answer.objects.get(offering=good, criterion=criterion, superseded_at=None)
    assert str(held.value) == value


def test_the_form_shows_the_answer_in_force_to_be_read_again_today(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    response = log_in("analyst").get(page_of(good, "answers/pen_test_date/"))
    form = response.context["form"]
    assert (form["value"].value(), form["title"].value()) == (
        now.date().isoformat(), "Order form and data addendum",
    )  # fmt: skip
    assert form["seen_on"].value() == local_day(now)
    assert "In force now" in response.content.decode()


def test_the_choices_come_in_words_with_their_worth(log_in: LogIn, good: Offering) -> None:
    page = log_in("analyst").get(page_of(good, "answers/trains_on_inputs/")).content.decode()
    assert "No by default, but only a policy says so" in page
    assert "in part, 60 % of its points" in page
    assert "knock-out: bans" in page


def test_an_answer_is_withdrawn_with_a_reason(log_in: LogIn, good: Offering, now: datetime) -> None:
    client, url = log_in("analyst"), page_of(good, "answers/encryption/withdraw/")
    assert client.post(url, {"because": " "}).context["form"].errors["because"]
    response = client.post(url, {"because": "Another product."}, follow=True)
    assert "from approved to not vetted" in told(response)[0]
    assert not good.answers.filter(criterion="encryption", superseded_at=None).exists()
    gone = client.post(url, {"because": "Again."})
    assert "no answer to withdraw" in str(gone.context["form"].errors)


def test_a_question_that_is_not_asked_of_this_kind_is_not_found(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    local = make_offering("local", kind="local_device", now=now)
    for url in (page_of(good, "answers/no_such/"), page_of(local, "answers/pen_test_date/")):
        assert client.get(url).status_code == 404
        assert client.post(url, said(now, value=date(2026, 1, 1))).status_code == 404
