"""What follows when answers change: assess again; if stricter than published, review or stop."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Assessment, Decision, Offering, Review, StatusPeriod
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Ceiling, State, Verdict
from vetting.services import audit
from vetting.services.assessments import keep_assessments, local_day
from vetting.services.comments import note_another_reason
from vetting.services.statuses import redraw_statuses
from vetting.services.stops import write_stop_or_lift


def answers_changed(
    offerings: Iterable[Offering], *, now: datetime, by: User | None
) -> dict[int, Assessment]:
    """Assess these offerings again and act on what the rules now say.

    Stricter than what was decided, or asking for more: a review opens. A knock-out, or a gating
    question that lost its answer, in an offering that people may use: it is suspended in the same
    transaction. Answers the current assessments by offering key.
    """
    offerings = list(offerings)
    assessments = keep_assessments(offerings, now=now)
    decided = decided_on(offerings, now)
    worse = [o for o in offerings if is_worse(assessments[o.pk], decided.get(o.pk))]
    suspended = _suspended(worse)
    stopped = []
    acts: list[audit.Act] = []
    for offering in worse:
        found, decision = assessments[offering.pk], decided[offering.pk]
        because = _because(found, decision)
        acts += open_review_quietly(offering, because=because, by=None, now=now)
        if offering.pk not in suspended and _must_stop(found, decision):
            stopped.append(offering)
            acts.append(_suspend(offering, found, by=by, now=now))
    if acts:
        audit.record_acts(acts, by=by, now=now)
    if stopped:
        redraw_statuses(stopped, now=now)
    return assessments


def is_worse(found: Assessment, decision: Decision | None) -> bool:
    """Stricter than what was decided, and than what the rules said when it was.

    So an override is not reopened by answers that it already took into account; but what must
    stop an offering reopens every decision.
    """
    if decision is None or decision.assessment is None:
        return False
    bar = min(Verdict(decision.verdict).rank, Verdict(decision.assessment.verdict).rank)
    rank = Verdict(found.verdict).rank
    asks_more = rank == bar and _asks_more(found, decision.assessment)
    return rank < bar or asks_more or _must_stop(found, decision)


def _asks_more(found: Assessment, before: Assessment) -> bool:
    """The same usable verdict, but with a condition more or a lower data ceiling."""
    new, old = ({row["criterion"] for row in a.result["must_do"]} for a in (found, before))
    lower = Ceiling(found.ceiling).rank < Ceiling(before.ceiling).rank
    return Verdict(found.verdict).usable and (lower or bool(new - old))


def _must_stop(found: Assessment, decision: Decision) -> bool:
    """A knock-out, or a gating answer that is gone or too weak, cannot wait for a review.

    Evidence that merely expired can: the decision's own last day and its grace see to that. A
    knock-out that was overridden knowingly does not stop the offering again.
    """
    known = decision.assessment.result["knock_outs"] if decision.assessment else []
    knock_outs = set(found.result["knock_outs"]) - set(known)
    lost = [
        row
        for row in found.result["criteria"]
        if row["gating"]
        and row["state"] == State.UNKNOWN
        and (row["counts_until"] is None or row["counts_until"] >= found.result["on"])
    ]
    return Verdict(decision.verdict).usable and bool(knock_outs or lost)


def open_review_quietly(
    offering: Offering, *, because: str, by: User | None, now: datetime
) -> list[audit.Act]:
    """Open a review; the audit act to record, if one was opened.

    Where one is open it learns of the reason, so that nobody takes it for what it was opened for.
    """
    review, is_new = Review.objects.get_or_create(
        offering=offering,
        state__in=[Review.State.OPEN, Review.State.PROPOSED],
        defaults={"because": because, "opened_at": now, "opened_by": by, "state": "open"},
    )
    if not is_new:
        note_another_reason(review, because, by=by, now=now)
        return []
    return [opened(offering, because)]


def opened(offering: Offering, because: str) -> audit.Act:
    """The act of opening a review, as the trail tells it."""
    return audit.Act("opened a review", offering, because)


def decided_on(offerings: list[Offering], now: datetime) -> dict[int, Decision]:
    """The verdict in force behind each offering's status today."""
    rows = StatusPeriod.objects.filter(offering__in=offerings, decision__isnull=False)
    rows = rows.covering(local_day(now)).select_related("decision__assessment")
    return {row.offering_id: row.decision for row in rows if row.decision}


def _suspended(offerings: list[Offering]) -> set[int]:
    acts = Decision.objects.filter(offering__in=offerings).order_by("decided_on", "pk")
    newest = dict(acts.values_list("offering_id", "act"))
    return {key for key, act in newest.items() if act == Act.SUSPEND}


def _because(found: Assessment, decided: Decision) -> str:
    now, had = Verdict(found.verdict), Verdict(decided.verdict)
    first = found.result["reasons"][0]["text"]
    if now is had:
        return f"The answers changed: the rules now ask for more than was decided. {first}"
    return (
        f"The answers changed: the rules now say {now.label.lower()}, "
        f"published is {had.label.lower()}. {first}"
    )


def _suspend(offering: Offering, found: Assessment, *, by: User | None, now: datetime) -> audit.Act:
    because = " ".join(r["text"] for r in found.result["reasons"])
    write_stop_or_lift(offering, Act.SUSPEND, because, by, None, now=now, assessment=found)
    return audit.Act("suspended", offering, because)
