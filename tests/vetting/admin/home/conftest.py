"""A registry in which everything waits at least once, in straight rows dated from today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.builders import make_user
from tests.registry.api.building import (
    answered,
    at,
    days,
    decided,
    never_decided,
    offering,
    policy,
    told,
    tool,
)
from vetting.models import (
    ApiKey,
    Assessment,
    Endpoint,
    Evidence,
    Heartbeat,
    Message,
    Offering,
    Policy,
    Production,
    Review,
    RunsOn,
    VettingRequest,
)
from vetting.models.assessments import spaced


def assessed(of: Offering, verdict: str, p2: str, p3: str, *open_keys: str) -> Offering:
    """An offering with an assessment that is current."""
    Assessment.objects.create(
        offering=of,
        policy=policy(),
        assessed_at=timezone.now(),
        assessed_on=days(0),
        verdict=verdict,
        p2=p2,
        p3=p3,
        p2_max=p2,
        p3_max=p3,
        ceiling="none",
        open_questions=len(open_keys),
        open_keys=spaced(open_keys),
        result={"reasons": [], "conditions": [], "criteria": []},
    )
    return of


def review(of: Offering, state: str, **fields: Any) -> Review:
    if state == "proposed":
        fields.setdefault("proposed_act", "decide")
        fields.setdefault("proposed_verdict", "banned")
        fields.setdefault("proposed_at", timezone.now())
    return Review.objects.create(
        offering=of, state=state, because="Look.", opened_at=timezone.now(), **fields
    )


def proof_until(of: Offering, criterion: str, last: int, **fields: Any) -> None:
    """An answer whose proof counts for so many more days."""
    made = answered(of, criterion, "always", seen_on=days(-200 + last), **fields)
    Evidence.objects.filter(pk=made.evidence_id).update(counts_until=days(last))


def key(slug: str, ends_in: int, **fields: Any) -> ApiKey:
    now = timezone.now()
    owner = Production.objects.create(
        slug=slug, name=slug, created_at=now, active=fields.pop("active", True)
    )
    return ApiKey.objects.create(
        production=owner,
        label="script",
        prefix=slug,
        sha256="",
        created_at=now,
        expires_at=now + timedelta(ends_in),
        **fields,
    )


def wanted(name: str, state: str = "open", of: Offering | None = None) -> None:
    closed = None if state in {"open", "in_review"} else timezone.now()
    VettingRequest.objects.create(
        tool=name,
        key=name,
        state=state,
        offering=of,
        created_at=timezone.now(),
        answered_at=closed,
    )


def outbox(person: Any) -> None:
    """A message that failed beside one that was sent, and endpoints of which one is paused."""
    now = timezone.now()
    said = {"what": "digest", "person": person, "made_at": now, "next_at": now}
    Message.objects.create(on=days(0), state="failed", error="No.", attempts=9, **said)
    Message.objects.create(on=days(-1), state="sent", sent_at=now, **said)
    there = {"channel": "mail", "address": "all@studio.example", "person": person}
    paused = {"paused_at": now, "paused_because": "20 attempts in a row failed."}
    Endpoint.objects.create(label="all", created_at=now, **there)
    Endpoint.objects.create(label="paused", created_at=now, **there, **paused)
    Endpoint.objects.create(label="gone", created_at=now, removed_at=now, **there, **paused)
    Heartbeat.objects.create(name=Heartbeat.DUE, finished_at=now)


@pytest.fixture
def plans(db: Any) -> dict[str, Offering]:
    """Offerings of every status; each is called after what is the matter with it."""
    suite = tool("suite", "Suite")
    made = {
        name: offering(name, suite, name.title(), named=False)
        for name in (
            "good", "ending", "grace", "overdue", "override", "suspended", "lapsed", "never",
            "asked", "declined", "below", "tenant",
        )
    }  # fmt: skip
    soon, late, far = days(10), days(-3), days(200)
    decided(made["good"], "approved", valid_until=far, review_due_on=far)
    decided(made["ending"], "approved", valid_until=soon, review_due_on=soon)
    decided(made["grace"], "conditional", valid_until=late, review_due_on=late)
    decided(made["overdue"], "banned", review_due_on=late)
    override = {"risk_owner": "Head of security"}
    decided(made["override"], "conditional", override=override, valid_until=far, review_due_on=far)
    told(made["suspended"], reason="suspended")
    told(made["lapsed"], reason="lapsed", valid_until=days(-40), review_due_on=days(-40))
    for name in ("never", "asked", "declined", "below", "tenant"):
        never_decided(made[name])
    Offering.objects.filter(pk=made["tenant"].pk).update(kind="studio_tenant")
    return made


@pytest.fixture
def busy(plans: dict[str, Offering]) -> Any:
    """Everything waits; the analyst whose proposals there are is returned."""
    mine, other = make_user("analyst"), make_user("analyst")
    assessed(plans["good"], "approved", "97.4", "94.0")
    assessed(plans["ending"], "approved", "100.0", "100.0")
    assessed(plans["grace"], "conditional", "85.0", "75.0", "pen_test_date")
    assessed(plans["overdue"], "banned", "0.0", "4.9")
    for name in ("lapsed", "never", "asked", "declined", "below", "tenant"):
        assessed(plans[name], "not_vetted", "62.0", "55.0", "encryption", "pen_test_date")
    RunsOn.objects.create(offering=plans["good"], upstream=plans["below"], started_on=days(-9))
    wanted("asked for", of=plans["asked"])
    wanted("declined", "declined", of=plans["declined"])
    review(plans["never"], "proposed", proposed_by=mine)
    review(plans["asked"], "proposed", proposed_by=other)
    review(plans["ending"], "open", returned_to=mine, returned_at=timezone.now())
    review(plans["grace"], "open")
    review(plans["overdue"], "decided", closed_at=timezone.now())
    proof_until(plans["good"], "encryption", 20)
    proof_until(plans["good"], "audit_log", -1)
    proof_until(plans["good"], "admin_controls", 80)
    over = {"superseded_at": at(days(0)), "superseded_by": "desk"}
    proof_until(plans["good"], "data_residency", 5, **over)
    key("soon", 20)
    key("later", 200)
    key("gone", -2)
    key("revoked", 20, revoked_at=timezone.now())
    key("asleep", 20, active=False)
    Policy.objects.create(version="2026.2", source="", sha256="0" * 64)
    make_user("")
    Offering.objects.filter(pk=plans["ending"].pk).update(owner=mine)
    outbox(mine)
    return mine
