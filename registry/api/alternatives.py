"""What may be used instead: remembered by category under each stamp, and how it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from registry.api.door.freshness import Stamp
from registry.api.rows import Row
from registry.api.shapes import Shown, scores_of
from vetting.models.alternatives import best_of
from vetting.scoring.use import Permission


def at_hand(categories: Iterable[str], day: date, stamp: Stamp) -> Mapping[str, list[Row]]:
    """The best usable offerings of at least these categories on `day`, the best first.

    One query, and under one stamp each category is looked up once.
    """
    held = _held(day, stamp)
    missing = set(categories) - held.keys()
    if missing:
        fresh: dict[str, list[Row]] = {category: [] for category in missing}
        for row in best_of(missing, day):
            fresh[row["category"]].append(row)
        held.update(fresh)
    return held


@lru_cache(maxsize=16)
def _held(day: date, stamp: Stamp) -> dict[str, list[Row]]:
    """What is remembered under a stamp: the best of each category that was asked for."""
    return {}


def alternative(row: Row, answer: Permission, shown: Shown) -> Row:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "kind": row["kind"],
        "status": row["status"],
        "answer": answer.value,
        "scores": scores_of(row),
        "ceiling": row["ceiling"],
        "valid_until": row["valid_until"].isoformat() if row["valid_until"] else None,
        "url": shown.url("offerings", row["slug"]),
    }
