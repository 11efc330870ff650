"""Whether there is anything to do at all, in one question to the database that is cheap to ask."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists

from vetting.models import Heartbeat
from vetting.services.outbox.claims import due, stale
from vetting.services.outbox.gathering import EVENTS, waiting
from vetting.services.outbox.leases import CALENDAR, FINDING


@dataclass(frozen=True, slots=True)
class Glance:
    """What waits, and when the regular work was last done (None: never)."""

    to_send: bool
    finding: Heartbeat | None
    calendar: Heartbeat | None


def glance(now: datetime) -> Glance:
    """Before the first run there is nothing to see by; then everything may be waiting."""
    beats = Heartbeat.objects.filter(name__in=[FINDING, CALENDAR]).annotate(
        events=Exists(waiting().filter(EVENTS)), due=Exists(due(now)), stale=Exists(stale(now))
    )
    found = {beat.name: beat for beat in beats.order_by("name")}
    to_send = not found or any(beat.events or beat.due or beat.stale for beat in found.values())
    return Glance(to_send, found.get(FINDING), found.get(CALENDAR))
