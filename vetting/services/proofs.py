"""Keep evidence: one row for each statement, however often and by whomever it is made."""

from collections.abc import Iterable
from datetime import datetime

from vetting.models import Evidence
from vetting.services.answer_checks import EvidenceInput, evidence_fields


def keep_evidence(given: Iterable[EvidenceInput], *, now: datetime) -> dict[str, Evidence]:
    """The evidence rows by fingerprint, new ones written in one go; at most three queries."""
    wanted = {one.fingerprint(): one for one in given}
    held = _rows(wanted)
    missing = sorted(wanted.keys() - held.keys())
    if not missing:
        return held
    rows = (
        Evidence(fingerprint=mark, created_at=now, **evidence_fields(wanted[mark]))
        for mark in missing
    )
    Evidence.objects.bulk_create(rows, batch_size=500)
    return _rows(wanted)


def _rows(wanted: Iterable[str]) -> dict[str, Evidence]:
    return {row.fingerprint: row for row in Evidence.objects.filter(fingerprint__in=wanted)}
