"""Makes rows for every list at once, written straight into the database: lists only read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from tests.builders import the
from vetting.models import (
    Answer,
    ApiKey,
    Assessment,
    AuditEntry,
    Decision,
    Endpoint,
    Evidence,
    LookupName,
    Message,
    Notice,
    Offering,
    Policy,
    Production,
    RequestSupporter,
    Review,
    StatusPeriod,
    Team,
    Tool,
    Vendor,
    VettingRequest,
)
from vetting.models.naming import name_key

OUTCOME = {"reasons": [], "conditions": [], "criteria": [], "open_questions": []}


def add_rows(first: int, last: int, now: datetime) -> None:
    """One vendor, tool, banned offering, production and request for each number, and the rest."""
    numbers = range(first, last)
    _catalogue(numbers, now)
    offerings = list(Offering.objects.filter(slug__in=[f"offering-{n}" for n in numbers]))
    _answers(offerings, now)
    _verdicts(offerings, now)
    _askers(numbers, now)
    _messages(numbers, now)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=now,
            by_name="the-analyst",
            act="decided banned",
            subject_kind="offering",
            subject_id=f"offering-{n}",
            subject=f"Tool {n}",
            previous_sha256=f"before-{n}",
            sha256=f"made-{n}",
        )
        for n in numbers
    )
    people = User.objects.bulk_create(User(username=f"person-{n}", is_staff=True) for n in numbers)
    Team.objects.bulk_create(
        Team(slug=f"team-{n}", name=f"Team {n}", lead=person, created_at=now)
        for n, person in zip(numbers, people, strict=True)
    )


def _catalogue(numbers: range, now: datetime) -> None:
    vendors = Vendor.objects.bulk_create(
        Vendor(slug=f"vendor-{n}", name=f"Vendor {n}") for n in numbers
    )
    tools = Tool.objects.bulk_create(
        Tool(slug=f"tool-{n}", name=f"Tool {n}", vendor=vendor, modalities=["text"])
        for n, vendor in zip(numbers, vendors, strict=True)
    )
    offerings = Offering.objects.bulk_create(
        Offering(
            slug=f"offering-{n}",
            name="Plan",
            full_name=f"Tool {n} - Plan",
            tool=tool,
            kind="enterprise_workspace",
            created_at=now,
        )
        for n, tool in zip(numbers, tools, strict=True)
    )
    LookupName.objects.bulk_create(
        LookupName(key=name_key(o.full_name), what="name", tool=o.tool, offering=o)
        for o in offerings
    )


def _answers(offerings: list[Offering], now: datetime) -> None:
    proofs = Evidence.objects.bulk_create(
        Evidence(
            kind="published_terms",
            title=f"Terms of {o.full_name}",
            seen_on=now.date(),
            fingerprint=o.slug,
            counts_until=now.date(),
            created_at=now,
        )
        for o in offerings
    )
    Answer.objects.bulk_create(
        Answer(
            offering=offering,
            criterion="trains_on_inputs",
            value="always",
            evidence=evidence,
            origin="desk",
            recorded_at=now,
        )
        for offering, evidence in zip(offerings, proofs, strict=True)
    )


def _verdicts(offerings: list[Offering], now: datetime) -> None:
    people: dict[str, Any] = {"author": the("analyst"), "approver": the("approver")}
    policy, today = Policy.objects.get(version="2026.1"), now.date()
    found = Assessment.objects.bulk_create(
        Assessment(
            offering=o, policy=policy, assessed_at=now, assessed_on=today, verdict="banned",
            p2="40.0", p3="20.0", p2_max="40.0", p3_max="20.0", ceiling="none", open_questions=0,
            result=OUTCOME,
        )
        for o in offerings
    )  # fmt: skip
    reviews = Review.objects.bulk_create(
        Review(
            offering=o, state="decided", because="New.", opened_at=now, opened_by=people["author"],
            proposed_act="decide", proposed_verdict="banned", proposed_by=people["author"],
            proposed_at=now, closed_at=now,
        )
        for o in offerings
    )  # fmt: skip
    decisions = Decision.objects.bulk_create(
        Decision(
            offering=assessment.offering, act="decide", verdict="banned", because="As computed.",
            assessment=assessment, policy=policy, review=review, loosens=False, decided_at=now,
            decided_on=today, review_due_on=today, **people,
        )
        for assessment, review in zip(found, reviews, strict=True)
    )  # fmt: skip
    StatusPeriod.objects.bulk_create(
        StatusPeriod(
            offering=decision.offering, starts_on=today, status="banned", reason="decided",
            because="As computed.", ceiling="none", decision=decision, review_due_on=today,
            slug=decision.offering.slug, name=decision.offering.full_name, document="{}",
        )
        for decision in decisions
    )  # fmt: skip


def _askers(numbers: range, now: datetime) -> None:
    productions = Production.objects.bulk_create(
        Production(slug=f"title-{n}", name=f"Title {n}", created_at=now) for n in numbers
    )
    ApiKey.objects.bulk_create(
        ApiKey(production=p, label="script", prefix=p.slug, sha256="", created_at=now)
        for p in productions
    )
    requests = VettingRequest.objects.bulk_create(
        VettingRequest(tool=f"Wanted {n}", key=f"wanted{n}", created_at=now) for n in numbers
    )
    RequestSupporter.objects.bulk_create(
        RequestSupporter(request=request, production=production, asked_at=now, words=request.tool)
        for request, production in zip(requests, productions, strict=True)
    )


def _messages(numbers: range, now: datetime) -> None:
    """To each production one about its offering, and one to somebody of the desk."""
    today = now.date()
    productions = Production.objects.filter(slug__in=[f"title-{n}" for n in numbers])
    offerings = Offering.objects.filter(slug__in=[f"offering-{n}" for n in numbers])
    there = Endpoint.objects.bulk_create(
        Endpoint(
            channel="webhook", label=f"farm of {p}", address="https://farm.example/in?key=hidden",
            production=p, created_at=now,
        )
        for p in productions.order_by("pk")
    )  # fmt: skip
    sent = Message.objects.bulk_create(
        Message(what="event", endpoint=e, on=today, made_at=now, next_at=now, heading="News")
        for e in there
    )
    Notice.objects.bulk_create(
        Notice(
            subject=f"change:{message.pk}", step="tightened", endpoint=message.endpoint,
            offering=offering, on=today, made_at=now, message=message,
        )
        for message, offering in zip(sent, offerings.order_by("pk"), strict=True)
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(what="test", person=the("analyst"), on=today, made_at=now, next_at=now)
        for _ in numbers
    )
