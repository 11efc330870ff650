"""Find what is due by today and was not yet said, and put it into the outbox.

A night that was missed is caught up by the next one, and running twice says nothing twice: what was
said of a step to somebody is a row under a unique constraint.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from vetting.reminders.finding import Foreseen, foresee
from vetting.services.outbox.notices import put


@dataclass(frozen=True, slots=True)
class Collected:
    """How much there was to tell: to people by mail, to chats and teams, and to productions."""

    people: int = 0
    endpoints: int = 0
    events: int = 0

    def __add__(self, chunk: list[Foreseen]) -> "Collected":
        people = sum(each.telling.person is not None for each in chunk)
        events = sum("matter" not in each.telling.facts for each in chunk)
        return replace(
            self,
            people=self.people + people,
            endpoints=self.endpoints + len(chunk) - people - events,
            events=self.events + events,
        )


def collect(
    *, today: date, now: datetime, still_ours: Callable[[], None] = lambda: None
) -> Collected:
    """Put all of it into the outbox, one transaction for each chunk.

    `still_ours` is called after each chunk, so that whoever holds a lease can renew it; what it
    raises ends the work, and what was put stays.
    """
    done = Collected()
    for chunk in foresee(today):
        if chunk:
            with transaction.atomic():
                put((each.telling for each in chunk), on=today, now=now)
        done += chunk
        still_ours()
    return done
