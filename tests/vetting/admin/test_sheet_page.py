"""All questions on one sheet: one save is one act, on documents that are entered once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    GOOD,
    GOOD_LOCAL,
    KNOCK_OUT,
    answer_all,
    make_offering,
    make_tool,
    make_vendor,
    proof,
)
from tests.vetting.admin.conftest import LogIn, page_of
from tests.vetting.admin.sheets import answered, document, fields_of, only, told
from vetting.models import Answer, AuditEntry, Evidence, Offering
from vetting.scoring.status import Status
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on

SHEET = "answers/"


@pytest.fixture
def new(db: Any, now: datetime) -> Offering:
    return make_offering("studio-chat-enterprise", now=now)


def status_of(offering: Offering, now: datetime) -> Status:
    return told_on(offering, local_day(now))


def held(offering: Offering) -> dict[str, Answer]:
    return {answer.criterion: answer for answer in offering.answers.filter(superseded_at=None)}


def all_good(now: datetime) -> dict[str, str]:
    return answered(**GOOD | {"pen_test_date": now.date()})


def test_a_new_offering_is_answered_from_scratch_on_one_document(
    log_in: LogIn, new: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(new, SHEET)
    sent = {**fields_of(client.get(url)), **document(now), **all_good(now)}
    sent |= {"q-encryption-note": "Annex 2", "q-encryption-confidence": "high"}
    sent |= {"because": "First vetting."}
    response = client.post(url, sent, follow=True)
    assert told(response) == [
        "24 answers saved. P2 0.0 to 97.4, P3 0.0 to 94.0; "
        "the computed verdict goes from not vetted to approved."
    ]
    answers = held(new)
    assert {key: answer.value for key, answer in answers.items()} == {
        key: str(now.date()) if key == "pen_test_date" else value for key, value in GOOD.items()
    }
    assert {answer.evidence for answer in answers.values()} == {Evidence.objects.get()}
    assert (answers["encryption"].note, answers["encryption"].confidence) == ("Annex 2", "high")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because, entry.by) == ("answered", "First vetting.", client.person)


def test_only_what_was_changed_is_recorded(log_in: LogIn, good: Offering, now: datetime) -> None:
    client, url, before = log_in("analyst"), page_of(good, SHEET), held(good)
    sent = fields_of(client.get(url)) | answered(identity_sso="sso_available")
    client.post(url, sent | {"q-audit_log-note": "Seen in the console."})
    after = held(good)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"identity_sso", "audit_log"}
    assert after["identity_sso"].evidence == before["identity_sso"].evidence
    assert AuditEntry.objects.latest("pk").after.keys() == changed


def test_a_sheet_that_is_sent_as_it_came_changes_nothing(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    quoted = proof(title='Acme\'s "terms" & more')
    answer_all(good, {"encryption": "rest_transit"}, now=now, evidence=quoted)
    good.answers.filter(criterion="encryption").update(note="Two\nlines. ")
    client, url, entries = log_in("analyst"), page_of(good, SHEET), AuditEntry.objects.count()
    sent = fields_of(client.get(url))
    sent["q-encryption-note"] = sent["q-encryption-note"].replace("\n", "\r\n")
    assert client.post(url, sent).status_code == 302
    assert AuditEntry.objects.count() == entries


def test_what_blocks_a_verdict_comes_first_in_its_group(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    for criterion in ("public_by_default", "encryption"):
        good.answers.filter(criterion=criterion).update(
            superseded_at=now, superseded_by=Answer.Origin.DESK
        )
    page = log_in("analyst").get(page_of(good, SHEET)).content.decode()
    order = re.findall(r'<section class="panel asked[^"]*" id="q-(\w+)"', page)
    assert (order[0], order[13]) == ("public_by_default", "encryption")
    assert page.count("blocks a verdict</span>") == 2
    assert sorted(order) == sorted(GOOD)


def test_each_question_says_what_its_choices_are_worth_and_do(log_in: LogIn, new: Offering) -> None:
    page = log_in("analyst").get(page_of(new, SHEET)).content.decode()
    for text in (
        "May the vendor, or any model provider behind it, train",
        "in part, 60 % of its points",
        "knock-out: bans",
        "Keep the training switch off.",
        "Nobody has answered this yet.",
    ):
        assert text in page


def test_all_errors_are_told_at_once_nothing_is_written_and_all_that_was_typed_stays(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(good, SHEET)
    counts = (Answer.objects.count(), Evidence.objects.count(), AuditEntry.objects.count())
    sent = fields_of(client.get(url)) | answered(
        identity_sso="sso_enforced", breach_notice_days=-1, pen_test_date="2999-01-01"
    )
    sent |= document(now, 1, url="ftp://x", document_date=now.date(), undated="on", seen_on="soon")
    sent |= document(now, 2, title="Read, but used nowhere")
    sent |= {"q-identity_sso-proof": "n1", "q-identity_sso-note": "Half a thought"}
    sent |= {"q-retention_days_inputs-value": "", "q-audit_log-proof": "e999999"}
    response = client.post(url, sent)
    assert response.status_code == 200
    sheet = response.context["form"]
    assert {question.criterion.key: set(question.errors) for question in sheet.wrong} == {
        "retention_days_inputs": {"value"},
        "identity_sso": {"proof"},
        "audit_log": {"proof"},
        "pen_test_date": {"value"},
        "breach_notice_days": {"value"},
    }
    assert set(sheet.documents[0].errors) == {"url", "undated", "seen_on"}
    assert "No answer rests on this document" in str(sheet.documents[1].errors)
    again = fields_of(response)
    kept = [f"q-identity_sso-{name}" for name in ("value", "note", "proof")]
    kept += ["n1-url", "n2-title"]
    assert {name: again[name] for name in kept} == {name: sent[name] for name in kept}
    assert again["q-breach_notice_days-value"] == "-1"
    now_there = (Answer.objects.count(), Evidence.objects.count(), AuditEntry.objects.count())
    assert now_there == counts


def test_an_answer_without_any_document_is_refused(
    log_in: LogIn, new: Offering, now: datetime
) -> None:
    client, url, sent = log_in("analyst"), page_of(new, SHEET), only(new, encryption="none")

    def why(**changes: str) -> str:
        return client.post(url, {**sent, **changes, "show": "fragment"}).content.decode()

    assert "not complete: New document 1." in why()
    assert "Choose the document that this answer rests on." in why(usual="")
    assert "answers nothing" in why(**{"q-encryption-value": "", "q-encryption-note": "Hm."})
    assert client.post(url, sent | {"because": "w" * 501}).status_code == 200
    assert not held(new)
    assert client.post(url, sent | document(now)).status_code == 302


def test_answers_rest_on_documents_that_other_offerings_of_the_vendor_brought(
    log_in: LogIn, new: Offering, now: datetime
) -> None:
    sister = make_offering("studio-chat-team", now=now)
    cousin = make_offering("studio-pix-team", tool=make_tool("studio-pix"), now=now)
    stranger = make_offering(
        "other", tool=make_tool("other-tool", vendor=make_vendor("other")), now=now
    )
    for offering in (sister, cousin, stranger):
        shown = proof(title=f"Terms of {offering.slug}", seen_on=now.date())
        answer_all(offering, KNOCK_OUT, evidence=shown, now=now)
    client, url = log_in("analyst"), page_of(new, SHEET)
    page = client.get(url)
    basket = page.context["basket"]
    assert [(s.label, [d.row.title for d in s.documents]) for s in basket.shelves] == [
        ("Other offerings of Studio Chat", ["Terms of studio-chat-team"]),
        ("Other tools of Acme", ["Terms of studio-pix-team"]),
    ]
    one = Evidence.objects.get(title="Terms of studio-chat-team")
    sent = only(new, encryption="rest_transit") | {"q-encryption-proof": f"e{one.pk}"}
    foreign = Evidence.objects.get(title="Terms of other")
    sent_foreign = {**sent, "q-encryption-proof": f"e{foreign.pk}", "show": "fragment", "usual": ""}
    assert "Choose the document" in client.post(url, sent_foreign).content.decode()
    assert client.post(url, sent).status_code == 302
    assert held(new)["encryption"].evidence == one


def test_a_knock_out_on_the_sheet_is_told_loudly(
    log_in: LogIn, approved: Offering, now: datetime
) -> None:
    client, url = log_in("analyst"), page_of(approved, SHEET)
    stayed = client.post(url, {**only(approved, **KNOCK_OUT), "stay": "yes"})
    assert stayed.headers["Location"] == url
    alarm, done = told(client.get(page_of(approved)))
    assert "SUSPENDED" in alarm
    assert done.startswith("1 answer saved.")
    assert not status_of(approved, now).usable


def test_a_local_tool_is_asked_only_what_concerns_it(log_in: LogIn, now: datetime) -> None:
    local = make_offering("local", kind="local_device", now=now)
    page = log_in("analyst").get(page_of(local, SHEET))
    asked = {row.criterion.key for p in page.context["parts"] for row in p.group.rows}
    assert asked == set(GOOD_LOCAL)


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator"])
def test_only_analysts_see_the_sheet(role: str, log_in: LogIn, new: Offering) -> None:
    client, url = log_in(role), page_of(new, SHEET)
    assert client.get(url).status_code == 403
    assert client.post(url, {"show": "fragment"}).status_code == 403
    assert "Answer the questions" not in client.get(page_of(new)).content.decode()


def test_nobody_posts_from_elsewhere_or_without_logging_in(log_in: LogIn, new: Offering) -> None:
    url, strict = page_of(new, SHEET), Client(enforce_csrf_checks=True)
    assert strict.post(url, {"show": "fragment"}).status_code == 403
    strict.force_login(log_in("analyst").person)
    assert strict.post(url, {"show": "fragment"}).status_code == 403
    assert "/login/" in Client().get(url).headers["Location"]


def test_the_offerings_page_leads_to_the_sheet(log_in: LogIn, good: Offering) -> None:
    page = log_in("analyst").get(page_of(good)).content.decode()
    assert page.count(f'href="{page_of(good, SHEET)}"') == 2


def test_the_queries_of_the_sheet_do_not_grow(
    log_in: LogIn, new: Offering, now: datetime, django_assert_num_queries: Any
) -> None:
    client, url = log_in("analyst"), page_of(new, SHEET)
    answer_all(new, KNOCK_OUT, now=now)
    client.get(url)
    # Who it is and what they may do (4), the offering; policy, answers; documents of its own, of
    # its kin and of nobody; what it gives: policy twice, answers, decision; the status told.
    expected = 15
    with django_assert_num_queries(expected):
        client.get(url)
    for number in range(4):
        sister = make_offering(f"sister-{number}", now=now)
        for offering in (new, sister):
            evidence = proof(title=f"{offering.slug} {number}", seen_on=now.date())
            some = dict(list(GOOD.items())[number : number + 2])
            answer_all(offering, some, evidence=evidence, now=now)
    with django_assert_num_queries(expected):
        client.get(url)
