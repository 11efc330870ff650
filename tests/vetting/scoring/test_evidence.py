"""From which day a proof counts, and until which: calendar months, stated ends and their limits."""

import tomllib
from datetime import date
from importlib import import_module

import pytest

from tests.vetting.scoring.answer_sets import POLICY
from vetting.scoring.evidence import (
    Evidence,
    add_period,
    counts_from,
    is_document,
    last_day,
    renewal_problem,
    why_until,
)
from vetting.scoring.loader import shipped_policy_text
from vetting.scoring.policy import Period

PERIODS = [
    # Calendar months; a month that is too short ends on its last day.
    (date(2026, 1, 15), Period(months=1), date(2026, 2, 15)),
    (date(2026, 1, 31), Period(months=1), date(2026, 2, 28)),
    (date(2028, 1, 31), Period(months=1), date(2028, 2, 29)),
    (date(2026, 8, 31), Period(months=6), date(2027, 2, 28)),
    (date(2027, 8, 31), Period(months=6), date(2028, 2, 29)),
    (date(2028, 2, 29), Period(months=12), date(2029, 2, 28)),
    (date(2028, 2, 29), Period(months=48), date(2032, 2, 29)),
    (date(2026, 5, 31), Period(months=1), date(2026, 6, 30)),
    (date(2026, 12, 1), Period(months=1), date(2027, 1, 1)),
    (date(2026, 11, 30), Period(months=13), date(2027, 12, 30)),
    (date(2026, 12, 31), Period(months=24), date(2028, 12, 31)),
    # Days are days, whatever the calendar.
    (date(2026, 12, 31), Period(days=1), date(2027, 1, 1)),
    (date(2028, 2, 28), Period(days=2), date(2028, 3, 1)),
    (date(2026, 9, 1), Period(days=90), date(2026, 11, 30)),
]


@pytest.mark.parametrize(("day", "period", "later"), PERIODS)
def test_a_period_ends_on_its_calendar_day(day: date, period: Period, later: date) -> None:
    assert add_period(day, period) == later


SEEN, DATED = date(2026, 3, 31), date(2025, 10, 15)
LAST_DAYS = [
    # Reports and certificates count from the day they bear, all others from when they were seen.
    ("signed_agreement", date(2028, 3, 31)),
    ("published_terms", date(2026, 9, 30)),
    ("soc2_type2", date(2026, 10, 15)),
    ("iso_certificate", date(2028, 10, 15)),
    ("tpn_gold", date(2027, 10, 15)),
    ("tpn_blue", date(2026, 10, 15)),
    ("pen_test", date(2026, 10, 15)),
    ("own_verification", date(2026, 6, 29)),
    ("vendor_statement", date(2026, 9, 30)),
    ("questionnaire", date(2027, 3, 31)),
    ("vendor_email", date(2026, 6, 29)),
    ("third_party", date(2026, 6, 29)),
]
UNDATED = [
    ("soc2_type2", date(2027, 3, 31)),
    ("iso_certificate", date(2029, 3, 31)),
    ("tpn_gold", date(2028, 3, 31)),
    ("tpn_blue", date(2027, 3, 31)),
    ("pen_test", date(2027, 3, 31)),
    ("published_terms", date(2026, 9, 30)),
]
STATED = [
    # A stated end counts, up to the limit of the kind where it has one.
    ("signed_agreement", date(2026, 5, 1), date(2026, 5, 1)),
    ("signed_agreement", date(2028, 3, 31), date(2028, 3, 31)),
    ("signed_agreement", date(2031, 1, 1), date(2028, 3, 31)),
    ("published_terms", date(2026, 4, 30), date(2026, 4, 30)),
    ("published_terms", date(2027, 4, 30), date(2026, 9, 30)),
    ("own_verification", date(2026, 12, 31), date(2026, 12, 31)),
    ("own_verification", date(2027, 3, 31), date(2027, 3, 31)),
    ("own_verification", date(2027, 4, 1), date(2027, 3, 31)),
    ("own_verification", date(2026, 4, 1), date(2026, 4, 1)),
    ("soc2_type2", date(2027, 1, 15), date(2027, 1, 15)),
    ("iso_certificate", date(2026, 10, 15), date(2026, 10, 15)),
    # Nothing counts longer for having ended before it was seen.
    ("signed_agreement", date(2025, 12, 31), date(2025, 12, 31)),
]


def test_the_table_knows_every_kind() -> None:
    assert [kind for kind, _ in LAST_DAYS] == list(POLICY.evidence_kinds)


@pytest.mark.parametrize(("kind", "last"), LAST_DAYS)
def test_a_proof_counts_for_the_validity_of_its_kind(kind: str, last: date) -> None:
    assert last_day(Evidence(kind, SEEN, document_date=DATED), POLICY) == last


