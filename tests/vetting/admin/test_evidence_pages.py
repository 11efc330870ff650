"""The pages about evidence: add it with a file, see what rests on it, use it, reconfirm it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import ONE_CONDITION, answer_all, make_offering, make_user, proof
from tests.files import PDF, PNG
from tests.vetting.admin.conftest import LogIn
from vetting.models import Answer, AuditEntry, Evidence, Offering
from vetting.services.answers import record_answer
from vetting.services.evidence import add_evidence, reconfirm
from vetting.services.file_kinds import Upload

ADD = "/admin/vetting/evidence/add/"
LIST = "/admin/vetting/evidence/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield settings.EVIDENCE_DIR


def page_of(row: Evidence, act: str = "change/") -> str:
    return f"{LIST}{row.pk}/{act}"


def said(now: datetime, **fields: Any) -> dict[str, Any]:
    stated = {"kind": "published_terms", "title": "Terms, version 4", "undated": "on"}
    return {**stated, "seen_on": now.date().isoformat(), **fields}


def pdf(name: str = "terms.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def keys(offering: Offering, *criteria: str) -> list[int]:
    rows = Answer.objects.filter(offering=offering, superseded_at=None, criterion__in=criteria)
    return list(rows.values_list("pk", flat=True))


def terms(now: datetime, days: int = 0, **fields: Any) -> Evidence:
    """Terms that somebody read so many days ago, with a file."""
    day = now.date() - timedelta(days)
    given = proof(**{"kind": "published_terms", "seen_on": day, "undated": True, **fields})
    upload = Upload("terms.pdf", PDF)
    return add_evidence(given=given, by=make_user("analyst"), now=now, upload=upload).evidence


def test_a_file_for_two_answers_at_once(log_in: LogIn, good: Offering, now: datetime) -> None:
    client = log_in("analyst")
    url = f"{ADD}?offering={good.pk}"
    shown = client.get(url).content.decode()
    assert "Audit log: Yes, and it can be exported" in shown
    ticked = keys(good, "audit_log", "identity_sso")
    response = client.post(url, said(now, file=pdf(), for_answers=ticked), follow=True)
    row = Evidence.objects.get(title="Terms, version 4")
    assert response.redirect_chain == [(page_of(row), 302)]
    kept, rests = told(response)
    assert kept.startswith("“Terms, version 4” is kept. It counts until ")
    assert rests.startswith("2 answers rest on it now. P2 stays 97.4, P3 stays 94.0")
    page = response.content.decode()
    for text in (row.file_sha256, "terms.pdf", "6 months from the day it was read.", "undated"):
        assert text in page
    assert [one.offering for one in response.context["resting"]] == [good]
    assert [a.title for a in response.context["resting"][0].answers] == [
        "Sign-in and leavers", "Audit log",
    ]  # fmt: skip


def test_every_problem_is_told_at_its_field_and_nothing_is_kept(
    log_in: LogIn, now: datetime, folder: Path, db: Any
) -> None:
    wrong = said(now, kind="rumour", title="", undated="", file=pdf(content=PNG))
    response = log_in("analyst").post(ADD, wrong)
    errors = response.context["form"].errors
    assert set(errors) == {"kind", "title", "document_date", "file"}
    assert errors["file"] == [
        "This is no PDF, whatever its name says: its content begins as something else does."
    ]
    assert "Choose the file again" in response.content.decode()
    assert (Evidence.objects.exists(), folder.exists()) == (False, False)


def test_a_file_that_is_too_large_is_refused_before_it_is_taken_in(
    log_in: LogIn, now: datetime, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = len(PDF)
    response = log_in("analyst").post(ADD, said(now, file=pdf(content=PDF + b"x")))
    form = response.context["form"]
    assert form.errors == {"file": ["The file is too large: at most 20 MB are kept."]}
    assert form["title"].value() == "Terms, version 4"


def test_the_same_file_again_is_refused_with_a_link_to_the_first(
    log_in: LogIn, now: datetime
) -> None:
    first = terms(now)
    response = log_in("analyst").post(ADD, said(now, file=pdf("other.pdf")))
    assert "is kept already" in response.context["form"].errors["file"][0]
    assert f'href="{page_of(first)}"' in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "ends", "stated"),
    [
        ({}, "", None),
        # What was only proposed is no end that the document states.
        ({"expires_on": "+180", "proposed": "+180"}, "", "None"),
        ({"expires_on": "+100", "proposed": "+180"}, "+100", "stated"),
        ({"expires_on": "+100"}, "+100", "stated"),
    ],
)
def test_only_an_end_that_somebody_gave_is_stated(
    fields: dict[str, str], ends: str, stated: str | None, log_in: LogIn, now: datetime
) -> None:
    def day(offset: str) -> str:
        return (now.date() + timedelta(int(offset))).isoformat()

    sent = {name: day(value) for name, value in fields.items()}
    log_in("analyst").post(ADD, said(now, file=pdf(), **sent))
    row = Evidence.objects.get()
    assert row.expires_on == (now.date() + timedelta(int(ends)) if ends else None)


def test_the_last_day_is_proposed_live_and_without_a_script(log_in: LogIn, now: datetime) -> None:
    client = log_in("analyst")
    asked = {"kind": "own_verification", "seen_on": now.date().isoformat()}
    last = (now.date() + timedelta(90)).isoformat()
    live = client.get(f"{LIST}until/", asked).json()
    assert live["proposed"] == last
    assert live["sentence"].endswith("90 days from the day it was read.")
    assert client.get(f"{LIST}until/", {"kind": "x"}).json()["proposed"] == ""
    response = client.post(ADD, {**asked, "propose": "1"})
    form = response.context["form"]
    assert (form["expires_on"].value(), form.errors) == (last, {})
    assert live["sentence"] in response.content.decode()
    assert not Evidence.objects.exists()


def test_an_answer_that_changed_meanwhile_is_left_and_the_page_says_so(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    row = terms(now)
    ticked = keys(good, "audit_log", "identity_sso")
    newer = proof(title="Newer", seen_on=now.date())
    record_answer(
        offering=good, criterion="audit_log", value="none", evidence=newer, by=None, now=now
    )
    url = f"{page_of(row, 'use/')}?offering={good.pk}"
    response = log_in("analyst").post(url, {"for_answers": ticked}, follow=True)
    done, left = told(response)
    assert done.startswith("1 answer rests on it now.")
    assert left.startswith("Left as somebody else saved it meanwhile: Audit log.")
    assert Answer.objects.get(criterion="audit_log", superseded_at=None).value == "none"


def test_an_offering_is_found_by_words_of_its_name(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    row, client = terms(now), log_in("analyst")
    found = client.get(page_of(row, "use/"), {"q": "enter studio"}).context["pick"].found
    assert found == [good]
    nothing = client.get(page_of(row, "use/"), {"q": "nobody"}).content.decode()
    assert "No offering has a name like that." in nothing
    empty = client.post(f"{page_of(row, 'use/')}?offering={good.pk}", {})
    assert empty.context["form"].errors["for_answers"] == ["Tick the answers that rest on it."]


def test_a_download_is_an_attachment_that_no_browser_runs(log_in: LogIn, now: datetime) -> None:
    row = terms(now)
    response = log_in("viewer").get(page_of(row, "file/"))
    assert b"".join(response.streaming_content) == PDF
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="terms.pdf"',
        "Content-Length": str(len(PDF)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert {name: response[name] for name in headers} == headers
    assert "no-store" in response["Cache-Control"]


def test_a_download_is_for_staff_with_the_right_to_read_evidence(
    log_in: LogIn, now: datetime, client: Client
) -> None:
    row = terms(now)
    assert client.get(page_of(row, "file/")).status_code == 302
    assert log_in("").get(page_of(row, "file/")).status_code == 403
    link = proof(kind="published_terms", url="https://a.example", undated=True)
    without = add_evidence(given=link, by=make_user("analyst"), now=now).evidence
    assert log_in("viewer").get(page_of(without, "file/")).status_code == 404


def test_a_file_that_is_gone_is_told_and_not_served(
    log_in: LogIn, now: datetime, folder: Path
) -> None:
    row = terms(now)
    (folder / row.file_key).write_bytes(b"something else")
    response = log_in("viewer").get(page_of(row, "file/"), follow=True)
    assert "is not the one that was kept" in told(response)[0]


def test_one_is_reconfirmed_with_one_click(log_in: LogIn, good: Offering, now: datetime) -> None:
    old = terms(now, 100)
    client = log_in("analyst")
    client.post(
        f"{page_of(old, 'use/')}?offering={good.pk}", {"for_answers": keys(good, "audit_log")}
    )
    page = client.get(page_of(old))
    assert "A published verdict keeps the last day that was decided" in page.content.decode()
    today = now.date().isoformat()
    response = client.post(f"{LIST}reconfirm/?of={old.pk}", {"seen_on": today}, follow=True)
    new = Evidence.objects.latest("pk")
    assert response.redirect_chain == [(page_of(new), 302)]
    assert "1 answer moved to the new reading." in told(response)[0]
    assert (new.file_key, new.seen_on) == (old.file_key, now.date())
    before = client.get(page_of(old)).content.decode()
    assert f"by {client.person}" in before
    assert f'href="{page_of(new)}"' in before


def test_many_are_reconfirmed_from_the_list_and_what_cannot_be_is_left_out(
    log_in: LogIn, now: datetime
) -> None:
    for number in range(3):
        stated = proof(
            kind="published_terms",
            title=f"Terms {number}",
            seen_on=now.date() - timedelta(170),
        )
        answer_all(make_offering(f"o-{number}"), ONE_CONDITION, evidence=stated, now=now)
    days = {"document_date": now.date(), "seen_on": now.date()}
    report = proof(kind="soc2_type2", title="Report", url="https://a.example", **days)
    add_evidence(given=report, by=make_user("analyst"), now=now)
    client = log_in("analyst")
    chosen = list(Evidence.objects.values_list("pk", flat=True))
    action = {"action": "reconfirm_chosen", "_selected_action": chosen, "index": "0"}
    response = client.post(LIST, action, follow=True)
    assert [line.offerings for line in response.context["renewed"]] == [
        [f"Studio Chat - O {number}"] for number in range(3)
    ]
    (left,) = response.context["left_out"]
    assert "a newer document is needed" in left.renewal.problem
    url, _ = response.redirect_chain[-1]
    sent = {"seen_on": now.date().isoformat(), "shown": response.context["form"]["shown"].value()}
    done = client.post(url, sent, follow=True)
    assert told(done) == ["3 proofs are reconfirmed. 3 answers moved to the new reading."]
    assert AuditEntry.objects.filter(act="reconfirmed evidence").count() == 3


def test_what_somebody_changed_since_the_page_was_opened_is_told(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    old = terms(now, 30)
    client = log_in("analyst")
    url = f"{page_of(old, 'use/')}?offering={good.pk}"
    client.post(url, {"for_answers": keys(good, "audit_log", "identity_sso")})
    shown = client.get(f"{LIST}reconfirm/?of={old.pk}").context["form"]["shown"].value()
    newer = proof(title="Newer", seen_on=now.date())
    record_answer(
        offering=good, criterion="audit_log", value="none", evidence=newer, by=None, now=now
    )
    sent = {"seen_on": now.date().isoformat(), "shown": shown}
    done, left = told(client.post(f"{LIST}reconfirm/?of={old.pk}", sent, follow=True))
    assert "1 answer moved" in done
    assert "Audit log" in left
    assert Answer.objects.get(criterion="audit_log", superseded_at=None).value == "none"


def test_a_refused_day_is_a_sentence_at_its_field(log_in: LogIn, now: datetime) -> None:
    old, client = terms(now, 3), log_in("analyst")
    tomorrow = (now.date() + timedelta(1)).isoformat()
    response = client.post(f"{LIST}reconfirm/?of={old.pk}", {"seen_on": tomorrow})
    assert "is in the future" in response.context["form"].errors["seen_on"][0]


def titles(client: Client, query: str) -> set[str]:
    response = client.get(f"{LIST}?{query}")
    return {row.title for row in response.context["cl"].result_list}


def test_the_list_narrows_by_last_day_date_use_and_kind(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    day = now.date()
    for title, days in (("past", 91), ("today", 90), ("soon", 65), ("later", 10)):
        seen = {"seen_on": day - timedelta(days), "undated": title == "past"}
        stated = proof(kind="own_verification", title=title, **seen)
        answer_all(make_offering(title), ONE_CONDITION, evidence=stated, now=now)
    client = log_in("viewer")
    assert titles(client, "ends=0") == {"past"} == titles(client, "dated=undated")
    assert titles(client, "ends=30") == {"today", "soon"}
    assert titles(client, "ends=90") == {"today", "soon", "later"}
    assert titles(client, "kind=own_verification") == {"past", "today", "soon", "later"}
    assert titles(client, "used=no") == set() == titles(client, "used=x")
    reconfirm(
        evidence=[Evidence.objects.get(title="soon")], seen_on=day, by=make_user("analyst"), now=now
    )
    assert titles(client, "used=no") == {"soon"}
    page = client.get(f"{LIST}?ends=0").content.decode()
    assert '<span class="flag flag-stop">out of date</span>' in page
    assert '<span class="flag">undated</span>' in page
    assert "Reconfirm: I looked" not in page


def test_the_page_costs_as_many_queries_for_many_offerings_as_for_one(
    log_in: LogIn, now: datetime
) -> None:
    stated = proof(kind="published_terms", seen_on=now.date())
    client = log_in("analyst")

    def more(count: int) -> int:
        for number in range(count):
            offering = make_offering(f"o-{count}-{number}", now=now)
            answer_all(offering, ONE_CONDITION, evidence=stated, now=now)
        with CaptureQueriesContext(connection) as seen:
            response = client.get(page_of(Evidence.objects.get()))
        assert len(response.context["resting"]) == min(25, response.context["counts"]["offerings"])
        return len(seen)

    # Session, user, permissions 2; the proof, policy, its readings 2; counts 2, offerings 3 with
    # their answers; what reading it again gains 3; the page around it 1.
    assert more(1) == more(6) <= 17


@pytest.mark.parametrize(
    ("role", "may"), [("viewer", False), ("approver", False), ("analyst", True)]
)
def test_only_an_analyst_finds_the_acts(role: str, may: bool, log_in: LogIn, now: datetime) -> None:
    row, client = terms(now, 10), log_in(role)
    page = client.get(page_of(row)).content.decode()
    assert ("Use it for answers" in page, 'name="seen_on"' in page) == (may, may)
    assert ("Add evidence" in client.get(LIST).content.decode()) is may
    reached = [
        client.get(url).status_code
        for url in (ADD, page_of(row, "use/"), f"{LIST}reconfirm/?of={row.pk}", f"{LIST}until/")
    ]
    assert reached == [200 if may else 403] * 4
