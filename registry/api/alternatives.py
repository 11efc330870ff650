"""What may be used instead: usable offerings that make the same, the best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice

from django.db.models import Case, F, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber

from registry.api.door.freshness import Stamp
from registry.api.rows import Row, Rows, rows_on
from registry.api.shapes import USABLE, Shown, scores_of
from vetting.scoring.use import Permission
from vetting.scoring.vocabulary import Verdict

MOST = 5
# Enough of a category that five remain of it for any use, and that no category fills the memory.
AT_HAND = 50
COLUMNS = (
    *("offering_id", "slug", "name", "kind", "category", "modalities"),
    *("status", "ceiling", "valid_until", "p2", "p3"),
)


def at_hand(categories: Iterable[str], day: date, stamp: Stamp) -> Mapping[str, list[Row]]:
    """The best usable offerings of at least these categories on `day`, the best first.

    One query, and under one stamp each category is looked up once.
    """
    held = _held(day, stamp)
    missing = set(categories) - held.keys()
    if missing:
        fresh: dict[str, list[Row]] = {category: [] for category in missing}
        for row in sorted(_best_of(missing, day), key=_rank):
            fresh[row["category"]].append(row)
        held.update(fresh)
    return held


@lru_cache(maxsize=16)
def _held(day: date, stamp: Stamp) -> dict[str, list[Row]]:
    """What is remembered under a stamp: the best of each category that was asked for."""
    return {}


def _best_of(categories: set[str], day: date) -> Rows:
    stricter = Case(
        When(status=Verdict.APPROVED.value, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    place = Window(
        RowNumber(),
        partition_by=F("category"),
        order_by=[stricter.asc(), (F("p2") + F("p3")).desc(nulls_last=True), F("slug").asc()],
    )
    usable = rows_on(day, COLUMNS).filter(
        status__in=USABLE, offering__tool__category__in=categories
    )
    return usable.annotate(place=place).filter(place__lte=AT_HAND)


def best_first(
    pool: Iterable[Row], made: Iterable[str], answer: Callable[[Row], Permission]
) -> list[Row]:
    """Those of a pool, the best first, that make some of this: the best answer first."""
    some = frozenset(made)
    alike = [row for row in pool if not some or not some.isdisjoint(row["modalities"])]
    by_answer: dict[int, list[Row]] = defaultdict(list)
    for row in alike:
        by_answer[answer(row).rank].append(row)
    return [row for rank in sorted(by_answer, reverse=True) for row in by_answer[rank]]


def but_not(apart_from: Collection[int], best: Iterable[Row]) -> list[Row]:
    """The first five that are not among these."""
    return list(islice((row for row in best if row["offering_id"] not in apart_from), MOST))


def _rank(row: Row) -> tuple[int, float, str]:
    total = (row["p2"] or 0) + (row["p3"] or 0)
    return -Verdict(row["status"]).rank, -float(total), row["slug"]


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
