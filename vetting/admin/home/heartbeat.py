"""Whether the regular work is done, in words: when reminders last ran, and what to do if not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from vetting.models import Heartbeat
from vetting.models.heartbeats import DUE, Pulse

VIEW = "vetting.view_heartbeat"
# In a run's numbers: to how many people it had something to tell.
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is told of the regular work; `todo` is what to do where it does not go well."""

    pulse: Pulse
    words: str
    todo: str = ""

    @property
    def well(self) -> bool:
        return self.pulse is Pulse.OK


def heard(now: datetime) -> Heard:
    """One query."""
    held = Heartbeat.objects.filter(name=DUE).first() or Heartbeat(name=DUE)
    pulse = held.pulse(now, timedelta(hours=settings.RUN_LATE_AFTER_HOURS))
    return Heard(pulse, _words(held, pulse, now), _todo(pulse))


def _words(held: Any, pulse: Pulse, now: datetime) -> str:
    if pulse is Pulse.NEVER:
        return "Reminders have never run: nobody is told of anything."
    if pulse is Pulse.FAILED:
        error = held.error.strip().rstrip(".")
        why = f": {error}." if error else "."
        return f"Reminders failed when they last ran, {at(held.failed_at, now)}{why}"
    if pulse is Pulse.LATE:
        return f"Reminders are late: they last ran {at(held.finished_at, now)}."
    return f"Reminders last ran {at(held.finished_at, now)} and {_told(held.done.get(PEOPLE))}."


def _told(people: object) -> str:
    if not isinstance(people, int):
        return "ended well"
    if people == 0:
        return "had nobody to tell of anything new"
    return "told 1 person" if people == 1 else f"told {people} people"


def _todo(pulse: Pulse) -> str:
    by_hand = "manage.py run_due does now all that is due, what was missed too."
    if pulse is Pulse.OK:
        return ""
    if pulse is Pulse.FAILED:
        return f"The next run tries again. By hand, {by_hand}"
    if settings.RUN_IN_PROCESS:
        return f"The web process is meant to do it daily: look into its log. By hand, {by_hand}"
    return (
        "Whoever runs the site has to see to the worker, the cron job or the timer that does it. "
        f"By hand, {by_hand}"
    )


def at(moment: datetime, now: datetime) -> str:
    """“today at 07:00”, or the day and the hour."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    days = (today - local.date()).days
    named = {0: "today", 1: "yesterday"}.get(days) or f"on {date_format(local, 'j F Y')}"
    return f"{named} at {local:%H:%M}"
