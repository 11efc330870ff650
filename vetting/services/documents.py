"""Write on each status period what lists show of it: the row as JSON and the columns to sort by."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from vetting.models import Decision, Offering, StatusPeriod
from vetting.scoring.published import published
from vetting.scoring.written import written

Paper = dict[str, Any]

OFFERING = {
    "vendor_slug": F("tool__vendor__slug"),
    "vendor_name": F("tool__vendor__name"),
    "tool_slug": F("tool__slug"),
    "tool_name": F("tool__name"),
    "modalities": F("tool__modalities"),
}
DECIDED = {
    "version": F("policy__version"),
    "p2": F("assessment__p2"),
    "p3": F("assessment__p3"),
    "computed": F("assessment__verdict"),
    "reasons": F("assessment__result__reasons"),
}


def write_documents(periods: Iterable[StatusPeriod]) -> None:
    """Fill in what the status alone does not say. Two queries for all; the caller saves."""
    periods = list(periods)
    names = _by_key(
        Offering.objects.filter(pk__in={p.offering_id for p in periods}).values(
            "pk", "slug", "full_name", "kind", **OFFERING
        )
    )
    keys = {key for p in periods for key in (p.decision_id, p.upstream_decision_id) if key}
    acts = Decision.objects.filter(pk__in=keys) if keys else Decision.objects.none()
    decided = _by_key(acts.values("pk", "verdict", "decided_on", "decided_at", **DECIDED))
    for period in periods:
        own, below = (decided.get(k) for k in (period.decision_id, period.upstream_decision_id))
        _write(period, names[period.offering_id], own, below)


def _write(period: StatusPeriod, named: Paper, own: Paper | None, upstream: Paper | None) -> None:
    period.slug, period.name = named["slug"], named["full_name"]
    for column in ("p2", "p3", "decided_on", "decided_at"):
        setattr(period, column, own[column] if own else None)
    row = published(named, period.as_fact().status, own, upstream)
    period.document = written(row)


def _by_key(rows: QuerySet[Any, Any]) -> dict[int | None, Paper]:
    return {row["pk"]: row for row in rows}
