"""Reads the beginning of a receiver's answer, and decides what it means for the message.

2xx: taken. 410: the receiver is gone for good. 3xx: refused for good, since we never follow: an
address that was looked at may point to one that was not. All else is tried again, a 404 or 401 too,
as the Standard Webhooks scheme has it: so answers a receiver that is just being redeployed or set
up, and what is wrong for good ends by itself when the attempts run out.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from vetting.reminders.channels.errors import DeliveryError

LONGEST_WAIT = timedelta(hours=6)
ASK_TO_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}

# What a server may say before its answer, such as early hints.
INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n")
STATUS = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d)(?=[ \r\n])")
END = re.compile(rb"\r?\n\r?\n")
RETRY_AFTER = re.compile(rb"^retry-after:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
SECONDS = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """As much as counts: the status (None where there was none), and for how long to wait."""

    status: int | None
    retry_after: str = ""


def is_whole(got: bytes) -> bool:
    """Whether the answer's head has come; nobody needs its body."""
    return END.search(without_interim(got)) is not None


def answer_of(got: bytes) -> Answer:
    """What the bytes say, which may end anywhere."""
    final = without_interim(got)
    status = STATUS.match(final)
    wait = RETRY_AFTER.search(END.split(final, maxsplit=1)[0])
    return Answer(
        status=int(status[1]) if status else None,
        retry_after=wait[1].decode("latin-1").strip() if wait else "",
    )


def without_interim(got: bytes) -> bytes:
    while interim := INTERIM.match(got):
        got = got[interim.end() :]
    return got


def refuse_unless_taken(host: str, answer: Answer, *, now: datetime) -> None:
    """Raise DeliveryError unless the answer says that the message was taken."""
    status = answer.status
    if status is None:
        raise DeliveryError(f"{host} gave no answer that we understand.")
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status < HTTPStatus.BAD_REQUEST:
        raise DeliveryError(
            f"{host} answered {status}, which sends us to another address. "
            "We do not follow: enter the final address.",
            permanent=True,
        )
    if status == HTTPStatus.GONE:
        raise DeliveryError(
            f"{host} answered 410: what listened there is gone for good.", permanent=True
        )
    wait = wait_asked(answer.retry_after, now=now) if status in ASK_TO_WAIT else None
    raise DeliveryError(f"{host} answered {status}.", retry_after=wait)


def wait_asked(text: str, *, now: datetime) -> timedelta | None:
    """How long a Retry-After asks us to wait, in seconds or until a day of HTTP; bounded."""
    if SECONDS.fullmatch(text):
        wait = timedelta(seconds=int(text))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        # A day whose zone is "-0000" comes without one.
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(wait, LONGEST_WAIT) if wait > timedelta() else None
