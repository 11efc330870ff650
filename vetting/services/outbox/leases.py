"""Who does a sort of regular work now, what came of it, and when it was done last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from vetting.models import Heartbeat

# To find what is due, to write down what the calendar changed, and to send.
FINDING, CALENDAR, SENDING = "finding", "calendar", "sending"
# Renewed while the work goes on. Whoever is silent for so long is taken for dead.
LEASE = timedelta(minutes=5)


class LeaseLost(Exception):
    """Somebody else does this work now: we were silent for too long."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a sort of regular work, until it runs out."""

    name: str
    holder: UUID


def take_lease(*, name: str, now: datetime, length: timedelta = LEASE) -> Lease | None:
    """The lease, or None while somebody else has it."""
    Heartbeat.objects.get_or_create(name=name)
    lease = Lease(name, uuid4())
    free = Q(holder=None) | Q(leased_until__lte=now)
    taken = Heartbeat.objects.filter(free, name=name).update(
        holder=lease.holder, leased_until=now + length, started_at=now
    )
    return lease if taken else None


def renew(lease: Lease, *, now: datetime, length: timedelta = LEASE) -> None:
    """Say that the work goes on; LeaseLost if somebody else has begun it meanwhile."""
    held = Heartbeat.objects.filter(name=lease.name, holder=lease.holder)
    if not held.update(leased_until=now + length):
        raise LeaseLost


def finish(lease: Lease, *, done: Mapping[str, int], now: datetime) -> None:
    """Give the lease back with what was done. If it was lost, the one who has it will tell."""
    held = Heartbeat.objects.filter(name=lease.name, holder=lease.holder)
    held.update(holder=None, leased_until=None, finished_at=now, done=dict(done), error="")


def fail(lease: Lease, *, error: str, now: datetime) -> None:
    """Give the lease back with why the work did not come to its end."""
    held = Heartbeat.objects.filter(name=lease.name, holder=lease.holder)
    held.update(holder=None, leased_until=None, failed_at=now, error=error)


def note(*, name: str, done: Mapping[str, int], now: datetime) -> None:
    """Write down work that any number may do at once, and which therefore takes no lease."""
    Heartbeat.objects.update_or_create(
        name=name, defaults={"finished_at": now, "done": dict(done), "error": ""}
    )


def finished_since(*, name: str, moment: datetime) -> bool:
    """Whether somebody has come to the end of this work since then."""
    return Heartbeat.objects.filter(name=name, finished_at__gte=moment).exists()
