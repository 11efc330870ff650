"""Put what is to be told into the outbox: in the transaction of what it tells of, and only once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from vetting.models import Notice
from vetting.services.outbox.waking import wake

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell one person or one endpoint (by key).

    `facts` is JSON: what it takes to put it into words later, as it was when it was found.
    """

    subject: str
    step: str
    person: int | None = None
    endpoint: int | None = None
    offering: int | None = None
    day: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def put(tellings: Iterable[Telling], *, on: date, now: datetime) -> None:
    """Write these down where they are not yet: what was told of this step once is not told again.

    Part of the caller's transaction; nothing is sent here. What goes to an endpoint may go at once,
    and the worker is told; what goes to a person waits for the day's digest.
    """
    rows = [
        Notice(
            subject=each.subject,
            step=each.step,
            person_id=each.person,
            endpoint_id=each.endpoint,
            offering_id=each.offering,
            on=on,
            day=each.day,
            facts=dict(each.facts),
            made_at=now,
        )
        for each in tellings
    ]
    Notice.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    if any(row.endpoint_id for row in rows):
        wake()
