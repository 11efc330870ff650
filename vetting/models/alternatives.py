"""What may be used instead: usable offerings that make the same, the best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from vetting.models.statuses import StatusPeriod
from vetting.scoring.use import Permission
from vetting.scoring.vocabulary import Verdict

MOST = 5
# Enough of a category that five remain of it for any use, and that no category fills the memory.
AT_HAND = 50
COLUMNS = ("offering_id", "slug", "name", "status", "ceiling", "valid_until", "p2", "p3")
USABLE = tuple(verdict.value for verdict in Verdict if verdict.usable)

Row = dict[str, Any]


def best_of(categories: Iterable[str], day: date) -> list[Row]:
    """The best usable offerings of each of these categories on `day`, the best first. One query."""
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
    usable = _usable_on(day).filter(offering__tool__category__in=categories)
    return sorted(usable.annotate(place=place).filter(place__lte=AT_HAND), key=_rank)


def _usable_on(day: date) -> QuerySet[StatusPeriod, Row]:
    of_tool = {
        "kind": F("offering__kind"),
        "category": F("offering__tool__category"),
        "modalities": F("offering__tool__modalities"),
    }
    usable = StatusPeriod.objects.covering(day).filter(status__in=USABLE)
    return usable.values(*COLUMNS, **of_tool)


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
