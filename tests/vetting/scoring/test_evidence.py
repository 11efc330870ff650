"""From which day a proof counts, and until which: calendar months, stated ends and their limits."""

from datetime import date

import pytest

from tests.vetting.scoring.answer_sets import POLICY
from vetting.scoring.evidence import Evidence, add_period, counts_from, last_day
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
