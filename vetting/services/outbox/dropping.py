"""What is no longer sent: to an endpoint that was removed, or to somebody who has left."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from vetting.models import Message
from vetting.services.assessments import local_day
from vetting.services.outbox.gathering import CHUNK, held, put_into, waiting

GONE = (
    Q(endpoint__removed_at__isnull=False)
    | Q(endpoint__person__is_active=False)
    | Q(person__is_active=False)
)


def drop_unwanted(*, now: datetime) -> int:
    """Take what waits for those who are gone out of the outbox; it stays to be seen as dropped."""
    dropped = 0
    while found := _some_notices(now):
        dropped += found
    return dropped + _waiting_messages()


@transaction.atomic
def _some_notices(now: datetime) -> int:
    notices = held(waiting().filter(GONE).order_by("pk"))
    messages: dict[tuple[int | None, int | None], Message] = {}
    for notice in notices:
        key = (notice.person_id, notice.endpoint_id)
        notice.message = messages.setdefault(
            key,
            Message(
                what=Message.What.EVENT,
                state=Message.State.DROPPED,
                person_id=notice.person_id,
                endpoint_id=notice.endpoint_id,
                on=local_day(now),
                made_at=now,
                next_at=now,
            ),
        )
    return put_into(messages.values(), notices)


def _waiting_messages() -> int:
    """Whoever is sending one of them at this moment keeps it: only what still waits is dropped."""
    dropped = 0
    still = Message.objects.filter(state=Message.State.WAITING)
    while keys := list(still.filter(GONE).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        dropped += still.filter(pk__in=keys).update(state=Message.State.DROPPED)
    return dropped
