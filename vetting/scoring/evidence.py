"""What a proof is worth on a day: from when it counts, until when, and how strong it is."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.scoring.policy import EvidenceKind, Period, Policy

_IN_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves an answer. `expires_on` is the end that the proof states for itself."""

    kind: str
    seen_on: date
    document_date: date | None = None
    expires_on: date | None = None
    title: str = ""
    url: str = ""


def add_period(day: date, period: Period) -> date:
    """The day one period later; a month that is too short ends on its last day."""
    month = day.month - 1 + period.months
    year, month = day.year + month // 12, month % 12 + 1
    last = day.day
    if last > _IN_EVERY_MONTH:
        last = min(last, calendar.monthrange(year, month)[1])
    return date(year, month, last) + timedelta(period.days)


def last_day(evidence: Evidence, policy: Policy) -> date:
    """The last day on which this proof counts.

    A proof that states its own end keeps it, but not beyond the limit of its kind. All others
    count for their kind's validity: certificates and reports from their document date, the rest
    from the day they were seen (undated ones too). Raises KeyError for an unknown kind.
    """
    kind = policy.evidence_kinds[evidence.kind]
    start = counts_from(evidence, kind)
    if evidence.expires_on is None:
        return add_period(start, kind.validity)
    if kind.at_most is None:
        return evidence.expires_on
    return min(evidence.expires_on, add_period(start, kind.at_most))


def counts_from(evidence: Evidence, kind: EvidenceKind) -> date:
    """The day from which the validity of this proof runs."""
    if kind.counts_from_document and evidence.document_date:
        return evidence.document_date
    return evidence.seen_on
