"""In which order a digest says things, the most urgent first, and how many of each it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from vetting.models import Notice
from vetting.reminders.words.standing import still_true
from vetting.scoring.reminding import Matter, Role


class Group(IntEnum):
    """A part of a digest."""

    OVERDUE = 1
    TODAY = 2
    WEEK = 7
    FORTNIGHT = 14
    MONTH = 30
    MONTHS = 60
    AHEAD = 61
    WAITING = 70
    LEAD = 80
    HEAD = 90

    @property
    def title(self) -> str:
        return _TITLES[self]


_TITLES = {
    Group.OVERDUE: "Overdue",
    Group.TODAY: "Due today",
    Group.WEEK: "Within 7 days",
    Group.FORTNIGHT: "Within 14 days",
    Group.MONTH: "Within 30 days",
    Group.MONTHS: "Within 60 days",
    Group.AHEAD: "Further ahead",
    Group.WAITING: "Waiting",
    Group.LEAD: "For you as team lead",
    Group.HEAD: "For you as head of security",
}
_AHEAD = (Group.WEEK, Group.FORTNIGHT, Group.MONTH, Group.MONTHS)

Counts = dict[tuple[Group, Matter], int]


@dataclass(frozen=True, slots=True)
class Picked:
    """A notice that is shown, in which group, and what it is about."""

    group: Group
    matter: Matter
    notice: Notice


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are of each sort, and the first few of each group, the most urgent first."""

    counts: Counts
    first: Sequence[Picked]


def found(notices: QuerySet[Notice], today: date, most: int) -> Found:
    """Three queries, and never more than `most` rows of a group, however many notices there are."""
    true = still_true(notices).annotate(group=_group(today))
    rows = true.order_by().values_list("group", "matter").annotate(n=Count("*"))
    counts = {(Group(group), Matter(matter)): n for group, matter, n in rows}
    order = [_first_stopped(), F("day").asc(), F("id").asc()]
    place = Window(RowNumber(), partition_by="group", order_by=order)
    first = true.annotate(place=place).filter(place__lte=most).order_by("group", "place")
    # Only of those few the whole rows are read: all have to be sorted.
    keys = list(first.values_list("group", "matter", "pk")) if counts else []
    held = Notice.objects.select_related("offering").in_bulk([key for *_, key in keys])
    return Found(counts, [Picked(Group(g), Matter(m), held[key]) for g, m, key in keys])


def _first_stopped() -> Case:
    """Within a group: what runs out, what was stopped, and then what only waits."""
    runs_out = [m.value for m in Matter if m.runs_out]
    return Case(
        When(matter__in=runs_out, then=Value(0)),
        When(matter=Matter.SUSPENDED.value, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _group(today: date) -> Case:
    waits = [m.value for m in Matter if not m.runs_out]
    ahead = [
        When(day__lte=today + timedelta(group.value), then=Value(group.value)) for group in _AHEAD
    ]
    return Case(
        When(facts__role=Role.LEAD.value, then=Value(Group.LEAD.value)),
        When(facts__role=Role.HEAD.value, then=Value(Group.HEAD.value)),
        When(matter__in=waits, then=Value(Group.WAITING.value)),
        When(Q(day__lt=today), then=Value(Group.OVERDUE.value)),
        When(Q(day=today), then=Value(Group.TODAY.value)),
        *ahead,
        default=Value(Group.AHEAD.value),
        output_field=IntegerField(),
    )
