"""When a process that runs on and on does what: sends at once, finds from the set hour on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from vetting.models import Heartbeat
from vetting.reminders.daily import find
from vetting.reminders.done import ON_THE_WAY, Done
from vetting.reminders.faults import Faults
from vetting.reminders.run import write_changes
from vetting.reminders.sending import work_off
from vetting.reminders.ways import Way
from vetting.services.outbox.glance import Glance, glance
from vetting.services.outbox.leases import SENDING, note

AGAIN = timedelta(hours=1)
AFTER_A_FAULT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Moments:
    """When a sort of work was last done, and when it last failed; None where it never did."""

    finished: datetime | None = None
    failed: datetime | None = None


def is_due(last: Moments, *, now: datetime, from_hour: int) -> bool:
    """Each day from the hour on, and each hour again; somewhat later after a fault.

    All in the time of the site.
    """
    if now.hour < from_hour or (last.failed and now - last.failed < AFTER_A_FAULT):
        return False
    if last.finished is None or now - last.finished >= AGAIN:
        return True
    return last.finished.astimezone(now.tzinfo).date() < now.date()


def tick(way: Way) -> Done | None:
    """Do what there is to do at this moment; None where there is nothing, which is cheap to see.

    Any number of processes may do this, each as often as it likes.
    """
    now = way.clock()
    seen = glance(now)
    calendar, finding = _due(seen, timezone.localtime(now))
    if not (seen.to_send or calendar or finding):
        return None
    done, faults = Done(), Faults()
    if calendar:
        with faults:
            write_changes(done, way)
    if finding:
        with faults:
            find(done, way)
    work_off(done, faults, way)
    if finding or done.counts:
        note(name=SENDING, done=done.numbers(*ON_THE_WAY), now=way.clock())
    faults.tell()
    return done


def _due(seen: Glance, now: datetime) -> tuple[bool, bool]:
    """Whether time may have changed something, and whether something may be due."""
    leased = seen.finding and seen.finding.leased_until and seen.finding.leased_until > now
    return (
        is_due(_moments(seen.calendar), now=now, from_hour=0),
        not leased and is_due(_moments(seen.finding), now=now, from_hour=settings.REMIND_FROM_HOUR),
    )


def _moments(beat: Heartbeat | None) -> Moments:
    return Moments(beat.finished_at, beat.failed_at) if beat else Moments()
