"""Adding evidence with or without a file, and letting answers rest on it: whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.builders import (
    GOOD,
    NOW,
    TODAY,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    proof,
    told,
)
from tests.files import PDF, PNG
from vetting.models import Answer, AuditEntry, Evidence, Offering
from vetting.scoring.vocabulary import StatusReason
from vetting.services.answers import record_answer
from vetting.services.audit import broken_links
from vetting.services.evidence import Rested, add_evidence, rest_answers
from vetting.services.file_kinds import Upload
from vetting.services.file_store import FileGone, kept_file, opened
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

TERMS = {"kind": "published_terms", "title": "Terms", "url": "https://acme.example/terms"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield settings.EVIDENCE_DIR
    named = set(Evidence.objects.exclude(file_key="").values_list("file_key", flat=True))
    assert files() == named, "a file without a row, or a row without its file"


def files() -> set[str]:
    held = Path(settings.EVIDENCE_DIR)
    return {path.name for path in held.iterdir()} if held.exists() else set()


def add(upload: Upload | None = None, by: Any = None, **fields: Any) -> Rested:
    rest = {name: fields.pop(name) for name in ("for_answers", "because") if name in fields}
    given = proof(**{**TERMS, "undated": True, **fields})
    return add_evidence(given=given, by=by or make_user("analyst"), now=NOW, upload=upload, **rest)


def keys(offering: Offering, *criteria: str) -> list[int]:
    rows = Answer.objects.filter(offering=offering, superseded_at=None, criterion__in=criteria)
    return list(rows.values_list("pk", flat=True))


def test_a_file_is_kept_privately_under_a_name_made_by_chance(folder: Path) -> None:
    rosa = make_user("analyst")
    row = add(Upload("C:\\docs\\Terms.pdf", PDF), by=rosa, url="").evidence
    assert (row.file_name, row.file_type, row.file_size) == (
        "Terms.pdf",
        "application/pdf",
        len(PDF),
    )
    assert row.file_sha256 == hashlib.sha256(PDF).hexdigest()
    assert (row.added_by, row.created_at, row.counts_until) == (rosa, NOW, date(2027, 3, 1))
    kept = folder / row.file_key
    assert kept.read_bytes() == PDF
    assert "erms" not in row.file_key
    assert (folder.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)
    with opened(row) as file:
        assert file.read() == PDF
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_kind, entry.after["file_sha256"]) == (
        "added", "evidence", row.file_sha256,
    )  # fmt: skip


def test_the_fingerprint_of_a_statement_has_the_file_in_it() -> None:
    marks = {proof().fingerprint(), proof(file_sha256="a").fingerprint()}
    assert len(marks | {proof(file_sha256="b").fingerprint()}) == 3
    # As it has always been where there is no file.
    assert proof().fingerprint().startswith("1c5f6a0e")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": " "}, ("title", "Say what the document is called.")),
        ({"url": ""}, ("url", "Give the address where it can be read, or send the file.")),
        (
            {"undated": False},
            ("document_date", "Give its date, or say that it carries none."),
        ),
        (
            {"seen_on": at(1).date()},
            ("seen_on", "2026-09-02 is in the future; give the day it was read."),
        ),
        ({"url": "https://not a host/"}, ("url", "Enter a valid URL.")),
    ],
)
def test_what_is_no_evidence_is_refused_at_its_field(fields: Any, problem: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        add(**fields)
    assert refused.value.problems == [problem]
    assert not Evidence.objects.exists()


def test_what_we_saw_ourselves_needs_no_document() -> None:
    assert add(kind="own_verification", url="").evidence.counts_until == date(2026, 11, 30)


def test_a_refused_file_leaves_nothing_behind() -> None:
    with pytest.raises(Refused) as refused:
        add(Upload("terms.pdf", PNG))
    assert refused.value.problems[0][0] == "file"
    assert files() == set()


def test_an_act_that_breaks_off_leaves_no_file_behind() -> None:
    class Stopped(Exception):
        """The power went off."""

    with pytest.raises(Stopped), kept_file(Upload("terms.pdf", PDF)):
        assert len(files()) == 1
        raise Stopped
    assert files() == set()
    with pytest.raises(Refused):
        add(Upload("terms.pdf", PDF), kind="third_party", seen_on=date(2026, 1, 1), for_answers=[1])
    assert (files(), Evidence.objects.exists()) == (set(), False)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_never_written_inside_a_transaction_that_could_still_fail() -> None:
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="durable"),
        kept_file(Upload("terms.pdf", PDF)),
    ):
        pass
    assert files() == set()


def test_a_folder_that_takes_no_files_is_a_refusal(folder: Path) -> None:
    folder.parent.joinpath("evidence").write_text("no folder")
    with pytest.raises(Refused) as refused:
        add(Upload("terms.pdf", PDF))
    assert "takes no files just now" in refused.value.problems[0][1]
    folder.unlink()


def test_the_same_bytes_are_kept_once() -> None:
    first = add(Upload("terms.pdf", PDF)).evidence
    with pytest.raises(Refused) as refused:
        add(Upload("again.pdf", PDF), title="Other title")
    assert refused.value.problems == [
        ("file", "This very file is kept already as “Terms”; let the answers rest on that one.")
    ]
    other = add(Upload("again.pdf", PDF), kind="signed_agreement").evidence
    assert (other.file_key, other.file_name) == (first.file_key, "again.pdf")
    assert files() == {first.file_key}


def test_a_file_that_was_changed_or_is_missing_is_never_handed_out(folder: Path) -> None:
    row = add(Upload("terms.pdf", PDF)).evidence
    (folder / row.file_key).write_bytes(PDF + b"x")
    with pytest.raises(FileGone, match="is not the one that was kept"):
        opened(row)
    (folder / row.file_key).unlink()
    with pytest.raises(FileGone, match="missing"):
        opened(row)
    (folder / row.file_key).write_bytes(PDF)


def test_the_same_statement_twice_is_one_proof_and_one_entry() -> None:
    assert add().evidence == add().evidence
    assert AuditEntry.objects.count() == 1


def test_answers_rest_on_it_at_once_and_keep_their_values_and_notes() -> None:
    offering = make_offering()
    answer_all(offering, now=at(-1))
    rosa = make_user("analyst")
    ticked = keys(offering, "audit_log", "identity_sso")
    done = add(Upload("t.pdf", PDF), by=rosa, for_answers=ticked, because="Newer terms.")
    assert [answer.criterion for answer in done.moved] == ["identity_sso", "audit_log"]
    now = Answer.objects.filter(superseded_at=None, evidence=done.evidence)
    assert {a.criterion: a.value for a in now} == {
        key: GOOD[key] for key in ("audit_log", "identity_sso")
    }
    assert {(a.origin, a.recorded_by, a.recorded_at) for a in now} == {("desk", rosa, NOW)}
    old = Answer.objects.filter(pk__in=ticked)
    assert {(a.superseded_at, a.superseded_by) for a in old} == {(NOW, "desk")}
    entry = AuditEntry.objects.get(act="moved answers to other evidence")
    assert (entry.subject, entry.because) == (str(offering), "Newer terms.")
    assert entry.after["audit_log"][:3] == ["exportable", "Terms", done.evidence.pk]
    assert broken_links() == []


def test_an_answer_that_somebody_changed_meanwhile_is_left_as_it_is() -> None:
    offering = make_offering()
    answer_all(offering, now=at(-1))
    ticked = keys(offering, "audit_log", "identity_sso")
    record_answer(
        offering=offering, criterion="audit_log", value="none", evidence=proof(), by=None, now=NOW
    )
    done = add(for_answers=ticked)
    assert [a.criterion for a in done.moved] == ["identity_sso"]
    assert [a.criterion for a in done.left] == ["audit_log"]
    assert Answer.objects.get(criterion="audit_log", superseded_at=None).value == "none"


def test_a_proof_too_weak_for_a_gating_answer_stops_what_is_published() -> None:
    offering = make_decided("chat", now=at(-1))
    done = add(kind="vendor_email", for_answers=keys(offering, "trains_on_inputs"))
    assert done.moved[0].criterion == "trains_on_inputs"
    assert told(offering).reason is StatusReason.SUSPENDED


def test_no_answer_can_rest_on_what_counts_no_more() -> None:
    offering = make_offering()
    answer_all(offering)
    old = add(seen_on=TODAY - timedelta(days=400)).evidence
    with pytest.raises(Refused, match="It counted until 2026-01-28"):
        rest_answers(
            evidence=old, for_answers=keys(offering, "audit_log"), by=make_user("analyst"), now=NOW
        )


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator"])
def test_only_an_analyst_adds_evidence(role: str) -> None:
    with pytest.raises(Refused, match="ask an analyst"):
        add(by=make_user(role))
    with pytest.raises(Refused, match="ask an analyst"):
        rest_answers(evidence=Evidence(), for_answers=[], by=make_user(role), now=NOW)


def test_an_answer_changed_in_a_form_without_files_keeps_the_file() -> None:
    offering = make_offering()
    answer_all(offering, now=at(-1))
    kept = add(Upload("t.pdf", PDF), for_answers=keys(offering, "audit_log")).evidence
    again = proof(**{**TERMS, "undated": True, "seen_on": at(1).date()})
    said = {"offering": offering, "criterion": "audit_log", "value": "none", "by": None}
    record_answer(evidence=again, now=at(1), **said)
    now = Answer.objects.get(criterion="audit_log", superseded_at=None).evidence
    assert now is not None
    assert (now.seen_on, now.file_sha256) == (at(1).date(), kept.file_sha256)
    record_answer(evidence=proof(title="Other"), now=at(2), **said)
    other = Answer.objects.get(criterion="audit_log", superseded_at=None).evidence
    assert other is not None
    assert other.file_key == ""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE vetting_evidence SET title = 'x'",
        "UPDATE vetting_evidence SET file_sha256 = 'x'",
        "DELETE FROM vetting_evidence",
    ],
)
def test_the_database_itself_keeps_a_statement_as_it_was_made(sql: str) -> None:
    add()
    with (
        pytest.raises(Exception, match="evidence is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    Evidence.objects.update(counts_until=TODAY)
