"""The vendor's questionnaire: out, filled in, and back as claims that count for nothing yet."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from tests.builders import NOW, TODAY, answer_all, make_offering, make_user, proof, told
from tests.vetting.services.exchange.workbooks import tampered
from vetting.models import AuditEntry, Offering, Policy, VendorClaim
from vetting.scoring.vocabulary import Verdict
from vetting.services.answers import record_answer
from vetting.services.exchange.claims import MEANWHILE, accept_claims, reject_claims
from vetting.services.exchange.questionnaire import code_for
from vetting.services.exchange.questionnaire_out import questionnaire
from vetting.services.exchange.replies import open_reply, receive_reply
from vetting.services.exchange.weighing import Weighed, weighed
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

FORBIDDEN = "No: the contract forbids it"
COLUMNS = {"answer": 4, "title": 5, "link": 6, "date": 7, "remark": 8}


@pytest.fixture
def offering(db: Any) -> Offering:
    return make_offering()


def rules() -> Any:
    return Policy.objects.get(version="2026.1").rules


def sent(offering: Offering) -> bytes:
    return questionnaire(offering, "2026.1", rules())


def filled(content: bytes, answers: dict[str, Any], **first: Any) -> bytes:
    """The file as a vendor sends it back: a value, or a value with a document and so on."""
    book = load_workbook(BytesIO(content))
    for row in book["Questions"].iter_rows(min_row=2):
        said = answers.get(row[0].value, {})
        for name, value in (said if isinstance(said, dict) else {"answer": said}).items():
            row[COLUMNS[name] - 1].value = value
    for row in book["Read me first"].iter_rows():
        for name, value in first.items():
            if str(row[0].value).lower().startswith(name.replace("_", " ")):
                row[1].value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def received(offering: Offering, answers: dict[str, Any], **first: Any) -> Any:
    content = filled(sent(offering), answers, **first)
    by = make_user("analyst")
    return receive_reply(offering=offering, content=content, file_name="back.xlsx", by=by, now=NOW)


def waiting(offering: Offering) -> list[Weighed]:
    claims = VendorClaim.objects.filter(offering=offering, state="waiting")
    return weighed(offering, claims, rules(), TODAY)


def all_of(offering: Offering) -> dict[int, int | None]:
    return {one.claim.pk: one.held for one in waiting(offering)}


def accept(offering: Offering, by: Any = None) -> list[VendorClaim]:
    person = by or make_user("analyst")
    return accept_claims(
        offering=offering, chosen=all_of(offering), because="Read.", by=person, now=NOW
    )


def test_it_asks_what_applies_and_locks_everything_but_the_answers(offering: Offering) -> None:
    book = load_workbook(BytesIO(sent(offering)))
    sheet = book["Questions"]
    asked = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert asked == [c.key for c in rules().applicable(offering.deployment_kind)]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C2"
    locked = [cell.protection.locked for cell in sheet[2]]
    assert locked == [True, True, True, False, False, False, False, False]
    assert book["Choices"].sheet_state == "hidden"
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists["D2"] == "Choices!$A$1:$A$6"
    types = {v.type for v in sheet.data_validations.dataValidation}
    assert types == {"list", "whole", "date"}


def test_its_own_texts_are_no_formulas(db: Any) -> None:
    offering = make_offering(name="=1+1")
    book = load_workbook(BytesIO(sent(offering)))
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert "f" not in kinds


def test_it_comes_back_as_claims_that_count_for_nothing(offering: Offering) -> None:
    before = list(offering.assessments.values_list("pk", "p2"))
    said = {
        "trains_on_inputs": {
            "answer": FORBIDDEN, "title": "DPA", "link": "https://acme.example.com/dpa",
            "date": date(2026, 5, 1), "remark": "=See clause 4",
        },
        "retention_days_inputs": 30,
        "pen_test_date": date(2026, 3, 1),
    }  # fmt: skip
    reply = received(offering, said, filled_in_by="Kim Vendor", filled_in_on="2026-08-20")
    assert (reply.filled_in_by, reply.filled_in_on) == ("Kim Vendor", date(2026, 8, 20))
    claims = {claim.criterion: claim for claim in offering.vendor_claims.all()}
    assert claims["trains_on_inputs"].value == "contract_prohibits"
    assert claims["trains_on_inputs"].document_url == "https://acme.example.com/dpa"
    assert claims["trains_on_inputs"].remark == "=See clause 4"
    assert (claims["retention_days_inputs"].value, claims["pen_test_date"].value) == (
        30, "2026-03-01",
    )  # fmt: skip
    assert not offering.answers.exists()
    assert list(offering.assessments.values_list("pk", "p2")) == before
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after["file"]) == ("received a vendor's answers", "back.xlsx")


def test_an_accepted_claim_is_an_answer_with_the_grade_of_a_questionnaire(
    offering: Offering,
) -> None:
    reply = received(
        offering, {"trains_on_inputs": {"answer": FORBIDDEN, "title": "DPA"}, "audit_log": "No log"}
    )
    assert [one.why_not for one in waiting(offering)] == ["", ""]
    accept(offering)
    answers = {a.criterion: a for a in offering.answers.select_related("evidence")}
    evidence = answers["trains_on_inputs"].evidence
    assert evidence is not None
    assert (evidence.kind, evidence.seen_on, evidence.undated) == ("questionnaire", TODAY, True)
    assert reply.sha256[:8] in evidence.title
    assert answers["audit_log"].evidence == evidence
    assert answers["trains_on_inputs"].note == "The vendor names: DPA"
    assert {c.state for c in offering.vendor_claims.all()} == {"accepted"}
    acts = list(AuditEntry.objects.order_by("-pk").values_list("act", flat=True)[:2])
    assert acts == ["accepted a vendor's answers", "answered"]
    assert told(offering).verdict is Verdict.NOT_VETTED


def test_good_news_never_displaces_a_better_proof_but_bad_news_does(offering: Offering) -> None:
    answer_all(offering, {"trains_on_inputs": "contract_prohibits", "audit_log": "console_only"})
    received(offering, {"trains_on_inputs": FORBIDDEN, "audit_log": "No log"})
    first, second = waiting(offering)
    assert "better proven: grade A" in first.why_not
    assert second.why_not == ""
    with pytest.raises(Refused, match="better proven"):
        accept(offering)
    assert offering.answers.filter(superseded_at=None, value="console_only").exists()
    chosen = {second.claim.pk: second.held}
    by = make_user("analyst")
    accept_claims(offering=offering, chosen=chosen, because="", by=by, now=NOW)
    assert offering.answers.get(criterion="audit_log", superseded_at=None).value == "none"


def test_a_rejected_claim_needs_a_reason_and_changes_nothing(offering: Offering) -> None:
    received(offering, {"audit_log": "No log"})
    by = make_user("analyst")
    with pytest.raises(Refused, match="Say why"):
        reject_claims(offering=offering, chosen=all_of(offering), because=" ", by=by, now=NOW)
    reject_claims(
        offering=offering, chosen=all_of(offering), because="Not this plan.", by=by, now=NOW
    )
    assert not offering.answers.exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because) == ("rejected a vendor's answers", "Not this plan.")
    assert waiting(offering) == []


def test_the_second_to_judge_is_told(offering: Offering) -> None:
    received(offering, {"audit_log": "No log"})
    seen, by = all_of(offering), make_user("analyst")
    record_answer(
        offering=offering,
        criterion="audit_log",
        value="exportable",
        evidence=proof("vendor_email"),
        by=None,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        accept_claims(offering=offering, chosen=seen, because="", by=by, now=NOW)
    assert refused.value.problems == [("", MEANWHILE)]
    with pytest.raises(Refused, match="Choose at least one"):
        accept_claims(offering=offering, chosen={}, because="", by=by, now=NOW)


def test_bad_cells_are_named_and_the_others_are_taken(offering: Offering) -> None:
    content = filled(
        sent(offering),
        {
            "trains_on_inputs": "dunno",
            "retention_days_inputs": "a month",
            "pen_test_date": date(2030, 1, 1),
            "audit_log": {"answer": "No log", "link": "see our site", "date": "May"},
            "encryption": {"remark": "We do."},
            "human_review": {"answer": "=1+1"},
            "data_residency": "Known and fixed to a region we chose",
            "admin_controls": "None",
        },
    )
    found = open_reply(offering=offering, content=content, now=NOW).returned
    wrong = {refusal.cell[0] for refusal in found.refusals}
    assert wrong == {"D", "F", "G"}
    assert len(found.refusals) >= 7
    assert "“dunno” is not one of the answers to choose from." in found.refusals[0].why
    assert found.empty == 24 - 8


def test_a_later_reply_replaces_what_waits(offering: Offering) -> None:
    received(offering, {"audit_log": "No log", "trains_on_inputs": FORBIDDEN})
    received(offering, {"audit_log": "Yes, and it can be exported"})
    states = offering.vendor_claims.order_by("pk").values_list("criterion", "state")
    assert sorted(states) == [
        ("audit_log", "replaced"), ("audit_log", "waiting"), ("trains_on_inputs", "waiting"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (lambda book: book.remove(book["Questions"]), "The sheet “Questions” is missing"),
        (lambda book: book["Questions"].delete_cols(4), "The column “Your answer” is missing"),
        (lambda book: _code(book, "studio-chat-enterprise:2026.1:forged"), "is not ours"),
        (lambda book: _code(book, None), "is not ours"),
        (lambda book: None, "no answer in this file"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused(
    offering: Offering, broken: Any, why: str
) -> None:
    book = load_workbook(BytesIO(sent(offering)))
    broken(book)
    with pytest.raises(Refused, match=why):
        receive_reply(
            offering=offering, content=saved(book), file_name="x", by=make_user("analyst"), now=NOW
        )


def _code(book: Any, code: str | None) -> None:
    for row in book["Read me first"].iter_rows():
        if row[0].value == "Code":
            row[1].value = code


def test_it_is_read_back_to_the_right_offering_and_once_only(offering: Offering) -> None:
    other = make_offering("other", name="Other")
    content = filled(sent(offering), {"audit_log": "No log"})
    by = make_user("analyst")
    with pytest.raises(Refused, match=f"about {offering.full_name}, not this offering"):
        open_reply(offering=other, content=content, now=NOW)
    receive_reply(offering=offering, content=content, file_name="x", by=by, now=NOW)
    with pytest.raises(Refused, match="was read in already, on 2026-09-01"):
        open_reply(offering=offering, content=content, now=NOW)
    with pytest.raises(Refused, match="comes back as the XLSX"):
        open_reply(offering=offering, content=b"%PDF", now=NOW)
    with pytest.raises(Refused, match="macros"):
        macros = tampered(content, {"xl/vbaProject.bin": b"x"})
        open_reply(offering=offering, content=macros, now=NOW)


def test_an_older_policy_is_named_and_what_is_not_asked_any_more_refused(
    offering: Offering,
) -> None:
    book = load_workbook(BytesIO(sent(offering)))
    _code(book, code_for(offering, "2025.9"))
    sheet = book["Questions"]
    sheet["A2"].value, sheet["D2"].value = "once_asked", "Yes"
    sheet["D3"].value = FORBIDDEN
    found = open_reply(offering=offering, content=saved(book), now=NOW)
    assert found.outdated.startswith("It was made by policy 2025.9; in force is 2026.1.")
    assert [(r.cell, r.why) for r in found.returned.refusals] == [
        ("A2", "Policy 2026.1 does not ask “once_asked” (any more).")
    ]
    assert [claim.criterion for claim in found.returned.claims] == ["trains_on_outputs"]


def test_only_analysts_keep_and_judge(offering: Offering) -> None:
    content = filled(sent(offering), {"audit_log": "No log"})
    viewer = make_user("approver")
    with pytest.raises(Refused, match="ask an analyst"):
        receive_reply(offering=offering, content=content, file_name="x", by=viewer, now=NOW)
    received(offering, {"audit_log": "No log"})
    with pytest.raises(Refused, match="ask an analyst"):
        accept(offering, by=viewer)


def test_judging_costs_as_many_queries_for_twenty_claims_as_for_two(db: Any) -> None:
    counts = []
    for number, keys in enumerate((2, 20)):
        offering = make_offering(f"plan-{number}")
        asked = [
            c for c in rules().applicable(offering.deployment_kind) if c.values[0].up_to is None
        ]
        received(offering, {c.key: c.values[0].label for c in asked[:keys]})
        chosen, by = all_of(offering), make_user("analyst")
        by.has_perm("vetting.add_answer")
        with CaptureQueriesContext(connection) as seen:
            weighed(offering, offering.vendor_claims.all(), rules(), TODAY)
            accept_claims(offering=offering, chosen=chosen, because="", by=by, now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]
