"""What follows when answers change: assess again; if stricter than published, review or stop."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from vetting.models import Assessment, Decision, Offering, Review, StatusPeriod
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services import audit
from vetting.services.assessments import keep_assessments, local_day
from vetting.services.statuses import redraw_statuses


def answers_changed(
    offerings: Iterable[Offering], *, now: datetime, by: AbstractBaseUser | None
) -> dict[int, Assessment]:
    """Assess these offerings again and act on what the rules now say.

    Stricter than the decided verdict: a review opens. A knock-out in an offering that people may
    use: it is suspended in the same transaction. Answers the current assessments by offering key.
    """
    offerings = list(offerings)
    assessments = keep_assessments(offerings, now=now)
    told = _told_on(offerings, now)
    stopped = []
    acts: list[audit.Act] = []
    for offering in offerings:
        period, found = told.get(offering.pk), assessments[offering.pk]
        decided = period.decision if period else None
        if decided is None or Verdict(found.verdict).rank >= Verdict(decided.verdict).rank:
            continue
        because = _because(found, decided)
        acts += open_review_quietly(offering, because=because, by=None, now=now)
        already = period is not None and period.reason == StatusReason.SUSPENDED
        if found.result["knock_outs"] and Verdict(decided.verdict).usable and not already:
            stopped.append(offering)
            acts.append(_suspend(offering, found, by=by, now=now))
    if acts:
        audit.record_acts(acts, by=by, now=now)
    if stopped:
        redraw_statuses(stopped)
    return assessments


def open_review_quietly(
    offering: Offering, *, because: str, by: AbstractBaseUser | None, now: datetime
) -> list[audit.Act]:
    """Open a review unless one is open; the audit act to record, if one was opened."""
    review, is_new = Review.objects.get_or_create(
        offering=offering,
        state__in=[Review.State.OPEN, Review.State.PROPOSED],
        defaults={"because": because, "opened_at": now, "opened_by": by, "state": "open"},
    )
    return [audit.Act("opened a review", offering, because)] if is_new else []


def _told_on(offerings: list[Offering], now: datetime) -> dict[int, StatusPeriod]:
    rows = StatusPeriod.objects.filter(offering__in=offerings).covering(local_day(now))
    return {row.offering_id: row for row in rows.select_related("decision")}


def _because(found: Assessment, decided: Decision) -> str:
    wanted, had = Verdict(found.verdict).label.lower(), Verdict(decided.verdict).label.lower()
    first = found.result["reasons"][0]["text"]
    return f"The answers changed: the rules now say {wanted}, published is {had}. {first}"


def _suspend(
    offering: Offering, found: Assessment, *, by: AbstractBaseUser | None, now: datetime
) -> audit.Act:
    because = " ".join(r["text"] for r in found.result["reasons"])
    Decision.objects.create(
        offering=offering,
        act=Act.SUSPEND.value,
        because=because,
        assessment=found,
        policy=found.policy,
        author=by,
        loosens=False,
        decided_at=now,
        decided_on=local_day(now),
    )
    return audit.Act("suspended", offering, because)
