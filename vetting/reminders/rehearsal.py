"""Who would be told what if the regular work were done now; nothing of it is kept."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from vetting.models import Message
from vetting.reminders.daily import digests_go_out
from vetting.reminders.ways import Way
from vetting.services.assessments import local_day
from vetting.services.outbox.claims import due
from vetting.services.outbox.gathering import gather_digests, gather_events
from vetting.services.passing_time import write_what_time_changed

Say = Callable[[str], object]


def rehearse(*, now: datetime, say: Say, on_weekends: bool, way: Way | None = None) -> int:
    """Say for each message who would get it and what is in it; gives how many there are.

    All of it is really done, in a transaction that is undone at the end. Nothing is sent.
    """
    way, today = way or Way(clock=lambda: now), local_day(now)
    with transaction.atomic():
        write_what_time_changed(now=now)
        way.collect(today=today, now=now, still_ours=lambda: None)
        if digests_go_out(today, on_weekends=on_weekends):
            gather_digests(on=today, now=now)
        gather_events(now=now)
        messages = 0
        for message in due(now).select_related("endpoint", "person").iterator(chunk_size=500):
            _tell(message, say)
            messages += 1
        transaction.set_rollback(True)
    return messages


def _tell(message: Message, say: Say) -> None:
    to = message.endpoint or message.person
    tried = f", tried {message.attempts} times" if message.attempts else ""
    say(f"To {to}: {message}{tried}")
    for notice in message.notices.select_related("offering").order_by("pk").iterator():
        about = f"{notice.offering}: " if notice.offering else ""
        what = notice.facts.get("matter") or notice.subject
        when = f", {notice.day:%-d %B %Y}" if notice.day else ""
        say(f"  {about}{what}, {notice.step}{when}")
