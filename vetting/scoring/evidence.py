"""What a proof is worth on a day: from when it counts, until when, and how strong it is."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vetting.scoring.policy import EvidenceKind, Period, Policy

_IN_EVERY_MONTH = 28
# What we saw ourselves may be all there is; every other kind is a document or a page of somebody.
_WITHOUT_DOCUMENT = frozenset({"own_verification"})


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


def is_document(kind: EvidenceKind) -> bool:
    """Whether there must be something to open: a page behind a link, or a file."""
    return kind.key not in _WITHOUT_DOCUMENT


def why_until(evidence: Evidence, policy: Policy) -> str:
    """Why the last day of this proof is the one it is. Raises KeyError for an unknown kind."""
    kind = policy.evidence_kinds[evidence.kind]
    start = _start_in_words(evidence, kind)
    if evidence.expires_on is None:
        return f"{period_in_words(kind.validity)} from {start}."
    if kind.at_most is None:
        return "The document states this end itself."
    most = f"this kind counts at most {period_in_words(kind.at_most)} from {start}"
    if evidence.expires_on > last_day(evidence, policy):
        return f"The document states {evidence.expires_on.isoformat()} as its end, but {most}."
    return f"The document states this end itself; {most}."


def period_in_words(period: Period) -> str:
    count, unit = (period.months, "month") if period.months else (period.days, "day")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def renewal_problem(evidence: Evidence, seen_on: date, today: date, policy: Policy) -> str:
    """Why reading this proof again on that day does not renew it; "" where it does."""
    kind = policy.evidence_kinds.get(evidence.kind)
    if kind is None:
        return f"Policy {policy.version} does not know evidence of the kind {evidence.kind}."
    if kind.counts_from_document:
        return (
            f"Evidence of the kind {kind.label} counts from the date it bears, however often it is "
            "read: a newer document is needed."
        )
    if evidence.expires_on is not None and evidence.expires_on < today:
        ended = evidence.expires_on.isoformat()
        return f"It ended by its own words on {ended}: a newer document is needed."
    if seen_on <= evidence.seen_on:
        return f"It was read on {evidence.seen_on.isoformat()} already; give a later day."
    again = replace(evidence, seen_on=seen_on)
    if last_day(again, policy) <= last_day(evidence, policy):
        return "It counts until the end that it states itself: a newer document is needed."
    return ""


def _start_in_words(evidence: Evidence, kind: EvidenceKind) -> str:
    if not kind.counts_from_document:
        return "the day it was read"
    if evidence.document_date:
        return "the date on the document"
    return "the day it was read, for it carries no date"
