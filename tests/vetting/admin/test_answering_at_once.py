"""Two people at one question: the second is told who was faster, and what they typed stays."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import make_offering, make_user, proof
from tests.vetting.admin.conftest import LogIn, page_of
from tests.vetting.admin.sheets import answered, document, fields_of, only
from vetting.models import Answer, Evidence, Offering
from vetting.services.answers import record_answer

SSO = "identity_sso"
PAGES = ["answers/", f"answers/{SSO}/", f"answers/{SSO}/withdraw/"]


def held(offering: Offering, criterion: str = SSO) -> Answer:
    return offering.answers.get(criterion=criterion, superseded_at=None)


def somebody_answers(offering: Offering, now: datetime, criterion: str = SSO) -> None:
    value = {SSO: "mfa_only", "audit_log": "console_only"}[criterion]
    idris = make_user("analyst", first_name="Idris", last_name="Okoro")
    shown = proof(title="Seen by Idris", seen_on=now.date())
    record_answer(
        offering=offering, criterion=criterion, value=value, evidence=shown, by=idris, now=now
    )


def test_the_second_saver_of_a_sheet_is_told_at_the_question_and_saves_again_knowingly(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, "answers/")
    sent = fields_of(client.get(url)) | answered(identity_sso="sso_available", audit_log="none")
    sent |= document(now, title="My document") | {"q-audit_log-proof": "n1"}
    somebody_answers(good, now)
    kept = (Answer.objects.count(), Evidence.objects.count())
    refused = client.post(url, sent)
    (question,) = refused.context["form"].wrong
    assert question.criterion.key == SSO
    assert "Idris Okoro answered this on" in str(question.errors)
    assert "“Password and second factor”" in str(question.errors)
    assert (Answer.objects.count(), Evidence.objects.count()) == kept
    again = fields_of(refused)
    for name in ("q-identity_sso-value", "q-audit_log-value", "q-audit_log-proof", "n1-title"):
        assert again[name] == sent[name]
    assert client.post(url, again).status_code == 302
    assert (held(good).value, held(good, "audit_log").value) == ("sso_available", "none")


def test_what_somebody_else_changed_elsewhere_on_the_sheet_stays_theirs(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, "answers/")
    sent = fields_of(client.get(url)) | answered(identity_sso="sso_available")
    somebody_answers(good, now, "audit_log")
    assert client.post(url, sent).status_code == 302
    assert (held(good).value, held(good, "audit_log").value) == ("sso_available", "console_only")


def test_the_second_saver_of_one_question_is_told_and_saves_again_knowingly(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, f"answers/{SSO}/")
    sent = fields_of(client.get(url)) | {"value": "sso_available", "note": "My view."}
    somebody_answers(good, now)
    refused = client.post(url, sent)
    assert "Idris Okoro answered this on" in str(refused.context["form"].errors["value"])
    assert held(good).value == "mfa_only"
    again = fields_of(refused)
    assert (again["value"], again["note"]) == ("sso_available", "My view.")
    assert client.post(url, again).status_code == 302
    assert held(good).value == "sso_available"


def test_an_answer_that_came_meanwhile_is_not_withdrawn_unseen(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, f"answers/{SSO}/withdraw/")
    sent = fields_of(client.get(url)) | {"because": "Wrong plan."}
    somebody_answers(good, now)
    refused = client.post(url, sent)
    assert "Idris Okoro answered this on" in str(refused.context["form"].errors)
    assert held(good).value == "mfa_only"
    assert client.post(url, fields_of(refused)).status_code == 302
    assert not good.answers.filter(criterion=SSO, superseded_at=None).exists()


def test_a_look_at_what_it_would_give_tells_it_too(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, "answers/")
    sent = only(good, identity_sso="sso_available")
    somebody_answers(good, now)
    shown = client.post(url, {**sent, "show": "fragment"})
    assert "Idris Okoro answered this on" in shown.content.decode()


@pytest.mark.parametrize("page", [pytest.param(page, marks=NEEDS_MANY_WRITERS) for page in PAGES])
def test_who_is_overtaken_while_saving_is_told_as_well(
    page: str, log_in: LogIn, now: datetime
) -> None:
    """The page still looked right when it was checked; the service sees it under its lock."""
    offering = make_offering(now=now)
    shown = proof(seen_on=now.date())
    record_answer(
        offering=offering, criterion=SSO, value="sso_available", evidence=shown, by=None, now=now
    )
    client, url = log_in("analyst"), page_of(offering, page)
    sent = fields_of(client.get(url)) | {"value": "sso_enforced", "because": "Wrong."}
    sent |= answered(identity_sso="sso_enforced")

    def answer_slowly() -> None:
        with transaction.atomic():
            somebody_answers(offering, now)
            until_somebody_waits()

    def save() -> Any:
        time.sleep(0.3)
        return client.post(url, sent)

    refused = at_once(answer_slowly, save)[1]
    assert refused.status_code == 200
    assert "Idris Okoro answered this on" in refused.content.decode()
    assert held(offering).value == "mfa_only"


def until_somebody_waits(seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < ends:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
