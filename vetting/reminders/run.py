"""All the regular work that is due now, done once: what every way of running it comes down to."""

from datetime import datetime

from vetting.reminders.daily import find
from vetting.reminders.done import CHANGES, ON_THE_WAY, Done
from vetting.reminders.faults import Faults
from vetting.reminders.sending import work_off
from vetting.reminders.ways import Way
from vetting.services.outbox.leases import CALENDAR, FINDING, SENDING, finished_since, note
from vetting.services.passing_time import write_what_time_changed

# Seconds between two looks at whether another process has found what is due.
A_WHILE = 2.0


def run_due(*, now: datetime, way: Way | None = None) -> Done:
    """Write down what time changed, find what is due, and send all there is to send.

    Any number of processes may do this at once: one of them finds, all of them send. Without a
    `way` the clock stands still, as for a day in the past. Raises an ExceptionGroup at the end if
    something went wrong that nobody foresaw.
    """
    way = way or Way(clock=lambda: now)
    done, faults = Done(), Faults()
    with faults:
        write_changes(done, way)
    found = False
    with faults:
        found = find(done, way)
    work_off(done, faults, way)
    if not found and not faults.found:
        _help_another(done, faults, way, since=now)
    note(name=SENDING, done=done.numbers(*ON_THE_WAY), now=way.clock())
    faults.tell()
    return done


def write_changes(done: Done, way: Way) -> None:
    """What time changed; it tells productions, without anybody acting."""
    written = write_what_time_changed(now=way.clock())
    done.add(CHANGES, written)
    note(name=CALENDAR, done={CHANGES: written}, now=way.clock())


def _help_another(done: Done, faults: Faults, way: Way, *, since: datetime) -> None:
    """Another process is finding: wait for it, send what it found, and stand in if it has died."""
    waited = 0.0
    while not way.stop() and waited < way.patience.total_seconds():
        if finished_since(name=FINDING, moment=since) or find(done, way):
            break
        way.pause(A_WHILE)
        waited += A_WHILE
        work_off(done, faults, way)
    work_off(done, faults, way)
