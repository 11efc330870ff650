"""What the passing of time changed is written down without anybody acting, so that it is told."""

from datetime import date, datetime

from vetting.models import StatusChange
from vetting.models.changes import LAST_OFFERING, changes_by_calendar
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time
from vetting.services.changes import catch_up


def write_what_time_changed(*, now: datetime) -> int:
    """Bring the log of changes up to today; gives how many were written.

    No act and no entry in the trail: readers were told of these changes already, from the periods.
    It looks without the trail's head first: acts wait only where there is something to write.
    """
    today = local_day(now)
    _, reached = StatusChange.objects.extent()
    if next(changes_by_calendar((reached, LAST_OFFERING), today), None) is None:
        return 0
    return _write_up_to(today, now)


@one_at_a_time
def _write_up_to(today: date, now: datetime) -> int:
    before, _ = StatusChange.objects.extent()
    catch_up(today, now=now)
    after, _ = StatusChange.objects.extent()
    return after - before
