"""Draw the status periods of offerings, and of everything that runs on them, with every act."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from vetting.models import Decision, Offering, RunsOn, StatusPeriod
from vetting.scoring import timeline as scoring
from vetting.scoring.outcome import points
from vetting.scoring.status import DecisionFact
from vetting.services.assessments import local_day
from vetting.services.changes import Periods, catch_up, write_changes
from vetting.services.documents import write_documents


def redraw_statuses(offerings: Iterable[Offering], *, now: datetime) -> None:
    """Bring the periods of these offerings and of all offerings above them up to date.

    Only rows that differ are written, and what is told otherwise from now on goes into the log of
    changes. Costs a few queries for each level of the chain. The caller acts one at a time.
    """
    drawn: dict[int, tuple[scoring.StatusPeriod, ...]] = {}
    day = catch_up(local_day(now), now=now)
    for level in _levels({o.pk for o in offerings}):
        before, after = _draw(level, drawn)
        write_changes(before, after, day=day, now=now)


def _levels(first: set[int]) -> Iterator[set[int]]:
    """The offerings from below to above, so that each comes after all that it runs on."""
    above: dict[int, set[int]] = {}
    seen, border = set(first), set(first)
    while border:
        links = RunsOn.objects.filter(upstream__in=border).values_list("upstream_id", "offering_id")
        border = set()
        for below, up in links:
            above.setdefault(below, set()).add(up)
            if up not in seen:
                seen.add(up)
                border.add(up)
    waiting = dict.fromkeys(seen, 0)
    for ups in above.values():
        for up in ups:
            waiting[up] += 1
    ready = {key for key, count in waiting.items() if count == 0}
    while ready:
        yield ready
        freed: set[int] = set()
        for below in ready:
            for up in above.get(below, ()):
                waiting[up] -= 1
                if waiting[up] == 0:
                    freed.add(up)
        ready = freed


def _draw(
    level: set[int], drawn: dict[int, tuple[scoring.StatusPeriod, ...]]
) -> tuple[Periods, Periods]:
    """The periods as they were and as they are now, of the offerings for which they differ."""
    decisions: dict[int, list[DecisionFact]] = {key: [] for key in level}
    for decision in Decision.objects.filter(offering__in=level).order_by("pk"):
        decisions[decision.offering_id].append(decision.as_fact())
    upstreams = _upstreams(level, drawn)
    held: dict[int, list[StatusPeriod]] = {key: [] for key in level}
    for row in StatusPeriod.objects.filter(offering__in=level).order_by("starts_on"):
        held[row.offering_id].append(row)
    fresh: dict[int, list[StatusPeriod]] = {}
    for key in level:
        drawn[key] = scoring.timeline(decisions[key], upstreams.get(key, []))
        fresh[key] = [_row(key, period) for period in drawn[key]]
    write_documents(row for rows in fresh.values() for row in rows)
    changed = [key for key in level if _said(fresh[key]) != _said(held[key])]
    before, after = ({key: rows[key] for key in changed} for rows in (held, fresh))
    StatusPeriod.objects.filter(pk__in=[p.pk for rows in before.values() for p in rows]).delete()
    StatusPeriod.objects.bulk_create(chain.from_iterable(after.values()), batch_size=500)
    return before, after


def _upstreams(
    level: set[int], drawn: dict[int, tuple[scoring.StatusPeriod, ...]]
) -> dict[int, list[scoring.Upstream]]:
    links = list(
        RunsOn.objects.filter(offering__in=level).select_related("upstream").order_by("pk")
    )
    unseen = {link.upstream_id for link in links} - set(drawn)
    periods: dict[int, list[scoring.StatusPeriod]] = {key: [] for key in unseen}
    for row in StatusPeriod.objects.filter(offering__in=unseen).order_by("starts_on"):
        periods[row.offering_id].append(row.as_fact())
    found: dict[int, list[scoring.Upstream]] = {}
    for link in links:
        below = drawn.get(link.upstream_id) or periods[link.upstream_id]
        found.setdefault(link.offering_id, []).append(
            scoring.Upstream(
                link.upstream.slug, link.upstream.full_name, link.started_on, link.ended_on, below
            )
        )
    return found


def _said(rows: list[StatusPeriod]) -> list[list[object]]:
    columns = [f.attname for f in StatusPeriod._meta.concrete_fields if not f.primary_key]
    return [[getattr(row, column) for column in columns] for row in rows]


def _row(key: int, period: scoring.StatusPeriod) -> StatusPeriod:
    told = period.status
    return StatusPeriod(
        offering_id=key,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        status=told.verdict.value,
        reason=told.reason.value,
        because=told.because,
        ceiling=told.ceiling.value,
        conditions=points(told.conditions),
        decision_id=told.decision,
        review_due_on=told.review_due_on,
        valid_until=told.valid_until,
        upstream_decision_id=told.upstream_decision,
    )
