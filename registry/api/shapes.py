"""How a row of the catalogue is published; schema/ describes the types.

What lists show of an offering is drawn when it changes (vetting/services/documents.py): here it
only gets what differs between two readings, the standing notice and the address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from registry.api.door.freshness import origin_of
from registry.api.rows import Row
from vetting.scoring.vocabulary import Verdict
from vetting.scoring.written import written

USABLE = frozenset(verdict.value for verdict in Verdict if verdict.usable)


@dataclass(frozen=True, slots=True)
class Shown:
    """What every row of one answer shares: the address of the API and the standing notice."""

    root: str
    notice: str = ""

    def url(self, collection: str, slug: str) -> str:
        return f"{self.root}{collection}/{slug}/"


def shown_to(request: HttpRequest, notice: str = "") -> Shown:
    return Shown(f"{origin_of(request)}{_root()}", notice)


@cache
def _root() -> str:
    return reverse("api:root")


def offering_texts(rows: Iterable[Row], shown: Shown) -> list[str]:
    """Offerings as a list shows them, as JSON: each stored document with two fields more."""
    with_notice, without = (
        f',"notice":{written(notice)},"url":' for notice in (shown.notice or None, None)
    )
    # A slug has nothing that JSON would have to escape.
    begin, end = written(shown.url("offerings", "*")).split("*")
    return [
        f"{row['document'][:-1]}{with_notice if is_usable(row) else without}"
        f"{begin}{row['slug']}{end}}}"
        for row in rows
    ]


def reasons_of(row: Row) -> list[dict[str, Any]]:
    """Why it has this status, each reason with the source it rests on."""
    reasons: list[dict[str, Any]] = json.loads(row["document"])["reasons"]
    return reasons


def named(row: Row, shown: Shown) -> dict[str, str]:
    """One offering by its name, with its status and where to read on."""
    return {
        "slug": row["slug"],
        "name": row["name"],
        "status": row["status"],
        "url": shown.url("offerings", row["slug"]),
    }


def brief(row: Row, shown: Shown) -> Row:
    """One offering where it stands inside something else: under its tool, in a chain."""
    return {
        "slug": row["slug"],
        "name": row["name"],
        "plan": row["plan"],
        "kind": row["kind"],
        "status": row["status"],
        "status_reason": row["reason"],
        "usable": is_usable(row),
        "valid_until": day(row["valid_until"]),
        "url": shown.url("offerings", row["slug"]),
    }


def is_usable(row: Row) -> bool:
    return row["status"] in USABLE


def scores_of(row: Row) -> Row:
    return {"p2": number(row["p2"]), "p3": number(row["p3"])}


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
