"""Write planned vendors, tools and offerings, many at once; what is published of them follows.

What follows one row that is saved at the desk follows here too: names, statuses, assessments, and a
stop or a review where a change is for the worse. Nothing here publishes a verdict.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.auth.models import User

from vetting.models import Offering, StatusPeriod
from vetting.scoring.status import Status
from vetting.services.assessments import local_day
from vetting.services.audit import Act, record_acts
from vetting.services.catalogue import (
    follow_tools,
    full_name,
    put_links,
    review_shorter_contract,
    stop_if_looser,
)
from vetting.services.consequences import answers_changed
from vetting.services.exchange.catalogue_columns import OFFERINGS, TOOLS, VENDORS, Sheet
from vetting.services.exchange.catalogue_plan import LINKS, Wanted
from vetting.services.exchange.plans import Planned
from vetting.services.names import rebuild_names
from vetting.services.statuses import redraw_statuses

BATCH = 200


def write_rows(
    planned: Sequence[Planned], sheet: Sheet, *, by: User, now: datetime, because: str
) -> None:
    """One act in the trail for each row; the caller acts one at a time and has planned just now."""
    touched = [one for one in planned if one.is_new or any(c.name != LINKS for c in one.changes)]
    rows = [_ready(one.values.row, sheet, now) for one in touched]
    new = [row for row, one in zip(rows, touched, strict=True) if one.is_new]
    columns = [name for name in sheet.fields if name not in ("slug", LINKS)]
    derived = ["full_name"] if sheet is OFFERINGS else []
    sheet.model.objects.bulk_create(new, batch_size=500)
    changed = [row for row, one in zip(rows, touched, strict=True) if not one.is_new]
    sheet.model.objects.bulk_update(changed, [*columns, *derived], batch_size=100)
    if touched:
        acts = [_act(row, one, because) for row, one in zip(rows, touched, strict=True)]
        record_acts(acts, by=by, now=now)
    if sheet is VENDORS:
        redraw_statuses(Offering.objects.filter(tool__vendor__in=changed), now=now)
    elif sheet is TOOLS:
        follow_tools(rows, now=now)
    elif sheet is OFFERINGS:
        _offerings_follow(rows, touched, by=by, now=now)
        _link([one.values for one in planned], by=by, now=now, because=because)


def _ready(row: Any, sheet: Sheet, now: datetime) -> Any:
    if sheet is OFFERINGS:
        row.full_name = full_name(row.tool, row.name)
        row.created_at = row.created_at or now
    return row


def _act(row: Any, planned: Planned, because: str) -> Act:
    changes = [change for change in planned.changes if change.name != LINKS]
    before = {} if planned.is_new else {change.name: change.was for change in changes}
    after = {change.name: change.now for change in changes}
    if planned.is_new:
        after = {"slug": row.slug, **after}
    return Act("created" if planned.is_new else "changed", row, because, before, after)


def _offerings_follow(
    rows: list[Offering], planned: Sequence[Planned], *, by: User, now: datetime
) -> None:
    rebuild_names({row.tool_id: row.tool for row in rows}.values())
    redraw_statuses(rows, now=now)
    keys = iter(sorted(row.pk for row in rows))
    while batch := list(islice(keys, BATCH)):
        offerings = Offering.objects.filter(pk__in=batch).select_related("tool").with_answers_at()
        answers_changed(offerings, now=now, by=by)
    for row, one in zip(rows, planned, strict=True):
        if not one.is_new and _ends_sooner(one):
            review_shorter_contract(row, by=by, now=now)


def _ends_sooner(planned: Planned) -> bool:
    return any(
        change.name == "contract_ends_on" and isinstance(change.now, date)
        for change in planned.changes
    )


def _link(wanted: list[Wanted], *, by: User, now: datetime, because: str) -> None:
    """Chains come last, for they may name rows of the same file."""
    named = {slug for one in wanted for slug in one.links or ()}
    upstreams = Offering.objects.in_bulk(named, field_name="slug")
    chains = {
        one.row: [upstreams[slug] for slug in one.links] for one in wanted if one.links is not None
    }
    told = _told(list(chains), now)
    acts = put_links(chains, now=now, because=because)
    if not acts:
        return
    record_acts(acts, by=by, now=now)
    moved = [act.subject for act in acts if isinstance(act.subject, Offering)]
    redraw_statuses(moved, now=now)
    for offering in moved:
        before = told.get(offering.pk)
        if before is not None and before.decision is not None:
            stop_if_looser(offering, before, by=by, now=now)


def _told(offerings: list[Offering], now: datetime) -> dict[int, Status]:
    rows = StatusPeriod.objects.filter(offering__in=offerings).covering(local_day(now))
    return {row.offering_id: row.as_fact().status for row in rows}
