"""Work the outbox off: put each message into words once, send it, write down what became of it.

Nothing is sent inside a transaction, and one message that fails leaves the others alone.
"""

from datetime import datetime

from vetting.models import Message
from vetting.reminders.channels import DeliveryError
from vetting.reminders.done import AGAIN, DROPPED, FAILED, GATHERED, LOST, SENT, Done
from vetting.reminders.faults import Faults
from vetting.reminders.ways import Way
from vetting.reminders.words import NothingLeft
from vetting.services.assessments import local_day
from vetting.services.outbox.attempts import Outcome, record_dropped, record_failure, record_sent
from vetting.services.outbox.claims import keep_words, release_stale, take
from vetting.services.outbox.dropping import drop_unwanted
from vetting.services.outbox.gathering import gather_events

COUNTED_AS = {
    Outcome.SENT: SENT,
    Outcome.AGAIN: AGAIN,
    Outcome.FAILED: FAILED,
    Outcome.LOST: LOST,
    Outcome.DROPPED: DROPPED,
}


def work_off(done: Done, faults: Faults, way: Way) -> None:
    """Send all that is due, events that were just put into the outbox included."""
    with faults:
        done.add(DROPPED, drop_unwanted(now=way.clock()))
    with faults:
        done.add(GATHERED, gather_events(now=way.clock()))
    done.add(FAILED, release_stale(now=way.clock(), jitter=way.jitter()))
    while not way.stop() and (message := take(now=way.clock(), length=way.claim)):
        # A fault leaves the claim to run out: to take the message has counted as an attempt, so
        # one that can never be sent comes to an end all the same.
        with faults:
            done.add(COUNTED_AS[_deliver(message, way)])


def _deliver(message: Message, way: Way) -> Outcome:
    now = way.clock()
    try:
        if not (message.text or _word(message, way, now)):
            return Outcome.LOST
        way.send(message, now=now)
    except NothingLeft:
        return record_dropped(message=message)
    except DeliveryError as error:
        return record_failure(
            message=message,
            error=str(error),
            permanent=error.permanent,
            retry_after=error.retry_after,
            jitter=way.jitter(),
            now=way.clock(),
        )
    return record_sent(message=message, now=way.clock())


def _word(message: Message, way: Way, now: datetime) -> bool:
    """Before the first attempt alone, so that each sends the same; False if it is not ours now."""
    words = way.worded(message, today=local_day(now))
    return keep_words(message, heading=words.heading, text=words.text, html=words.html)
