"""Builds the rows that the API reads, straight in the database and dated from today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from vetting.models import (
    Answer,
    Assessment,
    Decision,
    Evidence,
    Offering,
    Policy,
    RunsOn,
    StatusPeriod,
    Tool,
    Vendor,
)
from vetting.services.audit import record_act
from vetting.services.documents import write_documents
from vetting.services.names import rebuild_names

LONG_AGO = date.min
SOURCE = {
    "kind": "published_terms",
    "title": "Terms of use",
    "url": "https://example.com/terms",
    "document_date": "2026-01-01",
    "seen_on": "2026-02-01",
}
KNOCK_OUT = {"criterion": "trains_on_inputs", "text": "It trains on inputs.", "source": SOURCE}


def today() -> date:
    return timezone.localdate()


def days(count: int) -> date:
    return today() + timedelta(count)


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def acted() -> None:
    """An act, as every change by the services is: what the API remembers ends with it."""
    record_act(act="looked at", subject=vendor(), by=None, now=timezone.now())


def policy() -> Policy:
    return Policy.objects.get(version="2026.1")


def person(name: str) -> User:
    return User.objects.get_or_create(username=name)[0]


def vendor(slug: str = "acme", name: str = "Acme") -> Vendor:
    return Vendor.objects.get_or_create(
        slug=slug, defaults={"name": name, "country": "US", "website": f"https://{slug}.com"}
    )[0]


def tool(slug: str, name: str, *, named: bool = True, **fields: Any) -> Tool:
    """A tool that is found by its names at once, unless they are made at the end."""
    fields.setdefault("vendor", vendor())
    fields.setdefault("category", "image generation")
    fields.setdefault("modalities", ["image"])
    made = Tool.objects.create(slug=slug, name=name, **fields)
    rebuild_names([made] if named else [])
    return made


def offering(slug: str, of: Tool, plan: str, *, named: bool = True, **fields: Any) -> Offering:
    """An offering that is found by its names at once, unless they are made at the end."""
    fields.setdefault("kind", "enterprise_workspace")
    made = Offering.objects.create(
        slug=slug,
        tool=of,
        name=plan,
        full_name=f"{of.name} - {plan}",
        created_at=timezone.now(),
        **fields,
    )
    rebuild_names([of] if named else [])
    return made


def told(of: Offering, status: str = "not_vetted", reason: str = "decided", **fields: Any) -> None:
    """What is told of an offering; from long ago and for good unless days are given."""
    fields.setdefault("because", f"It is {status}.")
    fields.setdefault("ceiling", "none")
    fields.setdefault("starts_on", LONG_AGO)
    period = StatusPeriod(offering=of, status=status, reason=reason, **fields)
    write_documents([period])
    period.save()


def never_decided(of: Offering) -> Offering:
    told(of, reason="never_decided", because="Nobody has decided on it yet.")
    return of


def decision(of: Offering, verdict: str, **fields: Any) -> Decision:
    scores = {"p2": fields.pop("p2", "90.0"), "p3": fields.pop("p3", "80.0")}
    reasons = fields.pop("reasons", [{"criterion": None, "text": "It scores.", "source": None}])
    on = fields.pop("on", days(-30))
    assessment = Assessment.objects.create(
        offering=of,
        policy=policy(),
        assessed_at=at(on),
        assessed_on=on,
        superseded_at=at(on),
        verdict=fields.pop("computed", verdict),
        **scores,
        p2_max=scores["p2"],
        p3_max=scores["p3"],
        ceiling=fields.get("ceiling", "none"),
        open_questions=0,
        result={"reasons": reasons, "conditions": [], "criteria": []},
    )
    usable = verdict in {"approved", "conditional"}
    fields.setdefault("valid_until", days(100) if usable else None)
    fields.setdefault("review_due_on", days(100) if verdict != "not_vetted" else None)
    fields.setdefault("because", f"We decided {verdict}.")
    return Decision.objects.create(
        offering=of,
        act="decide",
        verdict=verdict,
        assessment=assessment,
        policy=assessment.policy,
        author=person("ana"),
        approver=person("abe"),
        loosens=usable,
        decided_at=at(on),
        decided_on=on,
        **fields,
    )


def decided(of: Offering, verdict: str, **fields: Any) -> Offering:
    """An offering with one decision in force, told from the day of the decision on."""
    if verdict == "approved":
        fields.setdefault("ceiling", "unreleased")
    if verdict == "conditional":
        fields.setdefault("ceiling", "non_sensitive")
        fields.setdefault("conditions", [{"criterion": "identity_sso", "text": "Enforce SSO."}])
    if verdict == "banned":
        fields.setdefault("reasons", [KNOCK_OUT])
    made = decision(of, verdict, **fields)
    told(
        of,
        reason="never_decided",
        because="Nobody has decided on it yet.",
        ends_on=made.decided_on - timedelta(1),
    )
    told(
        of,
        verdict,
        "open_questions" if verdict == "not_vetted" else "decided",
        because=made.because,
        starts_on=made.decided_on,
        ceiling=made.ceiling,
        conditions=made.conditions,
        decision=made,
        review_due_on=made.review_due_on,
        valid_until=made.valid_until,
    )
    return of


def runs_on(above: Offering, below: Offering, since: date | None = None) -> None:
    RunsOn.objects.create(offering=above, upstream=below, started_on=since or days(-60))


def answered(of: Offering, criterion: str, value: Any, **fields: Any) -> Answer:
    """One answer on binding published terms that were read a while ago."""
    seen = fields.pop("seen_on", days(-20))
    evidence = Evidence.objects.create(
        kind=fields.pop("kind", "published_terms"),
        title="Terms of use",
        url="https://example.com/terms",
        document_date=seen,
        seen_on=seen,
        counts_until=seen + timedelta(180),
        fingerprint=f"{of.slug}-{criterion}-{value}",
        created_at=at(seen),
    )
    fields.setdefault("recorded_at", at(seen))
    return Answer.objects.create(
        offering=of, criterion=criterion, value=value, evidence=evidence, origin="catalog", **fields
    )