@pytest.mark.parametrize(("kind", "last"), UNDATED)
def test_an_undated_proof_counts_from_the_day_it_was_seen(kind: str, last: date) -> None:
    assert last_day(Evidence(kind, SEEN), POLICY) == last


@pytest.mark.parametrize(("kind", "stated", "last"), STATED)
def test_a_stated_end_counts_up_to_the_limit(kind: str, stated: date, last: date) -> None:
    evidence = Evidence(kind, SEEN, document_date=DATED, expires_on=stated)
    assert last_day(evidence, POLICY) == last


@pytest.mark.parametrize(
    ("kind", "dated", "start"),
    [
        ("soc2_type2", DATED, DATED),
        ("soc2_type2", None, SEEN),
        ("published_terms", DATED, SEEN),
        ("published_terms", None, SEEN),
    ],
)
def test_it_counts_from_the_document_or_from_the_day_it_was_seen(
    kind: str, dated: date | None, start: date
) -> None:
    evidence = Evidence(kind, SEEN, document_date=dated)
    assert counts_from(evidence, POLICY.evidence_kinds[kind]) == start


def test_a_kind_that_the_policy_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError):
        last_day(Evidence("fax", SEEN), POLICY)


@pytest.mark.parametrize(
    ("kind", "dated", "stated", "why"),
    [
        ("published_terms", None, None, "6 months from the day it was read."),
        ("own_verification", DATED, None, "90 days from the day it was read."),
        ("soc2_type2", DATED, None, "12 months from the date on the document."),
        (
            "soc2_type2",
            None,
            None,
            "12 months from the day it was read, for it carries no date.",
        ),
        ("soc2_type2", DATED, date(2027, 1, 1), "The document states this end itself."),
        (
            "signed_agreement",
            None,
            date(2027, 1, 1),
            "The document states this end itself; this kind counts at most 24 months from the day "
            "it was read.",
        ),
        (
            "signed_agreement",
            None,
            date(2030, 1, 1),
            "The document states 2030-01-01 as its end, but this kind counts at most 24 months "
            "from the day it was read.",
        ),
    ],
)
def test_it_says_why_it_counts_until_that_day(
    kind: str, dated: date | None, stated: date | None, why: str
) -> None:
    proof = Evidence(kind, SEEN, document_date=dated, expires_on=stated)
    assert why_until(proof, POLICY) == why


TODAY = date(2026, 9, 1)
RENEWALS = [
    ("published_terms", {}, TODAY, ""),
    ("published_terms", {}, date(2026, 4, 1), ""),
    ("signed_agreement", {"expires_on": date(2030, 1, 1)}, TODAY, ""),
    ("published_terms", {}, SEEN, "already"),
    ("published_terms", {}, date(2026, 3, 30), "already"),
    ("soc2_type2", {"document_date": DATED}, TODAY, "a newer document is needed"),
    ("iso_certificate", {}, TODAY, "a newer document is needed"),
    ("signed_agreement", {"expires_on": date(2026, 8, 31)}, TODAY, "ended by its own words"),
    ("signed_agreement", {"expires_on": TODAY}, TODAY, "the end that it states itself"),
    ("vendor_email", {"expires_on": date(2027, 1, 1)}, TODAY, "the end that it states itself"),
    ("fax", {}, TODAY, "does not know evidence of the kind fax"),
]


@pytest.mark.parametrize(("kind", "days", "seen_on", "said"), RENEWALS)
def test_reading_again_renews_only_what_counts_from_the_reading(
    kind: str, days: dict[str, date], seen_on: date, said: str
) -> None:
    problem = renewal_problem(Evidence(kind, SEEN, **days), seen_on, TODAY, POLICY)
    assert (said in problem) if said else (problem == "")


def test_only_what_we_saw_ourselves_is_no_document() -> None:
    without = {key for key, kind in POLICY.evidence_kinds.items() if not is_document(kind)}
    assert without == {"own_verification"}


def test_the_last_days_that_the_migration_filled_in_are_those_of_the_rules() -> None:
    migration = import_module("vetting.migrations.0014_evidence_desk")
    kinds = tomllib.loads(shipped_policy_text("2026.1"))["evidence"]
    ends = (None, date(2026, 5, 1), date(2031, 1, 31))
    proofs = [
        Evidence(kind, SEEN, document_date=dated, expires_on=end)
        for kind in kinds
        for dated in (None, DATED)
        for end in ends
    ]
    assert [migration._last_day(proof, kinds) for proof in proofs] == [
        last_day(proof, POLICY) for proof in proofs
    ]
    assert migration._last_day(Evidence("fax", SEEN), kinds) == SEEN
