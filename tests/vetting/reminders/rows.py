"""Writes the rows of a drawn year straight into the database, and what happens on its days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from tests.builders import GOOD
from tests.vetting.reminders.lives import GRACE, NIGHTS, START, Life, Year, day
from tests.vetting.reminders.the_table import CHOICES, HEADS, LEADS, TEAM_ENDPOINTS
from vetting.models import (
    Answer,
    Assessment,
    Contact,
    Decision,
    Endpoint,
    Evidence,
    Offering,
    Policy,
    Snooze,
    Team,
    Tool,
    Vendor,
)

LONG_AGO = START - timedelta(400)
# A criterion that gates nothing: left open it takes unreleased material away, and no more.
RESTING = "audit_log"
ANSWERS = {**GOOD, "pen_test_date": day(NIGHTS)}


def at(on: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(hour)))


def write_people() -> dict[str, int]:
    """Everybody of the table, with the key of each person; their chats and teams too."""
    people = {
        name: User.objects.create(username=name, is_active=given.active, is_staff=given.staff)
        for name, given in CHOICES.items()
    }
    teams = {
        slug: Team.objects.create(
            slug=slug, name=slug, lead=people.get(LEADS.get(slug, "")), created_at=at(LONG_AGO)
        )
        for slug in {given.team for given in CHOICES.values() if given.team}
    }
    for name, given in CHOICES.items():
        if name != "analyst-7":
            Contact.objects.create(
                person=people[name],
                team=teams.get(given.team or ""),
                by_mail=given.mail,
                by_chat=bool(given.chat),
                as_lead=given.as_lead,
                as_head=given.as_head,
            )
        if given.chat:
            _endpoint(given.chat, person=people[name])
    for slug, endpoints in TEAM_ENDPOINTS.items():
        for label in endpoints:
            _endpoint(label, team=teams[slug])
    for name in HEADS:
        people[name].groups.add(Group.objects.get(name="head of security"))
    return {name: person.pk for name, person in people.items()}


def _endpoint(label: str, **of: Any) -> Endpoint:
    hook = label.endswith("hook")
    return Endpoint.objects.create(
        channel="webhook" if hook else "chat",
        style="" if hook else "slack",
        label=label,
        address=f"https://{label}.example.com",
        created_at=at(LONG_AGO),
        **of,
    )


def write_rows(year: Year, people: dict[str, int]) -> None:
    vendor = Vendor.objects.create(slug="acme", name="Acme")
    tool = Tool.objects.create(slug="tool", name="Tool", vendor=vendor)
    made = Offering.objects.bulk_create(
        Offering(
            slug=f"plan-{number}",
            tool=tool,
            name=f"Plan {number}",
            full_name=f"Tool - Plan {number}",
            kind="studio_tenant",
            contract_ends_on=life.contract,
            owner_id=people[life.owner] if life.owner else None,
            created_at=at(life.created),
        )
        for number, life in enumerate(year.lives)
    )
    for life, offering in zip(year.lives, made, strict=True):
        life.pk = offering.pk
    _write_decisions(year, people)
    _write_proofs(year, people)


def _write_decisions(year: Year, people: dict[str, int]) -> None:
    policy = Policy.objects.get(version="2026.1")
    assessments = Assessment.objects.bulk_create(
        _assessment(life, policy) for life in year.lives if life.first
    )
    of = {assessment.offering_id: assessment for assessment in assessments}
    acts: list[tuple[Any, str, Decision]] = []
    second = people["hugo"]
    for life in year.lives:
        for verdict in filter(None, [life.first, life.again]):
            row = _decision(
                life,
                "decide",
                verdict.on,
                people[verdict.author],
                second,
                verdict=verdict.verdict,
                assessment=of[life.pk],
                policy=policy,
                review_due_on=verdict.review,
                valid_until=verdict.review if verdict.usable else None,
                grace_days=GRACE,
                tier=verdict.tier,
                override=verdict.override and _override(verdict.override),
            )
            acts.append((verdict, "pk", row))
        if life.stopped:
            acts.append((life, "stop_pk", _decision(life, "suspend", life.stopped, None, None)))
        if life.lifted:
            acts.append((None, "", _decision(life, "lift", life.lifted, people["lena"], second)))
    Decision.objects.bulk_create(row for _, _, row in acts)
    for what, name, row in acts:
        if what is not None:
            setattr(what, name, row.pk)


def _assessment(life: Life, policy: Policy) -> Assessment:
    return Assessment(
        offering_id=life.pk,
        policy=policy,
        assessed_at=at(LONG_AGO),
        assessed_on=LONG_AGO,
        superseded_at=at(LONG_AGO),
        verdict="approved",
        p2=90,
        p3=90,
        p2_max=90,
        p3_max=90,
        ceiling="unreleased",
        open_questions=0,
        result={},
    )


def _override(ends_on: date) -> dict[str, str]:
    return {
        "reason": "One shoot needs it.",
        "risk_owner": "Head of security",
        "scope": "Harbour Lights",
        "ends_on": ends_on.isoformat(),
    }


def _decision(
    life: Life, act: str, on: date, author: int | None, approver: int | None, **fields: Any
) -> Decision:
    return Decision(
        offering_id=life.pk,
        act=act,
        because="So it was.",
        author_id=author,
        approver_id=approver,
        decided_at=at(on),
        decided_on=on,
        # The database itself wants two people for what loosens.
        loosens=act != "suspend",
        **fields,
    )


def _write_proofs(year: Year, people: dict[str, int]) -> None:
    lasting = _evidence("lasting", START, day(700), None)
    answers = []
    for number, proof in enumerate(year.proofs):
        added_by = people[proof.added_by] if proof.added_by else None
        seen_on = proof.ends - timedelta(300)
        row = _evidence(f"proof {number}", seen_on, proof.ends, added_by)
        proof.pk = row.pk
        for life in proof.lives:
            given = {**ANSWERS, "identity_sso": None} if life.held_back else ANSWERS
            answers += [
                Answer(
                    offering_id=life.pk,
                    criterion=key,
                    value=value.isoformat() if isinstance(value, date) else value,
                    evidence=row if key == RESTING else lasting,
                    origin="desk",
                    recorded_at=at(LONG_AGO),
                )
                for key, value in given.items()
                if value is not None
            ]
    Answer.objects.bulk_create(answers)


def _evidence(title: str, seen_on: date, ends: date, added_by: int | None) -> Evidence:
    return Evidence.objects.create(
        kind="iso_certificate",
        title=title,
        seen_on=seen_on,
        expires_on=ends,
        counts_until=ends,
        fingerprint=title,
        created_at=at(LONG_AGO),
        added_by_id=added_by,
    )


def live_through(year: Year, people: dict[str, int], after: date, night: date) -> None:
    """Do what happened since the night before: handing over, putting off, waking up."""
    for life in year.lives:
        if life.handed_over and after < life.handed_over[0] <= night:
            owner = life.handed_over[1]
            row = Offering.objects.filter(pk=life.pk)
            row.update(owner_id=people[owner] if owner else None)
    for each in year.put_off:
        rows = Snooze.objects.filter(subject=each.key)
        if after < each.on <= night:
            Snooze.objects.create(
                subject=each.key,
                offering_id=each.life.pk,
                until=each.until,
                because="The vendor answers next week.",
                made_at=at(each.on),
                made_by_id=people["luis"],
            )
        if each.ended and after < each.ended <= night:
            rows.update(ended_at=at(each.ended))
