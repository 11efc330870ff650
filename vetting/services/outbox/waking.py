"""Wake the worker, if there may be one, as soon as what there is to send is written for good."""

from functools import partial

from django.conf import settings
from django.db import transaction

# A third of a second of loading, which no process on SQLite should pay for.
if settings.ON_POSTGRESQL:
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.exceptions import AlreadyEnqueued
    from procrastinate.manager import JobManager
    from procrastinate.tasks import configure_task

# The task's name, by which it is deferred here and known in the worker; and the lock that keeps
# one job of it in the queue however many acts ask for it.
DELIVER = "vetting.deliver"


def wake() -> None:
    """Ask for delivery when the caller's transaction is over.

    A wake-up that is lost loses nothing: the worker looks every minute by itself, and without a
    worker whoever sends looks anyway. So a fault here is logged and never undoes the act.
    """
    if settings.ON_POSTGRESQL:
        transaction.on_commit(_defer, robust=True)


def _defer() -> None:
    """A job over the connection of this thread, however the worker's own ones are made."""
    ask = partial(configure_task, job_manager=JobManager(DjangoConnector()))
    try:
        ask(name=DELIVER, queueing_lock=DELIVER).defer()
    except AlreadyEnqueued:
        return
