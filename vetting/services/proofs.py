"""Keep evidence: one row for each statement, however often and by whomever it is made."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Evidence, Policy
from vetting.scoring.evidence import last_day
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_checks import EvidenceInput, evidence_fields
from vetting.services.assessments import local_day


def keep_evidence(
    given: Iterable[EvidenceInput], *, now: datetime, by: User | None = None
) -> dict[str, Evidence]:
    """The evidence rows by fingerprint, new ones written in one go; at most four queries."""
    wanted = {one.fingerprint(): one for one in given}
    held = _rows(wanted)
    missing = sorted(wanted.keys() - held.keys())
    if not missing:
        return held
    rules = Policy.objects.in_force(local_day(now)).rules
    rows = [_row(mark, wanted[mark], rules, by, now) for mark in missing]
    Evidence.objects.bulk_create(rows, batch_size=500)
    return _rows(wanted)


def _row(mark: str, given: EvidenceInput, rules: Rules, by: User | None, now: datetime) -> Evidence:
    row = Evidence(fingerprint=mark, created_at=now, added_by=by, **evidence_fields(given))
    row.counts_until = last_day(row.as_fact(), rules)
    return row


def _rows(wanted: Iterable[str]) -> dict[str, Evidence]:
    return {row.fingerprint: row for row in Evidence.objects.filter(fingerprint__in=wanted)}
