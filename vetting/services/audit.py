"""The trail: writes one sealed entry for each act, and checks that the seals still hold."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.contrib.auth.models import User
from django.db import models, transaction

from vetting.models import AuditEntry, AuditHead

BEGINNING = "0" * 64
SYSTEM = "the registry"
SECOND = timedelta(seconds=1)

Given = ParamSpec("Given")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Named:
    """A subject that is no row, such as a file."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it goes into the trail."""

    act: str
    subject: models.Model | Named
    because: str = ""
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def one_at_a_time(act: Callable[Given, Done]) -> Callable[Given, Done]:
    """One transaction for the act, in which nobody else acts.

    It queues before its first read: otherwise an approval and a knock-out recorded in the same
    moment would each be decided without sight of the other.
    """

    @wraps(act)
    def in_turn(*args: Given.args, **kwargs: Given.kwargs) -> Done:
        with transaction.atomic():
            _queue()
            return act(*args, **kwargs)

    return in_turn


def record_act(
    *,
    act: str,
    subject: models.Model | Named,
    by: User | None,
    now: datetime,
    because: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction; `by` is None when the registry acts itself."""
    return record_acts([Act(act, subject, because, before, after)], by=by, now=now)[0]


@transaction.atomic
def record_acts(acts: list[Act], *, by: User | None, now: datetime) -> list[AuditEntry]:
    """Write many entries in one go. Concurrent writers wait for each other here."""
    head = _queue()
    entries = []
    for act in acts:
        entry = _entry(act, by=by, now=now, previous=head.sha256)
        head.sha256 = entry.sha256
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    head.entries += len(entries)
    head.changed_at, head.acted_at = _second_of(head, now), now
    head.save(update_fields=["sha256", "entries", "changed_at", "acted_at"])
    return entries


def broken_links() -> list[str]:
    """What is wrong with the trail, in words; empty when every seal holds. Reads every entry."""
    previous, count, found = BEGINNING, 0, []
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.previous_sha256 != previous:
            found.append(f"Entry {entry.pk} does not follow the entry before it.")
        if entry.sha256 != _seal(entry):
            found.append(f"Entry {entry.pk} was changed after it was written.")
        previous, count = entry.sha256, count + 1
    head = AuditHead.objects.filter(pk=1).first()
    held = (head.sha256, head.entries) if head else (BEGINNING, 0)
    if held != (previous, count):
        found.append(f"The trail has {count} entries; its head speaks of {held[1]}.")
    return found


def _queue() -> AuditHead:
    """The newest seal, held for this transaction; SQLite has one writer at a time anyway."""
    heads = AuditHead.objects.select_for_update().filter(pk=1)
    if (head := heads.first()) is None:
        AuditHead.objects.get_or_create(pk=1, defaults={"sha256": BEGINNING})
        head = heads.get()
    return head


def _second_of(head: AuditHead, now: datetime) -> datetime:
    """The second that this act is told under, for the days of HTTP have whole seconds.

    It is the act's own unless an earlier act has that one or a later one: then it is the next that
    is free, so that a second never stands for two states. What an act writes in several goes has
    one clock and one second.
    """
    if head.changed_at is None:
        return now.replace(microsecond=0)
    if now == head.acted_at:
        return head.changed_at
    return max(now.replace(microsecond=0), head.changed_at + SECOND)


def _entry(act: Act, *, by: User | None, now: datetime, previous: str) -> AuditEntry:
    subject = named(act.subject)
    entry = AuditEntry(
        at=now.astimezone(UTC),
        by=by,
        by_name=by.get_username() if by else SYSTEM,
        act=act.act,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject=subject.label[:250],
        because=act.because,
        before=_plain(act.before),
        after=_plain(act.after),
        previous_sha256=previous,
    )
    entry.sha256 = _seal(entry)
    return entry


def named(subject: models.Model | Named) -> Named:
    """How the trail calls this subject."""
    if isinstance(subject, Named):
        return subject
    key = str(getattr(subject, "slug", "") or subject.pk)
    return Named(str(subject._meta.verbose_name), key, str(subject))


def _plain(values: Mapping[str, object] | None) -> dict[str, object]:
    """Values as JSON gives them back, so that the seal is the same after a round trip."""
    return dict(json.loads(json.dumps(values or {}, default=str)))


def _seal(entry: AuditEntry) -> str:
    sealed = [
        entry.previous_sha256,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.by_name,
        entry.act,
        entry.subject_kind,
        entry.subject_id,
        entry.subject,
        entry.because,
        entry.before,
        entry.after,
    ]
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
