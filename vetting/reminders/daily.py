"""The day's work: what is due goes into the outbox, and each person's into one message.

One process at a time does it, by a lease. To do it twice would put nothing twice, but a digest is
made once a day: in the middle of another's finding it would leave out what comes after.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from vetting.models.days import midnight
from vetting.reminders.done import FOUND, GATHERED, PRUNED, Done
from vetting.reminders.ways import Way
from vetting.services.assessments import local_day
from vetting.services.outbox.gathering import gather_digests
from vetting.services.outbox.leases import (
    FINDING,
    Lease,
    LeaseLost,
    fail,
    finish,
    finished_since,
    renew,
    take_lease,
)
from vetting.services.outbox.pruning import prune_texts
from vetting.services.reminding.weekends import people_are_told_on

log = logging.getLogger(__name__)


def find(done: Done, way: Way) -> bool:
    """Find what is due; False where another process is at it or took over."""
    lease = take_lease(name=FINDING, now=way.clock(), length=way.lease)
    if lease is None:
        return False
    try:
        with _told_if_it_fails(lease, way):
            _find(done, way, lease)
    except LeaseLost:
        log.warning("Another process took the finding over: this one was silent for too long.")
        return False
    return True


def _find(done: Done, way: Way, lease: Lease) -> None:
    def still_ours() -> None:
        renew(lease, now=way.clock(), length=way.lease)

    now, mine = way.clock(), Done()
    today = local_day(now)
    found = way.collect(today=today, now=now, still_ours=still_ours)
    mine.add(FOUND, found.people + found.endpoints + found.events)
    still_ours()
    if people_are_told_on(today):
        mine.add(GATHERED, gather_digests(on=today, now=now))
    if not finished_since(name=FINDING, moment=midnight(today)):
        mine.add(PRUNED, prune_texts(now=now, keep_days=settings.SENT_KEEP_DAYS))
    finish(lease, done=mine.numbers(), now=way.clock())
    done.counts.update(mine.counts)


@contextmanager
def _told_if_it_fails(lease: Lease, way: Way) -> Iterator[None]:
    """What stopped it is seen at the desk too, and the next process need not wait for the lease."""
    try:
        yield
    except LeaseLost:
        raise
    except Exception as error:
        fail(lease, error=f"{type(error).__name__}: {error}", now=way.clock())
        raise
