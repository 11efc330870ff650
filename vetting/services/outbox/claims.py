"""Who sends a message: whoever claimed it, for a few minutes, by an UPDATE that only one wins.

The UPDATE asks nothing but the message's own row. A condition on another table would be answered
from before the wait for a rival's UPDATE, and both would win.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Q, QuerySet

from vetting.models import Message
from vetting.services.outbox.backing_off import pause_after

# Longer than any attempt takes: whoever is slower is taken for dead, and it is sent again.
CLAIM = timedelta(minutes=5)
LOOK_AHEAD = 20
CHUNK = 100
NEVER_ENDED = "Whoever was sending this stopped in the middle."
WAITING, SENDING = Message.State.WAITING, Message.State.SENDING
# A test is sent to a paused endpoint too: it shows whether to resume.
OPEN = Q(endpoint=None) | Q(endpoint__paused_at=None) | Q(what=Message.What.TEST)
NOBODYS = {"claim": None, "claimed_until": None}


def due(now: datetime) -> QuerySet[Message]:
    """What may be sent at this moment, the longest due first."""
    waiting = Message.objects.filter(OPEN, state=WAITING, next_at__lte=now)
    return waiting.exclude(endpoint__removed_at__isnull=False).order_by("next_at", "pk")


def stale(now: datetime) -> QuerySet[Message]:
    """What somebody began to send who has not been heard of since."""
    return Message.objects.filter(state=SENDING, claimed_until__lte=now)


def take(*, now: datetime, length: timedelta = CLAIM) -> Message | None:
    """Claim one message that is due; None when there is none. To take it counts as an attempt."""
    while keys := list(due(now).values_list("pk", flat=True)[:LOOK_AHEAD]):
        for key in keys:
            message = _claimed(key, now, length)
            if message is not None:
                return message
    return None


def _claimed(key: int, now: datetime, length: timedelta) -> Message | None:
    claim = uuid4()
    won = Message.objects.filter(pk=key, state=WAITING, next_at__lte=now).update(
        state=SENDING, claim=claim, claimed_until=now + length, attempts=F("attempts") + 1
    )
    if not won:
        return None
    message = Message.objects.select_related("endpoint__production", "person").get(pk=key)
    if _closed(message):
        _give_back(message)
        return None
    return message


def _closed(message: Message) -> bool:
    """Whether its endpoint was paused or removed since we looked for what is due."""
    endpoint = message.endpoint
    if endpoint is None:
        return False
    paused = endpoint.paused_at is not None and message.what != Message.What.TEST
    return paused or endpoint.removed_at is not None


def ours(message: Message) -> QuerySet[Message]:
    """This message, if nobody has taken our claim to it since."""
    return Message.objects.filter(pk=message.pk, state=SENDING, claim=message.claim)


def _give_back(message: Message) -> None:
    """It was not tried, so it does not count."""
    ours(message).update(state=WAITING, attempts=F("attempts") - 1, **NOBODYS)


def keep_words(message: Message, *, heading: str, text: str, html: str) -> bool:
    """Write down what is about to be sent, so that each attempt sends the same; False if it is no
    longer ours to send."""
    words = {"heading": heading[:250], "text": text, "html": html}
    for name, value in words.items():
        setattr(message, name, value)
    return bool(ours(message).update(**words))


def release_stale(*, now: datetime, jitter: float) -> int:
    """Let what was left in the middle be taken again; gives how many have now failed for good.

    At once the first time, for a process may always be stopped; later as after any other failure,
    so that a message which stops every process that takes it comes to an end.
    """
    failed = 0
    for message in stale(now).defer("text", "html").order_by("pk")[:CHUNK]:
        pause = pause_after(message.attempts, jitter=jitter, only_once=False)
        if pause is None:
            outcome = {"state": Message.State.FAILED, "next_at": now}
        else:
            outcome = {"state": WAITING, "next_at": now if message.attempts == 1 else now + pause}
        won = ours(message).update(error=NEVER_ENDED, **outcome, **NOBODYS)
        failed += won if pause is None else 0
    return failed
