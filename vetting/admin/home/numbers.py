"""The numbers on the first page: what is published today, and what waits for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.urls import reverse

from vetting.admin.home.steps import Step, next_step
from vetting.admin.home.work import WORK, Work
from vetting.models import (
    AuditEntry,
    Endpoint,
    Evidence,
    Message,
    Offering,
    Policy,
    Production,
    Review,
    StatusPeriod,
    VettingRequest,
    waiting,
)
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.assessments import local_day

LATELY = 8
REASONS = (StatusReason.SUSPENDED, StatusReason.LAPSED, StatusReason.NEVER_DECIDED)
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Number:
    """One count, what it counts, and the list that it links to."""

    count: int
    label: str
    url: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Some of the work, with what there is none of apart."""

    title: str
    numbers: list[Number]

    @property
    def some(self) -> list[Number]:
        return [number for number in self.numbers if number.count]

    @property
    def none(self) -> list[Number]:
        return [number for number in self.numbers if not number.count]


@dataclass(frozen=True, slots=True)
class Numbers:
    statuses: list[Number]
    first: Panel
    others: list[Panel]
    step: Step | None
    lately: list[AuditEntry]

    @property
    def empty(self) -> bool:
        return not any(number.count for number in self.statuses)


def numbers_for(user: User | AnonymousUser, now: datetime) -> Numbers | None:
    """What this person may see, in three queries; None for those who may not see offerings.

    One's own work comes first. Whoever only reads has none, and sees what is going on.
    """
    if not user.has_perm("vetting.view_offering"):
        return None
    found = {**told(now), **counted(queues(user.pk, now))}
    shown = [work for work in WORK if user.has_perm(work.permission)]
    own = [w for w in shown if user.has_perm(w.does) or (w.anybodys and found[w.key])]
    mine = [_number(work, found, mine=True) for work in own]
    others = [
        _number(work, found, mine=False) for work in shown if not work.personal and work not in own
    ]
    waits = any(number.count for number in mine)
    lately = AuditEntry.objects.order_by("-pk")[:LATELY]
    return Numbers(
        statuses=_statuses(found),
        first=Panel("What waits for you", mine) if mine else Panel("What is going on", others),
        others=[Panel("What waits for others", others)] if mine and others else [],
        step=None if waits else next_step(user),
        lately=list(lately) if user.has_perm("vetting.view_auditentry") else [],
    )


def _number(work: Work, found: Counts, *, mine: bool) -> Number:
    count, late = found[work.key], found.get(f"{work.key}_late", 0)
    style = "urgent" if work.urgent or late else ""
    return Number(count, work.said(count, late, mine=mine), work.url, style)


def _statuses(found: Counts) -> list[Number]:
    offerings = reverse("admin:vetting_offering_changelist")
    return [
        Number(found[v.value], v.label, f"{offerings}?status={v.value}", v.value)
        for v in reversed(Verdict)
    ]


def told(now: datetime) -> dict[str, int]:
    """What is counted of the status that each offering has today. One query."""
    today = local_day(now)
    sorts = {
        **{v.value: Q(status=v.value) for v in Verdict},
        **{reason.value: Q(reason=reason.value) for reason in REASONS},
        "ending": waiting.ending(today),
        "ending_late": waiting.in_grace(today),
        "review_due": waiting.review_due(today),
        "review_due_late": waiting.review_overdue(today),
    }
    counts = {name: Count("starts_on", filter=sort) for name, sort in sorts.items()}
    return StatusPeriod.objects.covering(today).aggregate(**counts)


def queues(person: int | None, now: datetime) -> dict[str, QuerySet[Any]]:
    """The rows of everything else that waits, by the keys of `WORK`."""
    today, reviews, periods = local_day(now), Review.objects, StatusPeriod.objects
    told_today = periods.covering(today)
    offerings = Offering.objects.with_status_on(today).with_assessment()
    looked_after = offerings.filter(waiting.looked_after([person]))
    return {
        "to_approve": reviews.filter(waiting.proposed_by_others(person)),
        "proposed": reviews.filter(waiting.proposed_by(person)),
        "sent_back": reviews.filter(waiting.sent_back_to(person)),
        "open_reviews": reviews.filter(state=Review.State.OPEN.value),
        "own_reviews": looked_after.filter(waiting.review_due(today, "now__")),
        "own_reviews_late": looked_after.filter(waiting.review_overdue(today, "now__")),
        "unowned": offerings.filter(waiting.unowned(today)),
        "failed_messages": Message.objects.filter(waiting.failed_messages()),
        "paused": Endpoint.objects.filter(waiting.paused_endpoints()),
        "questions": offerings.filter(waiting.open_and_wanted()),
        "evidence": Evidence.objects.filter(waiting.evidence_ending(today)),
        "evidence_late": Evidence.objects.filter(waiting.evidence_gone(today)),
        "requests": VettingRequest.objects.filter(state=VettingRequest.State.OPEN.value),
        "overrides": told_today.filter(waiting.departs()),
        "overrides_late": told_today.filter(waiting.departs(), waiting.ending(today)),
        "drafts": Policy.objects.filter(state=Policy.State.DRAFT.value),
        "keys": Production.objects.filter(waiting.keys_ending(now)),
        "people": User.objects.filter(waiting.without_role()),
    }


def counted(queues: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each queue has, in one query."""
    first, *rest = [
        rows.order_by().annotate(of=Value(name, CharField())).values("of").annotate(n=Count("*"))
        for name, rows in queues.items()
    ]
    held = {row["of"]: row["n"] for row in first.union(*rest, all=True)}
    return {name: held.get(name, 0) for name in queues}
