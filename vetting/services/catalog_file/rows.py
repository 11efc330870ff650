"""Bring vendors, tools, offerings and chain links of a catalogue file into the registry."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from vetting.models import Offering, StatusPeriod, Tool, Vendor
from vetting.scoring.status import Status
from vetting.services.assessments import local_day
from vetting.services.audit import Act, record_acts
from vetting.services.catalog_file.checks import Entry
from vetting.services.catalogue import follow_tools, full_name, put_links
from vetting.services.names import rebuild_names
from vetting.services.statuses import redraw_statuses

Counts = Counter[str]


# These parts of an offering's entry have a fingerprint of their own.
ELSEWHERE = {"answers", "runs_on"}


@dataclass(frozen=True, slots=True)
class Spec:
    """How one section becomes rows: plain fields, what is derived, and the row it belongs to."""

    name: str
    model: Any
    fields: tuple[str, ...]
    parent: tuple[str, Any] | None = None
    derived: tuple[str, ...] = ("catalog_sha256",)


VENDORS = Spec("vendors", Vendor, ("name", "country", "website"))
TOOLS = Spec(
    "tools", Tool, ("name", "category", "modalities", "domains", "aliases"), ("vendor", Vendor)
)
OFFERINGS = Spec(
    "offerings",
    Offering,
    ("name", "kind", "aliases", "login_domains"),
    ("tool", Tool),
    ("full_name", "catalog_sha256"),
)


def fingerprint(entry: object) -> str:
    """The same content gives the same fingerprint, whatever the order of its keys."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def import_rows(
    batch: list[Entry],
    spec: Spec,
    counts: Counts,
    *,
    by: User | None,
    now: datetime,
    because: str,
) -> list[Any]:
    """Create and change the rows of one batch, with one act each; the rows that were written.

    A row whose entry is the same as at its last import is left as it is.
    """
    slugs = [entry["slug"] for entry in batch]
    held = {row.slug: row for row in spec.model.objects.filter(slug__in=slugs)}
    parents = _parents(batch, spec)
    written, acts = [], []
    for entry in batch:
        row = held.get(entry["slug"]) or spec.model(slug=entry["slug"])
        mark = fingerprint({k: v for k, v in entry.items() if k not in ELSEWHERE})
        if row.catalog_sha256 == mark:
            continue
        before = {f: getattr(row, f) for f in spec.fields} if row.pk else {}
        _fill(row, entry, spec, parents, now)
        row.catalog_sha256 = mark
        after = {f: getattr(row, f) for f in spec.fields}
        acts.append(Act("changed" if before else "created", row, because, before, after))
        written.append(row)
    _store(written, spec, counts)
    if acts:
        record_acts(acts, by=by, now=now)
    return written


def _fill(
    row: Any, entry: Entry, spec: Spec, parents: dict[str, models.Model], now: datetime
) -> None:
    for name in spec.fields:
        setattr(row, name, entry[name] if entry[name] is not None else "")
    if spec.parent:
        setattr(row, spec.parent[0], parents[entry[spec.parent[0]]])
    if spec is OFFERINGS:
        row.full_name = full_name(row.tool, row.name)
        row.created_at = row.created_at or now


def _store(rows: list[Any], spec: Spec, counts: Counts) -> None:
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None]
    spec.model.objects.bulk_create(new, batch_size=500)
    columns = [*spec.fields, *spec.derived, *([spec.parent[0]] if spec.parent else [])]
    spec.model.objects.bulk_update(changed, columns, batch_size=100)
    counts[f"{spec.name} created"] += len(new)
    counts[f"{spec.name} changed"] += len(changed)


def import_vendors(batch: list[Entry], counts: Counts, **context: Any) -> None:
    """Create and change vendors; what is published of their offerings follows."""
    vendors = import_rows(batch, VENDORS, counts, **context)
    if vendors:
        redraw_statuses(Offering.objects.filter(tool__vendor__in=vendors), now=context["now"])


def import_tools(batch: list[Entry], counts: Counts, **context: Any) -> None:
    """Create and change tools; the names of their offerings follow."""
    follow_tools(import_rows(batch, TOOLS, counts, **context), now=context["now"])


def import_offerings(
    batch: list[Entry], counts: Counts, **context: Any
) -> tuple[dict[str, Offering], set[str]]:
    """Create and change the offerings of one batch: all of the batch by slug, and which changed."""
    offerings = import_rows(batch, OFFERINGS, counts, **context)
    if offerings:
        rebuild_names({row.tool_id: row.tool for row in offerings}.values())
        redraw_statuses(offerings, now=context["now"])
    slugs = [entry["slug"] for entry in batch]
    rows = Offering.objects.select_related("tool").in_bulk(slugs, field_name="slug")
    return rows, {row.slug for row in offerings}


def import_links(
    batch: list[Entry],
    counts: Counts,
    *,
    by: User | None,
    now: datetime,
    because: str,
) -> dict[int, Status]:
    """Set what the offerings of one batch run on, where the file's word on it is new.

    Answers what was told of each that changed; its status is still to be drawn: between two
    batches the chain may go in a circle that the whole file does not have.
    """
    wanted = {e["slug"]: sorted(set(e["runs_on"])) for e in batch}
    marks = {slug: fingerprint(belows) for slug, belows in wanted.items()}
    held = dict(
        Offering.objects.filter(slug__in=wanted).values_list("slug", "catalog_links_sha256")
    )
    fresh = [slug for slug in wanted if held[slug] != marks[slug]]
    if not fresh:
        return {}
    slugs = {below for slug in fresh for below in wanted[slug]} | set(fresh)
    rows = Offering.objects.in_bulk(slugs, field_name="slug")
    links = {rows[slug]: [rows[below] for below in wanted[slug]] for slug in fresh}
    told = _told(links, now)
    acts = put_links(links, now=now, because=because)
    if acts:
        record_acts(acts, by=by, now=now)
        counts["chains changed"] += len(acts)
    for slug in fresh:
        rows[slug].catalog_links_sha256 = marks[slug]
    Offering.objects.bulk_update(links, ["catalog_links_sha256"], batch_size=200)
    return {row.pk: told[row.pk] for act in acts if isinstance(row := act.subject, Offering)}


def _told(offerings: Iterable[Offering], now: datetime) -> dict[int, Status]:
    rows = StatusPeriod.objects.filter(offering__in=offerings).covering(local_day(now))
    return {row.offering_id: row.as_fact().status for row in rows}


def _parents(batch: list[Entry], spec: Spec) -> dict[str, models.Model]:
    if spec.parent is None:
        return {}
    name, model = spec.parent
    rows = model._default_manager.filter(slug__in={entry[name] for entry in batch})
    return {row.slug: row for row in rows}
