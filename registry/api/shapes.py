"""How a row of the catalogue is published: plain dicts, whose types schema/ describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from registry.api.rows import NEVER_DECIDED, Row
from vetting.scoring.vocabulary import StatusReason, Verdict

Reasons = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What every row of one answer shares: the address of the API and the standing notice."""

    root: str
    notice: str = ""
    upstream: Mapping[int, Reasons] = field(default_factory=dict)

    def url(self, collection: str, slug: str) -> str:
        return f"{self.root}{collection}/{slug}/"


def shown_to(
    request: HttpRequest, notice: str = "", upstream: Mapping[int, Reasons] | None = None
) -> Shown:
    return Shown(request.build_absolute_uri(reverse("api:root")), notice, upstream or {})


def offering_row(row: Row, shown: Shown) -> Row:
    """One offering as a list shows it."""
    usable = is_usable(row)
    return {
        "slug": row["slug"],
        "name": row["full_name"],
        "vendor": {"slug": row["vendor_slug"], "name": row["vendor_name"]},
        "tool": {
            "slug": row["tool_slug"],
            "name": row["tool_name"],
            "modalities": row["modalities"],
        },
        "kind": row["kind"],
        "status": row["status"] or NEVER_DECIDED.verdict.value,
        "status_reason": row["status_reason"] or NEVER_DECIDED.reason.value,
        "usable": usable,
        "scores": scores_of(row),
        "ceiling": row["ceiling"] or NEVER_DECIDED.ceiling.value,
        "conditions": row["conditions"] or [],
        "reasons": reasons_of(row, shown.upstream),
        "policy": row["policy"],
        "decided_on": day(row["decided_on"]),
        "review_due_on": day(row["review_due_on"]),
        "valid_until": day(row["valid_until"]),
        "notice": shown.notice or None if usable else None,
        "url": shown.url("offerings", row["slug"]),
    }


def brief(row: Row, shown: Shown) -> Row:
    """One offering where it stands inside something else: under its tool, in a chain."""
    return {
        "slug": row["slug"],
        "name": row["full_name"],
        "plan": row["name"],
        "kind": row["kind"],
        "status": row["status"] or NEVER_DECIDED.verdict.value,
        "status_reason": row["status_reason"] or NEVER_DECIDED.reason.value,
        "usable": is_usable(row),
        "valid_until": day(row["valid_until"]),
        "url": shown.url("offerings", row["slug"]),
    }


def is_usable(row: Row) -> bool:
    return row["status"] is not None and Verdict(row["status"]).usable


def scores_of(row: Row) -> Row:
    return {"p2": number(row["p2"]), "p3": number(row["p3"])}


def reasons_of(row: Row, upstream: Mapping[int, Reasons]) -> Reasons:
    """Why it has this status, each reason with the source it rests on.

    A decision in force is explained by its assessment; where people decided otherwise than the
    rules said, their own sentence goes first. Everything else is explained by the status itself.
    """
    said = [reason(row["because"] or NEVER_DECIDED.because)]
    if row["status_reason"] == StatusReason.UPSTREAM.value:
        return said + list(upstream.get(row["id"], []))
    if row["status_reason"] not in DECIDED or not row["reasons"]:
        return said
    return row["reasons"] if row["computed"] == row["verdict"] else said + row["reasons"]


DECIDED = {StatusReason.DECIDED.value, StatusReason.OPEN_QUESTIONS.value}


def reason(text: str) -> dict[str, Any]:
    return {"criterion": None, "text": text, "source": None}


def tool_row(tool: Row, offerings: Sequence[Row], shown: Shown) -> Row:
    return {
        "slug": tool["slug"],
        "name": tool["name"],
        "vendor": {"slug": tool["vendor_slug"], "name": tool["vendor_name"]},
        "category": tool["category"],
        "modalities": tool["modalities"],
        "domains": tool["domains"],
        "aliases": tool["aliases"],
        "offerings": [brief(offering, shown) for offering in offerings],
        "url": shown.url("tools", tool["slug"]),
    }


def vendor_row(vendor: Row, shown: Shown) -> Row:
    return {
        "slug": vendor["slug"],
        "name": vendor["name"],
        "country": vendor["country"],
        "website": vendor["website"],
        "url": shown.url("vendors", vendor["slug"]),
    }


def day(given: date | None) -> str | None:
    return given.isoformat() if given else None


def number(given: Decimal | None) -> float | None:
    return None if given is None else float(given)
