"""Write a checked catalogue file: what differs from the file's last word, and nothing else."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from vetting.models import Offering, Policy
from vetting.scoring.status import Status
from vetting.services.assessments import local_day
from vetting.services.audit import Named, record_act
from vetting.services.catalog_file.answering import import_answers
from vetting.services.catalog_file.checks import Entry, catalog_problems
from vetting.services.catalog_file.reading import BrokenFile, entries
from vetting.services.catalog_file.rows import (
    Counts,
    import_links,
    import_offerings,
    import_tools,
    import_vendors,
)
from vetting.services.catalogue import stop_if_looser
from vetting.services.refusals import Refused
from vetting.services.statuses import redraw_statuses

BATCH = 200

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Imported:
    """What an import did, or would do."""

    offerings: int
    counts: Counts

    @property
    def changed_nothing(self) -> bool:
        return not any(count for name, count in self.counts.items() if name != "kept")


def import_catalog(
    *,
    path: Path,
    by: User | None,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda stage, done, of: None,
    at_a_time: int = BATCH,
) -> Imported:
    """Import a catalogue file in one transaction. Raises Refused with every problem of the file.

    The same file twice changes nothing. An entry that the file did not change since its last
    import is passed over, so what the desk did to it stays. Decisions are never touched; but
    worse answers open reviews and suspend, as they do when a person records them. So many entries
    `at_a_time` are held in memory, and `progress` is told after each such batch.
    """
    rules = Policy.objects.in_force(local_day(now)).rules
    progress("checking", 0, 0)
    try:
        problems, offerings = catalog_problems(path, rules, local_day(now))
    except BrokenFile as error:
        raise Refused([("file", str(error))]) from error
    if problems:
        raise Refused([("", problem) for problem in problems])
    counts = Counts()
    with transaction.atomic():
        _write(path, offerings, counts, by=by, now=now, progress=progress, at_a_time=at_a_time)
        if dry_run:
            transaction.set_rollback(True)
    return Imported(offerings, counts)


def _write(
    path: Path,
    offerings: int,
    counts: Counts,
    *,
    by: User | None,
    now: datetime,
    progress: Progress,
    at_a_time: int,
) -> None:
    because = f"Catalogue file {path.name}"
    for batch in _batches(path, "vendors", at_a_time):
        import_vendors(batch, counts, by=by, now=now, because=because)
    for batch in _batches(path, "tools", at_a_time):
        import_tools(batch, counts, by=by, now=now, because=because)
    done = 0
    for batch in _batches(path, "offerings", at_a_time):
        rows, changed = import_offerings(batch, counts, by=by, now=now, because=because)
        import_answers(batch, rows, changed, counts, by=by, now=now, because=because)
        done += len(batch)
        progress("importing", done, offerings)
    told: dict[int, Status] = {}
    for batch in _batches(path, "offerings", at_a_time):
        told |= import_links(batch, counts, by=by, now=now, because=because)
    _chains_changed(told, by=by, now=now)
    if any(count for name, count in counts.items() if name != "kept"):
        digest = hashlib.sha256(json.dumps(dict(counts), sort_keys=True).encode()).hexdigest()
        record_act(
            act="imported a catalogue file",
            subject=Named("catalogue file", digest[:12], path.name),
            by=by,
            now=now,
            after=dict(counts),
        )


def _chains_changed(told: dict[int, Status], *, by: User | None, now: datetime) -> None:
    keys = iter(told)
    while chunk := list(islice(keys, BATCH)):
        redraw_statuses(Offering.objects.filter(pk__in=chunk), now=now)
    decided = {key: before for key, before in told.items() if before.decision is not None}
    for offering in Offering.objects.filter(pk__in=decided).order_by("pk"):
        stop_if_looser(offering, decided[offering.pk], by=by, now=now)


def _batches(path: Path, section: str, at_a_time: int) -> Iterator[list[Entry]]:
    rows: Iterable[Entry] = (entry for _, entry in entries(path, section))  # type: ignore[misc]
    walk = iter(rows)
    while batch := list(islice(walk, at_a_time)):
        yield batch
