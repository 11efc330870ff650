"""What the plots show, read and put into steps by the database: one or two queries for each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from vetting.admin.home.plots import months, score_map, weeks
from vetting.admin.home.plots.scales import step_of
from vetting.models import Assessment, Evidence, Offering, StatusPeriod, waiting
from vetting.models.days import midnight
from vetting.scoring.vocabulary import Kind, Verdict


def score_cells(today: date) -> list[score_map.Cell]:
    """The offerings of today's status by their current scores. One query."""
    scored: QuerySet[Any] = Offering.objects.with_status_on(today).with_assessment()
    rows = (
        scored.filter(current__isnull=False)
        .order_by()
        .annotate(p2=_step("current__p2"), p3=_step("current__p3"))
        .values_list("p2", "p3", "status")
        .annotate(n=Count("*"))
    )
    cells: dict[tuple[int, int], dict[Verdict, int]] = defaultdict(lambda: defaultdict(int))
    for p2, p3, status, count in rows:
        place = tuple(_lower_end(step) for step in (p2, p3))
        cells[place[0], place[1]][Verdict(status)] += count
    return [score_map.Cell(*place, dict(counts)) for place, counts in sorted(cells.items())]


def _step(score: str) -> CombinedExpression:
    """The number of the step that a score falls into, in whole numbers: no function is called."""
    tenths = Cast(F(score) * Value(10), IntegerField())
    return tenths / Value(10 * score_map.WIDTH)


def _lower_end(step: int) -> int:
    width = score_map.WIDTH
    return step_of(step * width, width, score_map.HIGHEST)


def coming(today: date) -> weeks.Coming:
    """What ends in the coming weeks, and what is overdue. Three queries."""
    last = weeks.last_day(today)
    told = StatusPeriod.objects.covering(today)
    proofs = Evidence.objects.filter(waiting.evidence_ending(today, by=last))
    ends = (
        _by_day(told.filter(waiting.ending(today, by=last)), "valid_until"),
        _by_day(told.filter(waiting.review_due(today, by=last)), "review_due_on"),
        _by_day(proofs, "counts_until"),
    )
    return weeks.by_week(ends, today)


def status_over_time(today: date) -> list[months.Month]:
    """The statuses at the end of each of the last months, from their periods. Three queries."""
    days = months.ends_of_months(today)
    past = StatusPeriod.objects.filter(starts_on__lte=today)
    begun = _turns(past, "starts_on")
    ended = _turns(past.filter(ends_on__lt=today), "ends_on")
    return months.standing(begun, ended, days, _added_after(days))


def _added_after(days: Sequence[date]) -> list[int]:
    """How many offerings came into the registry after each of these days, the oldest first."""
    newer = [
        When(created_at__gte=midnight(day + timedelta(1)), then=Value(number))
        for number, day in reversed(list(enumerate(days)))
    ]
    added: QuerySet[Any] = Offering.objects.filter(created_at__gte=midnight(days[0])).order_by()
    since = added.annotate(since=Case(*newer, default=Value(-1), output_field=IntegerField()))
    counted = dict(since.values_list("since").annotate(n=Count("*")))
    return [
        sum(n for place, n in counted.items() if place >= number) for number in range(len(days))
    ]


def open_questions() -> list[tuple[Kind, frozenset[str], int]]:
    """How many offerings of each kind leave just which questions open. One query."""
    rows = Assessment.objects.filter(superseded_at=None).order_by()
    counted = rows.values_list("offering__kind", "open_keys").annotate(n=Count("*"))
    return [(Kind(kind), frozenset(keys.split()), count) for kind, keys, count in counted]


def _by_day(rows: QuerySet[Any], field: str) -> dict[date, int]:
    return dict(rows.order_by().values_list(field).annotate(n=Count("*")))


def _turns(rows: QuerySet[StatusPeriod], field: str) -> months.Turns:
    counts = [Count("starts_on", filter=Q(status=verdict.value)) for verdict in Verdict]
    named = dict(zip((f"n_{verdict.value}" for verdict in Verdict), counts, strict=True))
    counted = rows.order_by().values_list(field).annotate(**named)
    return {
        (verdict, day): count
        for day, *by_status in counted
        for verdict, count in zip(Verdict, by_status, strict=True)
        if count
    }
