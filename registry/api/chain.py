"""Why a status comes from below in the chain: the reasons of the worst link, with sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from registry.api.rows import Row, below, told
from registry.api.shapes import Reasons, reasons_of
from vetting.scoring.vocabulary import StatusReason

DEEPEST = 20


def upstream_reasons(rows: Iterable[Row], day: date) -> dict[int, Reasons]:
    """For each row that is told an upstream status, the reasons of what it runs on.

    One query for each level of the longest chain among them, none where there is no such row.
    """
    levels: list[dict[int, Row]] = []
    asking = {row["id"] for row in rows if _from_upstream(row)}
    while asking and len(levels) < DEEPEST:
        worst = {up: _worst(links) for up, links in below(asking, day).items()}
        levels.append(worst)
        asking = {row["id"] for row in worst.values() if _from_upstream(row)}
    found: dict[int, Reasons] = {}
    for worst in reversed(levels):
        found |= {up: reasons_of(row, found) for up, row in worst.items()}
    return found


def _worst(links: list[Row]) -> Row:
    """The same link that `scoring.status` names: the strictest, then the first by slug."""
    return min(links, key=lambda row: (told(row).verdict.rank, row["slug"]))


def _from_upstream(row: Row) -> bool:
    return row["status_reason"] == StatusReason.UPSTREAM.value
