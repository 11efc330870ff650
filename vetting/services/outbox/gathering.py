"""Make messages of what there is to tell: a digest a day for the desk, events as they come.

A notice goes into one message and never into a second: it is taken by an UPDATE that asks whether
it is still free, and whoever comes second takes nothing. Any number of processes may gather.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from vetting.models import Endpoint, Message, Notice
from vetting.services.assessments import local_day

CHUNK = 500
REACHED = Q(endpoint__paused_at=None, endpoint__removed_at=None)
# To whom a digest goes, by the column that names them.
DIGESTED = {
    "person": Q(person__is_active=True),
    "endpoint": REACHED & Q(endpoint__isnull=False, endpoint__production=None),
}
WEBHOOK = Endpoint.Channel.WEBHOOK.value
# Messages to a webhook that is paused wait one by one; what goes in one message waits as it is.
EVENTS = Q(endpoint__production__isnull=False, endpoint__removed_at=None) & (
    Q(endpoint__channel=WEBHOOK) | Q(endpoint__paused_at=None)
)


def waiting() -> QuerySet[Notice]:
    """What is in no message yet."""
    return Notice.objects.filter(message=None)


def gather_digests(*, on: date, now: datetime) -> int:
    """One message of this day for each person and each endpoint of the desk with something to tell.

    Whoever has one of this day gets none: what was found since waits for the next day. So this
    comes after the day's finding, not in the middle of it. Gives the number of messages.
    """
    return sum(_all_digests(field, on=on, now=now) for field in DIGESTED)


def _all_digests(field: str, *, on: date, now: datetime) -> int:
    made, last = 0, 0
    while keys := _recipients(field, last):
        made += _digests(field, keys, on=on, now=now)
        last = keys[-1]
    return made


def _recipients(field: str, last: int) -> list[int]:
    """The next of those for whom something waits, by key."""
    found = waiting().filter(DIGESTED[field], **{f"{field}__gt": last})
    return list(found.order_by(field).values_list(field, flat=True).distinct()[:CHUNK])


@transaction.atomic
def _digests(field: str, keys: Sequence[int], *, on: date, now: datetime) -> int:
    """The constraint says who comes first: of two digests for one day it lets one in."""
    drafts = [
        Message(what=Message.What.DIGEST, on=on, made_at=now, next_at=now, **{f"{field}_id": key})
        for key in keys
    ]
    Message.objects.bulk_create(drafts, ignore_conflicts=True)
    ours = Message.objects.filter(code__in=[draft.code for draft in drafts])
    message = ours.filter(**{field: OuterRef(field)}).values("pk")[:1]
    free = waiting().filter(**{f"{field}__in": list(ours.values_list(field, flat=True))})
    free.update(message=Subquery(message))
    _remove_empty(ours)
    return ours.count()


def gather_events(*, now: datetime) -> int:
    """A message for each event to a webhook, and one with all of them to a chat or a mailbox."""
    made, on = 0, local_day(now)
    while found := _some_events(on=on, now=now):
        made += found
    return made


@transaction.atomic
def _some_events(*, on: date, now: datetime) -> int:
    found = waiting().filter(EVENTS).select_related("endpoint").order_by("pk")
    notices = held(found)
    messages: dict[tuple[int | None, int], Message] = {}
    for notice in notices:
        alone = notice.endpoint is not None and notice.endpoint.channel == WEBHOOK
        key = (notice.endpoint_id, notice.pk if alone else 0)
        notice.message = messages.setdefault(
            key,
            Message(
                what=Message.What.EVENT,
                endpoint_id=notice.endpoint_id,
                on=on,
                made_at=now,
                next_at=now,
            ),
        )
    return put_into(messages.values(), notices)


def held(notices: QuerySet[Notice]) -> list[Notice]:
    """Some of these, for this transaction alone: what another process has in hand is left to it."""
    return list(notices.select_for_update(skip_locked=True, of=("self",))[:CHUNK])


def put_into(messages: Iterable[Message], notices: Sequence[Notice]) -> int:
    """Write new messages, and into them those of their notices that are still free."""
    made = Message.objects.bulk_create(messages)
    taken = waiting().bulk_update(notices, ["message"])
    ours = Message.objects.filter(pk__in=[message.pk for message in made])
    if taken < len(notices):
        _remove_empty(ours)
        return ours.count()
    return len(made)


def _remove_empty(messages: QuerySet[Message]) -> None:
    """A message whose notices all went elsewhere has nothing to say."""
    messages.filter(notices=None).delete()
