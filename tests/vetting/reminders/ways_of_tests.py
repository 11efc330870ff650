"""Ways of running for tests: a clock that is set by hand, and a channel that writes down what it
was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from vetting.models import Message
from vetting.reminders.channels import DeliveryError
from vetting.reminders.collecting import Collected
from vetting.reminders.ways import Way
from vetting.reminders.words import Worded
from vetting.services.outbox.notices import Telling, put


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


class Channel:
    """Takes what it is sent, or refuses it as it was told to."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refusing: dict[str, Exception] = {}

    def __call__(self, message: Message, *, now: datetime) -> None:
        for word, error in self.refusing.items():
            if word in message.text:
                raise error
        self.sent.append(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


def plain_words(message: Message, *, today: date) -> Worded:
    """What it tells, one in a line; what the words of people are is not tested here."""
    told = message.notices.order_by("pk").values_list("subject", "step")
    return Worded(str(message), "\n".join(" ".join(each) for each in told), "")


def refusal(sentence: str = "The receiver answered 503.", **how: Any) -> DeliveryError:
    return DeliveryError(sentence, **how)


class Found:
    """Finds these tellings, in a collect of the shape of the real one."""

    def __init__(self, *tellings: Telling) -> None:
        self.tellings = list(tellings)
        self.days: list[Any] = []
        self.fault: Exception | None = None

    def __call__(self, *, today: Any, now: datetime, still_ours: Callable[[], None]) -> Collected:
        self.days.append(today)
        put(self.tellings, on=today, now=now)
        still_ours()
        if self.fault:
            raise self.fault
        return Collected(people=len(self.tellings))


def world(now: datetime, *tellings: Telling) -> Any:
    """A clock, a channel, a finder, and the way that uses them."""
    clock, channel, found = Clock(now), Channel(), Found(*tellings)
    way = Way(
        clock=clock,
        pause=lambda seconds: clock.forward(timedelta(seconds=seconds)),
        patience=timedelta(seconds=30),
        jitter=lambda: 0.0,
        worded=plain_words,
        send=channel,
        collect=found,
    )
    return SimpleNamespace(clock=clock, channel=channel, found=found, way=way)
