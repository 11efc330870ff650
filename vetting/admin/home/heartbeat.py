"""Whether the regular work is done, in words: when reminders last ran, and what to do if not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from vetting.models import Heartbeat, Message
from vetting.models.days import midnight
from vetting.models.heartbeats import Pulse
from vetting.services.assessments import local_day

VIEW = "vetting.view_heartbeat"


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
    """Two queries; one where it does not go well."""
    held = Heartbeat.objects.filter(name=Heartbeat.DUE).first() or Heartbeat()
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
    return f"Reminders last ran {at(held.finished_at, now)}. {_told(held.finished_at, now)}"


def _told(finished: datetime, now: datetime) -> str:
    """How many people had a mail of the day: it may have gone out with an earlier run."""
    day = local_day(finished)
    when = "today" if day == local_day(now) else "that day"
    people = Message.objects.filter(
        what=Message.What.DIGEST,
        person__isnull=False,
        made_at__gte=midnight(day),
        made_at__lt=midnight(day + timedelta(1)),
    ).count()
    if people == 0:
        return f"There was nothing to tell anybody {when}."
    return f"{people} {'person was' if people == 1 else 'people were'} told something {when}."


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
