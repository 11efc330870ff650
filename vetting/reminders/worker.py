"""The worker on PostgreSQL: sends as soon as something is put into the outbox, and looks every
minute for what a lost wake-up left and for the regular work that is due.

The tasks do nothing of their own: they call what every other way of running it calls, so that it
does not matter which of them come, how often, and on how many machines.
"""

import logging

from django.utils import timezone
from procrastinate import JobContext, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.jobs import Status

from vetting.reminders.done import Done
from vetting.reminders.faults import Faults
from vetting.reminders.rhythm import tick
from vetting.reminders.sending import work_off
from vetting.reminders.ways import Way
from vetting.services.outbox.waking import DELIVER

SWEEP, TIDY = "vetting.sweep", "vetting.tidy"

# Two, so that events go out while the day's finding is going on.
AT_ONCE = 2
# The library's own look for jobs is for wake-ups that were lost.
LOOK_EVERY = 30.0
# A run is asked to stop after this, and then sends what it has in hand.
GRACE = 5.0

log = logging.getLogger(__name__)


@app.task(name=DELIVER, pass_context=True)
def deliver(context: JobContext) -> None:
    """Somebody has put something into the outbox."""
    done, faults = Done(), Faults()
    work_off(done, faults, _way(context))
    _tell(done)
    faults.tell()


@app.periodic(cron="* * * * *")
@app.task(name=SWEEP, queueing_lock=SWEEP, pass_context=True)
def sweep(context: JobContext, timestamp: int) -> None:
    """What is to be tried again by now, what was never called for, and the day's finding."""
    _tell(tick(_way(context)))


@app.periodic(cron="7 3 * * *")
@app.task(name=TIDY, queueing_lock=TIDY, pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Close the jobs of workers that were killed: others have long done their work."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.finish_job(job=job, status=Status.FAILED, delete_job=True)


def _way(context: JobContext) -> Way:
    return Way(clock=timezone.now, stop=context.should_abort)


def _tell(done: Done | None) -> None:
    if done and done.counts:
        log.info("Regular work: %s", done)


def run_worker() -> None:
    """Work until the process is told to stop, over connections of its own.

    Those that Django shares out among requests would all be taken by a worker that waits on them.
    """
    with app.replace_connector(PsycopgConnector(kwargs=connector_params())):
        app.run_worker(
            concurrency=AT_ONCE,
            delete_jobs="always",
            fetch_job_polling_interval=LOOK_EVERY,
            shutdown_graceful_timeout=GRACE,
        )
