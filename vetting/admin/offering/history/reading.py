"""Reads one page of an offering's history, in a number of queries that does not depend on it."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from vetting.admin.offering.history.acts import (
    DECIDED,
    TOLD_BY_ROWS,
    act_events,
)
from vetting.admin.offering.history.answering import answer_events
from vetting.admin.offering.history.deciding import (
    decision_events,
    review_events,
    status_events,
)
from vetting.admin.offering.history.event import Event, Sort, Stream, stream
from vetting.admin.offering.panels import MOST, History
from vetting.models import Answer, AuditEntry, Offering, RunsOn, StatusPeriod
from vetting.models.days import midnight
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import StatusReason
from vetting.services.assessments import local_day

UNDECIDED = (StatusReason.LAPSED.value, StatusReason.UPSTREAM.value)
MOST_LINKS = 200


def stream_of(
    offering: Offering,
    history: History,
    rules: Policy,
    today: date,
    *,
    with_audit: bool,
    before: datetime | None = None,
) -> Stream:
    """The newest events (before a moment); five queries, four for those without the audit trail.

    Of each source one event more is read than a page shows, so that none can be missed.
    """
    links = list(_links(offering))
    entries = list(_entries(offering, before)) if with_audit else []
    moments = _moments(offering, before)
    answered = {e.at: e for e in entries if e.at in moments and _of_answers(e, rules)}
    others = [entry for entry in entries if answered.get(entry.at) is not entry]
    chain = {link.upstream.slug: link.upstream.full_name for link in links}
    events: list[Event] = [
        *decision_events(history.decisions),
        *review_events(history.reviews, with_proposals=not with_audit),
        *answer_events(_answers_at(offering, moments), moments, answered, rules),
        *status_events(_periods(offering, today, before)),
        *act_events(others, chain, rules),
        *([] if with_audit else _chain_events(links)),
    ]
    # Of a review that closed without a decision the trail knows who closed it, and why.
    told = {entry.at for entry in others}
    kept = (e for e in events if not (e.sort is Sort.REVIEW and not e.who and e.at in told))
    return stream((e for e in kept if before is None or e.at < before), MOST)


def _links(offering: Offering) -> QuerySet[RunsOn]:
    links = RunsOn.objects.filter(offering=offering).select_related("upstream")
    return links.order_by("-started_on", "-pk")[:MOST_LINKS]


def _entries(offering: Offering, before: datetime | None) -> QuerySet[AuditEntry]:
    """What was done to it, but for what other rows tell."""
    found = AuditEntry.objects.filter(subject_kind="offering", subject_id=offering.slug)
    found = found.exclude(act__in=TOLD_BY_ROWS).exclude(act__startswith=DECIDED)
    if before is not None:
        found = found.filter(at__lt=before)
    return found.order_by("-pk")[: MOST + 1]


def _moments(offering: Offering, before: datetime | None) -> list[datetime]:
    """The newest moments at which an answer began or ended; one query."""
    begun, ended = offering.answers.all(), offering.answers.exclude(superseded_at=None)
    if before is not None:
        begun, ended = begun.filter(recorded_at__lt=before), ended.filter(superseded_at__lt=before)
    both = begun.values_list("recorded_at").union(ended.values_list("superseded_at"))
    return [at for (at,) in both.order_by("-recorded_at")[: MOST + 1]]


def _answers_at(offering: Offering, moments: list[datetime]) -> QuerySet[Answer]:
    rows = offering.answers.filter(Q(recorded_at__in=moments) | Q(superseded_at__in=moments))
    return rows.select_related("evidence", "recorded_by")


def _of_answers(entry: AuditEntry, rules: Policy) -> bool:
    """Whether what it changed is told by the answers that began or ended with it."""
    return any(name in rules.criteria for name in (*entry.before, *entry.after))


def _periods(offering: Offering, today: date, before: datetime | None) -> QuerySet[StatusPeriod]:
    """The stretches of days on which nobody decided what was told."""
    last = today if before is None else min(today, local_day(before))
    begun = StatusPeriod.objects.filter(
        offering=offering, reason__in=UNDECIDED, starts_on__lte=last, starts_on__gt=date.min
    )
    return begun.defer("document").order_by("-starts_on")[: MOST + 1]


def _chain_events(links: list[RunsOn]) -> list[Event]:
    """By the day alone, for those who may not read the audit trail."""
    return [
        Event(midnight(on), Sort.CHAIN, title, why=link.upstream.full_name, whole_day=True)
        for link in links
        for on, title in ((link.started_on, "Runs on"), (link.ended_on, "No longer runs on"))
        if on is not None
    ]
