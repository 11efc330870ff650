"""What follows when answers change: assess again; if stricter than published, review or stop."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Assessment, Decision, Offering, StatusPeriod
from vetting.scoring.inheritance import Drift
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Ceiling, State, Verdict
from vetting.services import audit
from vetting.services.assessments import keep_assessments, local_day
from vetting.services.heirs import News, news_from, told_of
from vetting.services.inheriting import renew
from vetting.services.opening import open_reviews
from vetting.services.statuses import redraw_statuses
from vetting.services.stops import write_stops


@dataclass(frozen=True, slots=True)
class Alarm:
    """An offering to be looked at again, and why; `stop` says why it cannot wait for that."""

    offering: Offering
    because: str
    stop: str
    found: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """An offering must be looked at again, and why; `stop` says why it cannot wait for that."""

    because: str
    stop: str


def answers_changed(
    offerings: Iterable[Offering], *, now: datetime, by: User | None
) -> dict[int, Assessment]:
    """Assess these offerings again and act on what the rules now say.

    Stricter than what was decided, or asking for more: a review opens. A knock-out, or a gating
    question that lost its answer, in an offering that people may use: it is suspended in the same
    transaction. So it goes for tenants that still hold what these, their plans, no longer say.
    Answers the current assessments by offering key.
    """
    offerings = list(offerings)
    news = news_from(offerings, now=now)
    offerings = _with_answers(offerings, renew(news, by=by, now=now))
    assessments = keep_assessments(offerings, now=now)
    changed = _by_tenant(news)
    follows = what_follows(assessments, now=now)
    alarms = [
        Alarm(o, follows[o.pk].because, follows[o.pk].stop, assessments[o.pk])
        for o in offerings
        if o.pk in follows
    ]
    alarms += _inherited_alarms(changed, now)
    if alarms:
        _raise(alarms, by=by, now=now)
    return assessments


def _with_answers(offerings: list[Offering], renewed: set[int]) -> list[Offering]:
    """These and those, with the answers that the latter have just got."""
    if not renewed:
        return offerings
    fresh = Offering.objects.filter(pk__in=renewed).with_answers_at()
    return [*(o for o in offerings if o.pk not in renewed), *fresh]


def _by_tenant(news: Iterable[News]) -> dict[Offering, list[News]]:
    """What cannot be renewed by itself, because the plan says something else."""
    told: dict[Offering, list[News]] = {}
    for one in news:
        if one.drift is not Drift.RENEWED:
            told.setdefault(one.tenant, []).append(one)
    return told


def _inherited_alarms(changed: Mapping[Offering, list[News]], now: datetime) -> list[Alarm]:
    """A tenant in use must not stay so on a yes that its plan has taken back."""
    keys = [tenant.pk for tenant in changed]
    decided, suspended = decided_on(keys, now), _suspended(keys)
    used = {
        key for key, decision in decided.items() if Verdict(decision.verdict).usable
    } - suspended
    alarms = []
    for tenant, news in changed.items():
        because = told_of(news)
        stops = tenant.pk in used and any(one.stops for one in news)
        alarms.append(Alarm(tenant, because, because if stops else ""))
    return alarms


def _raise(alarms: list[Alarm], *, by: User | None, now: datetime) -> None:
    """Open the reviews, stop what must stop and tell the trail; a few queries for all."""
    acts = open_reviews({a.offering: a.because for a in alarms}, by=None, now=now)
    opened = {act.subject for act in acts}
    stops = {a.offering: a for a in alarms if a.stop}
    write_stops([(a.offering, a.stop, a.found) for a in stops.values()], by, now=now)
    for alarm in alarms:
        if alarm.offering in stops:
            acts.append(audit.Act("suspended", alarm.offering, alarm.stop))
        elif alarm.found is None and alarm.offering not in opened:
            acts.append(audit.Act("was told what its plan says", alarm.offering, alarm.because))
    if acts:
        audit.record_acts(acts, by=by, now=now)
    if stops:
        redraw_statuses(stops, now=now)


def what_follows(found: Mapping[int, Assessment], *, now: datetime) -> dict[int, Follow]:
    """What must follow where offerings (by key) are assessed so, written or not. Only looks."""
    decided = decided_on(found, now)
    worse = {key: decided[key] for key, each in found.items() if is_worse(each, decided.get(key))}
    suspended = _suspended(worse)
    return {
        key: Follow(
            _because(found[key], decision),
            "" if key in suspended else _stop_of(found[key], decision),
        )
        for key, decision in worse.items()
    }


def _stop_of(found: Assessment, decision: Decision) -> str:
    if not _must_stop(found, decision):
        return ""
    return " ".join(row["text"] for row in found.result["reasons"])


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


def decided_on(offerings: Collection[int], now: datetime) -> dict[int, Decision]:
    """The verdict in force behind each offering's status today."""
    rows = StatusPeriod.objects.filter(offering__in=list(offerings), decision__isnull=False)
    rows = rows.covering(local_day(now)).select_related("decision__assessment")
    return {row.offering_id: row.decision for row in rows if row.decision}


def _suspended(offerings: Collection[int]) -> set[int]:
    acts = Decision.objects.filter(offering__in=list(offerings)).order_by("decided_on", "pk")
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
