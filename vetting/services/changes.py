"""Write the numbered log of what readers are told: what an act changed, after what time did."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from vetting.models import StatusChange, StatusPeriod
from vetting.models.changes import LAST_OFFERING, change_between, changes_by_calendar
from vetting.services.telling.changes import tell_of_changes

Periods = Mapping[int, list[StatusPeriod]]


def catch_up(today: date, *, now: datetime) -> date:
    """Write down what the calendar changed up to today, and tell of it; the day that the log has
    reached.

    The first thing that an act does with statuses, before it draws any anew: readers have been told
    of these changes already, in this order. The caller holds the trail's head, so numbers follow
    each other without a gap.
    """
    _, reached = StatusChange.objects.extent()
    if reached >= today:
        return reached
    _write(changes_by_calendar((reached, LAST_OFFERING), today), now)
    return today


def write_changes(before: Periods, after: Periods, *, day: date, now: datetime) -> None:
    """Write down for whom something else is told on `day` than before it was drawn anew."""
    found = []
    for key, periods in after.items():
        change = change_between(_on(day, before.get(key, [])), _known(_on(day, periods)))
        if change is not None:
            change.on, change.at = day, now
            found.append(change)
    _write(found, now)


def _write(changes: Iterable[StatusChange], now: datetime) -> None:
    """Whoever subscribed hears of what is in the log, and of nothing else."""
    changes = list(changes)
    if not changes:
        return
    last, _ = StatusChange.objects.extent()
    for number, change in enumerate(changes, last + 1):
        change.number = number
    StatusChange.objects.bulk_create(changes, batch_size=500)
    tell_of_changes(changes, now=now)


def _on(day: date, periods: list[StatusPeriod]) -> StatusPeriod | None:
    begun = (period for period in periods if period.starts_on <= day)
    return max(begun, key=lambda period: period.starts_on, default=None)


def _known(period: StatusPeriod | None) -> StatusPeriod:
    """Periods leave no day out, so there is always one."""
    if period is None:
        raise LookupError("No status was drawn for this day.")
    return period
