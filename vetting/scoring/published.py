"""What is told of an offering, as plain data: the row that lists publish, and its answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from vetting.scoring.outcome import Plain, points
from vetting.scoring.status import DECIDED, Status
from vetting.scoring.vocabulary import StatusReason

Row = Mapping[str, object]
Reasons = Sequence[object]


def published(offering: Row, told: Status, decided: Row | None, upstream: Row | None) -> Plain:
    """One offering with its status; what differs between two readings of one day is left out.

    `offering` has its names and those of its tool and vendor. `decided` has verdict, computed
    verdict, scores, reasons, policy version and day of the decision that the status rests on,
    `upstream` the same of the decision below in the chain; None where there is none.
    """
    return {
        "slug": offering["slug"],
        "name": offering["full_name"],
        "vendor": {"slug": offering["vendor_slug"], "name": offering["vendor_name"]},
        "tool": {
            "slug": offering["tool_slug"],
            "name": offering["tool_name"],
            "modalities": offering["modalities"],
        },
        "kind": offering["kind"],
        "status": told.verdict.value,
        "status_reason": told.reason.value,
        "usable": told.usable,
        "scores": {key: _number(decided[key] if decided else None) for key in ("p2", "p3")},
        "ceiling": told.ceiling.value,
        "conditions": points(told.conditions),
        "reasons": _reasons(told, decided, upstream),
        "policy": decided["version"] if decided else None,
        "decided_on": _day(decided["decided_on"] if decided else None),
        "review_due_on": _day(told.review_due_on),
        "valid_until": _day(told.valid_until),
    }


def published_answer(answer: Row, proof: Row | None) -> Plain:
    """One answer with what proves it."""
    return {
        "criterion": answer["criterion"],
        "value": answer["value"],
        "note": answer["note"],
        "confidence": answer["confidence"],
        "recorded_at": _moment(answer["recorded_at"]),
        "evidence": _published_proof(proof) if proof else None,
    }


def _published_proof(proof: Row) -> Plain:
    return {
        "kind": proof["kind"],
        "title": proof["title"],
        "url": proof["url"],
        "document_date": _day(proof["document_date"]),
        "seen_on": _day(proof["seen_on"]),
        "expires_on": _day(proof["expires_on"]),
        "undated": proof["undated"],
    }


def _reasons(told: Status, decided: Row | None, upstream: Row | None) -> list[object]:
    """Why it has this status, each reason with the source it rests on.

    A decision in force is explained by its assessment; where people decided otherwise than the
    rules said, their own sentence goes first. Everything else is explained by the status itself.
    """
    said: list[object] = [{"criterion": None, "text": told.because, "source": None}]
    if told.reason is StatusReason.UPSTREAM:
        return said + _given(upstream)
    if decided is None or told.reason not in DECIDED or not (given := _given(decided)):
        return said
    return given if decided["computed"] == decided["verdict"] else said + given


def _given(decided: Row | None) -> list[object]:
    reasons = decided["reasons"] if decided else None
    return list(reasons) if isinstance(reasons, list) else []


def _number(score: object) -> float | None:
    return None if score is None else float(str(score))


def _day(day: object) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _moment(moment: object) -> str | None:
    """In UTC, as all moments are published."""
    if not isinstance(moment, datetime):
        return None
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
