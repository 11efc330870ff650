"""Who would be told what if the regular work were done now; nothing of it is kept."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from vetting.models import Message
from vetting.reminders.ways import Way
from vetting.reminders.words import NothingLeft
from vetting.services.assessments import local_day
from vetting.services.outbox.claims import due
from vetting.services.outbox.gathering import gather_digests, gather_events
from vetting.services.passing_time import write_what_time_changed
from vetting.services.reminding.directory import called
from vetting.services.reminding.weekends import people_are_told_on

Say = Callable[[str], object]
RECIPIENT = ("person", "endpoint__production", "endpoint__team", "endpoint__person")


def rehearse(*, now: datetime, say: Say, way: Way | None = None) -> int:
    """Say for each message who would get it and what is in it; gives how many there are.

    All of it is really done, in a transaction that is undone at the end. Nothing is sent.
    """
    way, today = way or Way(clock=lambda: now), local_day(now)
    with transaction.atomic():
        write_what_time_changed(now=now)
        way.collect(today=today, now=now, still_ours=lambda: None)
        if people_are_told_on(today):
            gather_digests(on=today, now=now)
        gather_events(now=now)
        messages = 0
        for message in due(now).select_related(*RECIPIENT).iterator(chunk_size=500):
            messages += _told(message, way, say)
        transaction.set_rollback(True)
    return messages


def _told(message: Message, way: Way, say: Say) -> bool:
    """Whether there is anything left to say to them."""
    heading = message.heading
    if not message.text:
        try:
            heading = way.worded(message, today=message.on).heading
        except NothingLeft:
            return False
    tried = f" (tried {message.attempts} times)" if message.attempts else ""
    say(f"To {_recipient(message)}: {heading}{tried}")
    for notice in message.notices.select_related("offering").order_by("pk").iterator():
        about = f"{notice.offering}: " if notice.offering else ""
        what = notice.facts.get("matter") or notice.subject
        when = f", {notice.day:%-d %B %Y}" if notice.day else ""
        say(f"  {about}{what}, {notice.step}{when}")
    return True


def _recipient(message: Message) -> str:
    """By name, with the channel; a chat's address is a secret, so no address of an endpoint."""
    endpoint, person = message.endpoint, message.person
    if endpoint is None:
        return f"{called(person)} by mail ({person.email or 'NO MAIL ADDRESS'})" if person else ""
    owner = endpoint.production or endpoint.team or endpoint.person
    return f"{owner} by {endpoint.channel} ({endpoint.label})"
