"""The regular work inside a web process, for a site that is one process and nothing else.

A thread beside the requests. It looks for work every few seconds, and the database decides who of
several processes does it.
"""

import atexit
import logging
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from vetting.reminders.rhythm import tick
from vetting.reminders.ways import Way

EVERY = 5.0
# When the process ends, the message in hand is finished if that is quick; else it is sent again.
GRACE = 3.0

log = logging.getLogger(__name__)


class Background:
    """Looks for work until it is stopped. It never keeps its process from ending."""

    def __init__(self, way: Way | None = None, every: float = EVERY) -> None:
        self.stopped = Event()
        self.way = way or Way(clock=timezone.now, stop=self.stopped.is_set, pause=self.stopped.wait)
        self.every = every
        self.thread = Thread(target=self._work, name="reminders", daemon=True)

    def start(self) -> None:
        self.thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(GRACE)

    def _work(self) -> None:
        # The first look waits too: until then the process has something better to do.
        while not self.stopped.wait(self.every):
            self._look()

    def _look(self) -> None:
        """A fault, or a database that is away, is for the log; the next look may find it mended."""
        try:
            if (done := tick(self.way)) and done.counts:
                log.info("Regular work: %s", done)
        except (Error, ExceptionGroup):
            log.exception("The regular work met a fault and will be tried again.")
            connection.close()
        finally:
            # On PostgreSQL this gives the connection back to those who answer requests.
            connection.close_if_unusable_or_obsolete()


def start_in_process() -> Background | None:
    """The thread of this web process, if the settings want one."""
    if not settings.RUN_IN_PROCESS:
        return None
    background = Background()
    background.start()
    return background
