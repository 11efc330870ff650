"""Answers from a file: whole answers with their evidence, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import NOW, TODAY, make_decided, make_user, open_review_of, told
from tests.vetting.services.exchange.conftest import as_file
from vetting.models import Answer, AuditEntry, Evidence, Offering
from vetting.scoring.vocabulary import Verdict
from vetting.services.exchange.exports import file_rows
from vetting.services.exchange.importing import foresee, plan_import
from vetting.services.exchange.plans import Plan

pytestmark = pytest.mark.django_db

SLUG = "studio-chat-enterprise"
ROW = {
    "offering": SLUG, "criterion": "audit_log", "value": "console_only",
    "evidence_kind": "published_terms", "evidence_title": "Terms", "evidence_url": "",
    "document_date": "2026-05-01", "undated": "no", "seen_on": "2026-08-30", "expires_on": "",
    "note": "Clause 4", "confidence": "high",
}  # fmt: skip


def current(offering: Offering, criterion: str) -> Answer:
    rows = offering.answers.select_related("evidence")
    return rows.get(criterion=criterion, superseded_at=None)


def wrong(plan: Plan) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in plan.problems]


def test_an_answer_supersedes_the_old_one_with_its_evidence(
    good: Offering, planned: Callable[..., Plan], imported: Callable[..., Any]
) -> None:
    plan = planned("answer", [ROW])
    changes = {change.name: change.shown for change in plan.rows[0].changes}
    assert changes["value"] == ("Yes, and it can be exported", "Only on the vendor's pages")
    assert changes["evidence_kind"] == ("signed_agreement", "published_terms")
    imported("answer", [ROW])
    answer = current(good, "audit_log")
    assert (answer.value, answer.note, answer.confidence) == ("console_only", "Clause 4", "high")
    assert answer.evidence is not None
    assert (answer.evidence.kind, answer.evidence.title) == ("published_terms", "Terms")
    assert good.answers.filter(criterion="audit_log").count() == 2
    acts = list(AuditEntry.objects.order_by("-pk").values_list("act", "because")[:2])
    assert acts == [("imported a file", ""), ("answered", "Imported file x")]


def test_rows_of_one_offering_are_one_act_on_one_proof(
    good: Offering, imported: Callable[..., Any]
) -> None:
    before = AuditEntry.objects.filter(act="answered").count()
    imported(
        "answer",
        [ROW, {**ROW, "criterion": "retention_days_inputs", "value": "7"},
         {**ROW, "criterion": "pen_test_date", "value": "2026-03-01"}],
    )  # fmt: skip
    assert AuditEntry.objects.filter(act="answered").count() == before + 1
    assert Evidence.objects.filter(title="Terms").count() == 1
    assert current(good, "retention_days_inputs").value == 7
    assert current(good, "pen_test_date").value == "2026-03-01"


def test_an_answer_may_be_given_in_its_words(good: Offering, imported: Callable[..., Any]) -> None:
    imported("answer", [{**ROW, "value": "NO LOG"}])
    assert current(good, "audit_log").value == "none"


def test_every_error_of_every_row_is_told_at_its_column(
    good: Offering, planned: Callable[..., Plan]
) -> None:
    plan = planned(
        "answer",
        [
            {**ROW, "offering": "nobody", "criterion": "nothing"},
            {**ROW, "value": "perhaps", "confidence": "very", "seen_on": "2030-01-01"},
            {
                **ROW,
                "value": "",
                "evidence_title": "",
                "evidence_kind": "hearsay",
                "undated": "yes",
            },
            {**ROW, "criterion": "egress_control", "value": "verified_no_egress"},
            {**ROW, "criterion": "retention_days_inputs", "value": "1234567", "undated": "?"},
            {**ROW, "undated": "yes"},
        ],
    )
    assert wrong(plan) == [
        (1, "offering"), (1, "criterion"),
        (2, "confidence"), (2, "value"), (2, "seen_on"),
        (3, "value"), (3, "evidence_title"), (3, "criterion"), (3, "evidence_kind"), (3, "undated"),
        (4, "value"),
        (5, "undated"), (5, "value"),
        (6, "criterion"), (6, "undated"),
    ]  # fmt: skip


def test_a_knock_out_suspends_at_once_and_the_preview_says_so(analyst: Any) -> None:
    offering = make_decided(SLUG)
    rows = [{**ROW, "criterion": "trains_on_inputs", "value": "always"}]
    plan = plan_import(what="answer", content=as_file(rows), by=analyst, now=NOW)
    entries = AuditEntry.objects.count()
    outcome = foresee(plan, by=analyst, now=NOW)
    assert outcome.suspended == outcome.reviews == [offering.full_name]
    assert AuditEntry.objects.count() == entries
    assert told(offering).verdict is Verdict.APPROVED


def test_better_answers_publish_nothing(imported: Callable[..., Any]) -> None:
    offering = make_decided(SLUG, Verdict.CONDITIONAL)
    imported("answer", [{**ROW, "criterion": "identity_sso", "value": "sso_scim_enforced"}])
    assert offering.assessments.get(superseded_at=None).verdict == Verdict.APPROVED
    assert told(offering).verdict is Verdict.CONDITIONAL
    assert open_review_of(offering) is None


def test_an_export_of_answers_reads_back_unchanged(good: Offering, analyst: Any) -> None:
    columns, rows = file_rows("answer", Answer.objects.all(), TODAY)
    listed = [dict(zip(columns, row, strict=True)) for row in rows]
    for form in ("csv", "xlsx"):
        content = as_file(listed, form)
        plan = plan_import(what="answer", content=content, by=analyst, now=NOW)
        assert (plan.unchanged, plan.rows, plan.problems) == (len(listed), [], []), form


def test_a_file_without_rows_or_without_the_right_says_so(
    good: Offering, planned: Callable[..., Plan]
) -> None:
    plan = planned("answer", [ROW], by=make_user("approver"))
    assert plan.problems[0].why == "You may not record answers; ask an analyst."
