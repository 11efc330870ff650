"""What became of an attempt: sent, to be tried again, or failed for good; and a retry by hand."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce

from vetting.models import Endpoint, Message
from vetting.services.audit import Act, one_at_a_time, record_act, record_acts
from vetting.services.outbox.backing_off import pause_after, why_pause
from vetting.services.outbox.claims import NOBODYS, ours
from vetting.services.outbox.waking import wake
from vetting.services.permissions import require
from vetting.services.refusals import refuse_if

State = Message.State


class Outcome(StrEnum):
    """What an attempt came to."""

    SENT = "sent"
    AGAIN = "to be tried again"
    FAILED = "failed"
    DROPPED = "no longer needed"
    LOST = "taken over by another process"


def record_sent(*, message: Message, now: datetime) -> Outcome:
    """It arrived. If our claim had run out, whoever has it now sends the same once more."""
    sent = ours(message).update(state=State.SENT, sent_at=now, error="", **NOBODYS)
    if message.endpoint_id:
        failing = Endpoint.objects.filter(pk=message.endpoint_id, failures__gt=0)
        failing.update(failures=0, failing_since=None)
    return Outcome.SENT if sent else Outcome.LOST


def record_dropped(*, message: Message) -> Outcome:
    """All that it was to tell was dealt with before it was sent."""
    dropped = ours(message).update(state=State.DROPPED, error="", **NOBODYS)
    return Outcome.DROPPED if dropped else Outcome.LOST


def record_failure(
    *,
    message: Message,
    error: str,
    now: datetime,
    jitter: float,
    permanent: bool = False,
    retry_after: timedelta | None = None,
) -> Outcome:
    """It did not arrive: wait and try again, or give up when it was tried often enough."""
    only_once = permanent or message.what == Message.What.TEST
    pause = pause_after(
        message.attempts, jitter=jitter, only_once=only_once, retry_after=retry_after
    )
    state, next_at = (State.FAILED, now) if pause is None else (State.WAITING, now + pause)
    kept = ours(message).update(state=state, next_at=next_at, error=error, **NOBODYS)
    if not kept:
        return Outcome.LOST
    if message.endpoint_id:
        _count_failure(message.endpoint_id, now)
    return Outcome.FAILED if pause is None else Outcome.AGAIN


@transaction.atomic
def _count_failure(key: int, now: datetime) -> None:
    """One more in a row; whoever has failed for too long is paused."""
    since = Coalesce(F("failing_since"), Value(now, output_field=DateTimeField()))
    Endpoint.objects.filter(pk=key).update(failures=F("failures") + 1, failing_since=since)
    endpoint = Endpoint.objects.get(pk=key)
    because = why_pause(
        failures=endpoint.failures, failing_since=endpoint.failing_since or now, now=now
    )
    if because and endpoint.paused_at is None and endpoint.removed_at is None:
        _pause(endpoint, because, now)


def _pause(endpoint: Endpoint, because: str, now: datetime) -> None:
    """An act of the registry, in the trail as such: what is waiting there waits on."""
    active = Endpoint.objects.filter(pk=endpoint.pk, paused_at=None, removed_at=None)
    if active.update(paused_at=now, paused_because=because):
        record_act(act="paused", subject=endpoint, by=None, now=now, because=because)


@one_at_a_time
def retry(*, messages: Iterable[Message], by: User, now: datetime) -> int:
    """Send these once more from the beginning, each under its old id; gives how many.

    Refuses all of them if one of them has not failed, or if nothing is sent to its address any
    more.
    """
    require(by, "vetting.change_message")
    keys = [message.pk for message in messages]
    found = list(Message.objects.filter(pk__in=keys).select_related("endpoint").order_by("pk"))
    refuse_if(why for message in found if (why := _why_no_retry(message)))
    failed = Message.objects.filter(pk__in=keys, state=State.FAILED)
    failed.update(state=State.WAITING, next_at=now, attempts=0)
    record_acts([Act("sent again", message) for message in found], by=by, now=now)
    wake()
    return len(found)


def _why_no_retry(message: Message) -> str:
    if message.state != State.FAILED:
        return f"“{message}” has not failed: it is {message.get_state_display()}."
    if message.endpoint and message.endpoint.removed_at:
        return f"“{message}” went to {message.endpoint}, which was removed."
    return ""
