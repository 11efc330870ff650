"""Reading evidence again: what it renews, what it does not, and what a catalogue file may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

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
from tests.vetting.services.catalog_file.samples import (
    answer,
    changed,
    document,
    everything,
    imported,
)
from vetting.models import Answer, Assessment, AuditEntry, Evidence, Explanation, Reconfirmation
from vetting.services.audit import broken_links
from vetting.services.evidence import Reconfirmed, reconfirm
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

FEW = {key: GOOD[key] for key in ("audit_log", "identity_sso", "encryption")}
TERMS = {"kind": "published_terms", "title": "Terms", "url": "https://acme.example/terms"}


def again(proofs: Iterable[Evidence], days: int = 30, by: Any = None, **fields: Any) -> Reconfirmed:
    fields.setdefault("seen_on", at(days).date())
    return reconfirm(evidence=list(proofs), by=by or make_user("analyst"), now=at(days), **fields)


def answered(slug: str, **evidence: Any) -> Evidence:
    """An offering whose answers all rest on terms of its own."""
    stated = proof(**{**TERMS, "title": f"Terms of {slug}", **evidence})
    answer_all(make_offering(slug), FEW, evidence=stated)
    return Evidence.objects.get(fingerprint=stated.fingerprint())


def refused(proofs: Iterable[Evidence], days: int = 30, **fields: Any) -> list[tuple[str, str]]:
    before = (Evidence.objects.count(), AuditEntry.objects.count(), Reconfirmation.objects.count())
    with pytest.raises(Refused) as refusal:
        again(proofs, days, **fields)
    after = (Evidence.objects.count(), AuditEntry.objects.count(), Reconfirmation.objects.count())
    assert before == after
    return refusal.value.problems


def test_every_answer_rests_on_the_new_reading_and_says_the_same() -> None:
    old, rosa = answered("chat"), make_user("analyst")
    before = Answer.objects.order_by("criterion").values_list("criterion", "value", "note")
    said = list(before)
    done = again([old], by=rosa, because="Looked at the page.")
    new = Reconfirmation.objects.get(evidence=old).renewed
    assert (new.title, new.url, new.seen_on) == (old.title, old.url, at(30).date())
    assert (old.counts_until, new.counts_until) == (date(2027, 3, 1), date(2027, 4, 1))
    assert (new.added_by, done.renewals[0].then) == (rosa, date(2027, 4, 1))
    now = Answer.objects.filter(superseded_at=None).order_by("criterion")
    assert list(now.values_list("criterion", "value", "note")) == said
    assert {(a.evidence_id, a.origin, a.recorded_by) for a in now} == {(new.pk, "desk", rosa)}
    assert len(done.moved) == len(FEW)
    assert '"2026-10-01"' in Explanation.objects.get().answers
    acts = list(AuditEntry.objects.order_by("-pk").values_list("act", "subject_kind", "because"))
    assert acts[:2] == [
        ("reconfirmed evidence", "offering", "Looked at the page."),
        ("reconfirmed", "evidence", "Looked at the page."),
    ]
    entry = AuditEntry.objects.get(act="reconfirmed")
    assert (entry.before["counts_until"], entry.after["counts_until"]) == (
        "2027-03-01", "2027-04-01",
    )  # fmt: skip
    assert broken_links() == []


def test_what_ran_out_counts_again_but_nothing_is_published_by_it() -> None:
    make_decided("chat")
    old = Evidence.objects.get()
    before = told(old.answers.all()[0].offering, at(900).date())
    assert before.verdict.value == "not_vetted"
    again([old], 900)
    assert Assessment.objects.get(superseded_at=None).verdict == "approved"
    assert told(old.answers.all()[0].offering, at(900).date()) == before


@pytest.mark.parametrize(
    ("fields", "days", "sentence"),
    [
        ({"kind": "soc2_type2", "document_date": TODAY}, 30, "a newer document is needed"),
        ({"kind": "iso_certificate", "undated": True}, 30, "a newer document is needed"),
        ({"expires_on": at(10).date()}, 30, "It ended by its own words on 2026-09-11"),
        ({"expires_on": at(60).date()}, 30, "until the end that it states itself"),
        ({}, 0, "It was read on 2026-09-01 already; give a later day."),
    ],
)
def test_what_reading_again_cannot_renew_is_refused(
    fields: dict[str, Any], days: int, sentence: str
) -> None:
    ((field, said),) = refused([answered("chat", **fields)], days)
    assert field == "seen_on"
    assert sentence in said


def test_a_day_to_come_or_before_the_last_reading_is_refused() -> None:
    old = answered("chat")
    assert "in the future" in refused([old], seen_on=at(31).date())[0][1]
    assert "give a later day" in refused([old], seen_on=at(-1).date())[0][1]


def test_a_reading_that_a_newer_one_replaced_is_not_renewed_again() -> None:
    old = answered("chat")
    again([old], by=make_user("analyst", username="rosa"))
    assert refused([old], 31) == [
        ("seen_on", "rosa reconfirmed it on 2026-10-01: a newer reading has taken its place.")
    ]
    again([Reconfirmation.objects.get().renewed], 31)


def test_of_many_every_one_that_cannot_be_renewed_is_named() -> None:
    fine, report = answered("a"), answered("b", kind="soc2_type2", undated=True)
    ((_, said),) = refused([fine, report])
    assert said.startswith("Terms of b: ")
    assert refused([]) == [("", "Choose the evidence that was read again.")]
    assert "At most 200" in refused([fine] * 201)[0][1]


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator"])
def test_only_an_analyst_reconfirms(role: str) -> None:
    assert "ask an analyst" in refused([answered("chat")], by=make_user(role))[0][1]


def test_it_costs_as_many_queries_for_many_as_for_one() -> None:
    one, many = answered("a"), [answered(slug) for slug in ("b", "c", "d", "e")]
    by = make_user("analyst")
    # What a person may do is asked once.
    assert by.has_perm("vetting.add_evidence")
    counts = []
    for proofs in ([one], many):
        with CaptureQueriesContext(connection) as seen:
            again(proofs, by=by)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Reconfirmation.objects.count() == 5
    entries = AuditEntry.objects.filter(act="reconfirmed evidence").count()
    assert entries == 5


def test_the_same_file_again_does_not_undo_it(tmp_path: Path) -> None:
    imported(tmp_path, document())
    again(Evidence.objects.all(), 1)
    assert set(Answer.objects.filter(superseded_at=None).values_list("origin", flat=True)) == {
        "reread"
    }
    before = everything()
    assert imported(tmp_path, document(), now=at(2)).changed_nothing
    assert everything() == before
    more = changed(
        lambda made: made["offerings"][1]["answers"].append(answer("encryption", "rest_transit"))
    )
    done = imported(tmp_path, more, now=at(3))
    assert (done.counts["answers recorded"], done.counts["answers superseded"]) == (1, 0)
    assert (done.counts["kept"], done.counts["answers withdrawn"]) == (0, 0)


def test_a_file_that_says_something_new_supersedes_what_was_read_again(tmp_path: Path) -> None:
    imported(tmp_path, document())
    again(Evidence.objects.all(), 1)
    newer = changed(
        lambda made: made["offerings"][1].update(
            answers=[answer("trains_on_inputs", "opt_out_available")]
        )
    )
    assert imported(tmp_path, newer, now=at(2)).counts["answers superseded"] == 1
    now = Answer.objects.get(offering__slug="chat-free", superseded_at=None)
    assert (now.value, now.origin) == ("opt_out_available", "catalog")


def test_a_file_still_withdraws_what_was_read_again_and_may_bring_it_back(tmp_path: Path) -> None:
    imported(tmp_path, document())
    again(Evidence.objects.all(), 1)
    without = changed(lambda made: made["offerings"][1].update(answers=[]))
    assert imported(tmp_path, without, now=at(2)).counts["answers withdrawn"] == 1
    assert imported(tmp_path, document(), now=at(3)).counts["answers recorded"] == 1
    # It rests on the old reading again, which may be renewed once more.
    old = Evidence.objects.order_by("pk").first()
    assert old is not None
    assert old.answers.filter(superseded_at=None).count() == 1
    again([old], 4)


def test_that_somebody_read_it_again_is_never_changed() -> None:
    again([answered("chat")])
    with (
        pytest.raises(Exception, match="is never changed"),
        transaction.atomic(),
    ):
        Reconfirmation.objects.update(made_at=NOW - timedelta(days=1))
