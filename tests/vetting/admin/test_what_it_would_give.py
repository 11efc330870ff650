"""What a change would give, shown before it is saved: with a script, without one, and in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.builders import KNOCK_OUT, answer_all, make_offering, proof
from tests.vetting.admin.conftest import LogIn, page_of
from tests.vetting.admin.sheets import document, fields_of, only, told
from vetting.models import Answer, AuditEntry, Evidence, Offering

SSO = "identity_sso"
SHEET, SINGLE = "answers/", f"answers/{SSO}/"


def one(now: datetime, value: str, **fields: Any) -> dict[str, Any]:
    return {
        "value": value,
        "kind": "signed_agreement",
        "title": "Order form",
        "seen_on": now.date().isoformat(),
        **fields,
    }


def counts() -> list[int]:
    return [model.objects.count() for model in (Answer, Evidence, AuditEntry)]


@pytest.mark.parametrize("page", [SHEET, SINGLE])
def test_it_says_scores_verdict_conditions_and_review_and_saves_nothing(
    page: str, log_in: LogIn, approved: Offering, now: datetime
) -> None:
    client, url, before = log_in("analyst"), page_of(approved, page), counts()
    sent = only(approved, identity_sso="sso_available") if page == SHEET else one(
        now, "sso_available"
    )  # fmt: skip
    shown = client.post(url, {**sent, "show": "fragment"}).content.decode()
    assert "<html" not in shown
    for text in (
        "Not saved yet. P2 stays 97.4, P3 94.0 to 88.0; "
        "the computed verdict goes from approved to conditional.",
        "was approved",
        "approval from 75",
        "Saving would open a review.",
        "Conditions gained",
        "Enforce single sign-on with multi-factor authentication before inviting users",
        "Up to unreleased material",
        "Every question that a verdict needs is answered.",
    ):
        assert text in shown
    assert counts() == before
    client.post(url, sent)
    assert "P3 94.0 to 88.0" in told(client.get(page_of(approved)))[0]


def test_a_stop_is_foretold_in_plain_words(log_in: LogIn, approved: Offering) -> None:
    client, url = log_in("analyst"), page_of(approved, SHEET)
    shown = client.post(url, {**only(approved, **KNOCK_OUT), "show": "fragment"}).content.decode()
    assert "Saving would suspend it at once." in shown
    page = client.get(page_of(approved, "answers/encryption/withdraw/")).content.decode()
    assert "Saving would suspend it at once." in page


def test_what_is_still_needed_is_linked(log_in: LogIn, now: datetime) -> None:
    new = make_offering(now=now)
    client, url = log_in("analyst"), page_of(new, SHEET)
    sent = only(new, encryption="rest_transit", audit_log="none")
    sent |= document(now) | {"q-audit_log-proof": "n2", "show": "fragment"}
    shown = client.post(url, sent).content.decode()
    assert "Still needed for any verdict (11)" in shown
    assert '<a href="#q-trains_on_inputs">' in shown
    assert "Changed, but not complete" in shown
    assert '<a href="#q-audit_log">' in shown
    there = client.post(page_of(new, SINGLE), {"show": "fragment"}).content.decode()
    assert f'href="{url}#q-trains_on_inputs"' in there


@pytest.mark.parametrize("page", [SHEET, SINGLE])
def test_without_a_script_a_button_shows_it_and_keeps_what_was_typed(
    page: str, log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url, before = log_in("analyst"), page_of(good, page), counts()
    prefix = f"q-{SSO}-" if page == SHEET else ""
    sent = fields_of(client.get(url)) | {f"{prefix}value": "sso_available", f"{prefix}note": "Hm."}
    shown = client.post(url, {**sent, "show": "page"})
    assert '<span class="quiet">was 94.0</span>' in shown.content.decode()
    assert fields_of(shown) == sent
    assert counts() == before


def test_one_answer_rests_on_a_document_that_is_kept_already(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"encryption": "rest_transit"}, now=now, evidence=proof(title="Report"))
    report = Evidence.objects.get(title="Report")
    client, url, evidence = log_in("analyst"), page_of(good, SINGLE), Evidence.objects.count()
    blank = {"kind": "", "title": "", "seen_on": ""}
    sent = one(now, "sso_enforced", proof=f"e{report.pk}") | blank
    assert client.post(url, sent).status_code == 302
    assert good.answers.get(criterion=SSO, superseded_at=None).evidence == report
    assert Evidence.objects.count() == evidence
    unknown = client.post(url, one(now, "sso_enforced", proof="e999999"))
    assert "Choose one of the documents" in str(unknown.context["form"].errors["proof"])
