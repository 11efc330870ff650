"""Door: do all the regular work that is due now, once or again and again."""

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection, reset_queries
from django.utils import timezone

from vetting.reminders.done import Done
from vetting.reminders.rehearsal import rehearse
from vetting.reminders.rhythm import tick
from vetting.reminders.run import run_due
from vetting.reminders.ways import Way
from vetting.services.assessments import local_day
from vetting.services.reminding.weekends import people_are_told_on

ON_WEEKENDS = "On Saturdays and Sundays only productions are told: REMIND_ON_WEEKENDS is off."


class Command(BaseCommand):
    help = (
        "Find what is due, tell whom it concerns, and send what waits to be sent. Safe to run from "
        "cron as often as you like, on any number of machines at once."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--dry-run", action="store_true", help="say who would be told what, write nothing"
        )
        how.add_argument(
            "--loop",
            type=_seconds,
            metavar="SECONDS",
            help="go on until stopped: send every so many seconds, find from REMIND_FROM_HOUR on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._rehearse()
            return
        with _told_to_stop() as stopped:
            way = Way(clock=timezone.now, stop=stopped.is_set, pause=stopped.wait)
            if options["loop"]:
                self._loop(way, stopped, options["loop"])
            else:
                self._once(way)

    def _once(self, way: Way) -> None:
        now = timezone.now()
        done = run_due(now=now, way=way)
        self.stdout.write(str(done))
        if not people_are_told_on(local_day(now)):
            self.stdout.write(ON_WEEKENDS)
        if done.failed:
            raise CommandError("Some messages failed for good: see Messages in the admin.")

    def _rehearse(self) -> None:
        messages = rehearse(now=timezone.now(), say=self.stdout.write)
        self.stdout.write(f"{messages:,} messages would be sent; nothing was written.")

    def _loop(self, way: Way, stopped: Event, every: float) -> None:
        while not stopped.is_set():
            self._look(way)
            stopped.wait(every)

    def _look(self, way: Way) -> None:
        """A database that is away, or a fault in one message, ends no loop."""
        # While DEBUG is on, Django keeps the text of every query.
        reset_queries()
        try:
            self._say(tick(way))
        except (Error, ExceptionGroup) as fault:
            self.stderr.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {_in_words(fault)}")
            connection.close()
        connection.close_if_unusable_or_obsolete()

    def _say(self, done: Done | None) -> None:
        if done and done.counts:
            self.stdout.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {done}")


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Set when the process is to end, so that the message in hand is still sent."""
    stopped = Event()
    before = {
        number: signal.signal(number, lambda *_: stopped.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_words(fault: Exception) -> str:
    found = fault.exceptions if isinstance(fault, ExceptionGroup) else (fault,)
    return "; ".join(f"{type(one).__name__}: {one}".strip() for one in found)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("write a number of seconds up to a day")
    return seconds
