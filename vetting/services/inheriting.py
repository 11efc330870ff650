"""Put a plan's answers at its tenants, each marked as inherited and with its evidence."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Answer, Offering
from vetting.scoring.inheritance import Drift
from vetting.services.audit import Act, record_acts
from vetting.services.heirs import News
from vetting.services.superseding import said, supersede


def inherit(tenant: Offering, answer: Answer, *, by: User | None, now: datetime) -> Answer:
    """The plan's answer as the tenant holds it, with its evidence; the caller saves it."""
    return Answer(
        offering=tenant,
        criterion=answer.criterion,
        value=answer.value,
        evidence=answer.evidence,
        note=answer.note,
        confidence=answer.confidence,
        origin=Answer.Origin.INHERITED,
        inherited_from=answer,
        recorded_at=now,
        recorded_by=by,
    )


def renew(news: Iterable[News], *, by: User | None, now: datetime) -> set[int]:
    """Let tenants follow where the plan says the same on newer proof; the keys of those that did.

    Nothing that is published gets looser by it: a decision keeps its last day.
    """
    renewed = [one for one in news if one.drift is Drift.RENEWED]
    put(renewed, Answer.Origin.INHERITED, by=by, now=now)
    told: dict[Offering, list[News]] = {}
    for one in renewed:
        told.setdefault(one.tenant, []).append(one)
    if told:
        acts = [act_of("renewed with its plan", mine) for mine in told.values()]
        record_acts(acts, by=by, now=now)
    return {tenant.pk for tenant in told}


def put(news: Iterable[News], ended_by: Answer.Origin, *, by: User | None, now: datetime) -> None:
    """The plan's answers in place of what the tenants hold. Two queries; the caller tells of it."""
    news = list(news)
    held = [one.held for one in news if one.held is not None]
    fresh = [inherit(one.tenant, one.given, by=by, now=now) for one in news if one.given]
    if held:
        supersede(held, ended_by, now=now)
    Answer.objects.bulk_create(fresh, batch_size=500)


def act_of(act: str, news: Iterable[News], because: str = "") -> Act:
    """An act on one tenant as it goes into the trail."""
    news = list(news)
    before = {one.criterion.key: said(one.held) for one in news if one.held}
    after = {one.criterion.key: said(one.given) for one in news if one.given}
    return Act(act, news[0].tenant, because, before, after)
