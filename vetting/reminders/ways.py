"""How a run goes about its work: by which clock, how patiently, what it finds and sends with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from time import sleep
from typing import Protocol

from vetting.models import Message
from vetting.reminders.channels import send
from vetting.reminders.collecting import Collected, collect
from vetting.reminders.words import Worded, worded
from vetting.services.outbox.claims import CLAIM
from vetting.services.outbox.leases import LEASE


class Collect(Protocol):
    def __call__(
        self, *, today: date, now: datetime, still_ours: Callable[[], None]
    ) -> Collected: ...


class Word(Protocol):
    def __call__(self, message: Message, *, today: date) -> Worded: ...


class Send(Protocol):
    def __call__(self, message: Message, *, now: datetime) -> None: ...


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Way:
    """All of a run that is not in the database.

    `clock` is asked again and again, for a run may take longer than a claim. `stop` says that the
    process is to end: the message in hand is still sent.
    """

    clock: Callable[[], datetime]
    stop: Callable[[], bool] = never
    pause: Callable[[float], object] = sleep
    # How long it waits for another process that is finding what is due.
    patience: timedelta = timedelta(minutes=15)
    claim: timedelta = CLAIM
    lease: timedelta = LEASE
    jitter: Callable[[], float] = SystemRandom().random
    collect: Collect = collect
    worded: Word = worded
    send: Send = send
