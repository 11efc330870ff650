"""STAND-INS, to be removed: what other rooms of the reminders will do. Nothing here is product."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vetting.models import Message


@dataclass(frozen=True, slots=True)
class Collected:
    people: int = 0
    endpoints: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Worded:
    heading: str
    text: str
    html: str


class NothingLeft(Exception):
    """All of it was dealt with since."""


class DeliveryError(Exception):
    """It did not arrive."""

    def __init__(
        self, sentence: str, *, permanent: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(sentence)
        self.permanent, self.retry_after = permanent, retry_after


def collect(
    *, today: date, now: datetime, still_ours: Callable[[], None] = lambda: None
) -> Collected:
    still_ours()
    return Collected()


def worded(message: Message, *, today: date, now: datetime) -> Worded:
    lines = message.notices.order_by("pk").values_list("subject", "step")
    return Worded(str(message), "\n".join(f"{subject} {step}" for subject, step in lines), "")


def send(message: Message, *, now: datetime) -> None:
    raise DeliveryError("There is no channel yet.")
