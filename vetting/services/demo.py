"""The demo: a fictional studio around the catalogue, built by the services of a real one."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from vetting.models import Answer, Assessment, AuditEntry, Decision, Offering, Production, Tool
from vetting.scoring.vocabulary import Verdict
from vetting.services.answer_checks import EvidenceInput
from vetting.services.answers import AnswerInput, record_answers
from vetting.services.audit import Named, record_act
from vetting.services.catalogue import save_offering
from vetting.services.decisions import approve, propose
from vetting.services.demo_people import create_staff, listen, name_owners
from vetting.services.productions import create_production, issue_key
from vetting.services.refusals import Refused
from vetting.services.tenants import TenantInput, make_tenant

LOADED = "loaded the demo"
OPENED_BEFORE_DECIDED = timedelta(days=2)
# Since then a production hears of what happens to the offerings that it subscribed to.
LISTENS_FOR = timedelta(days=5)
# Of the offerings with open questions only some are decided, so that a first visitor also sees
# what nobody has looked at yet.
DECIDED_OF_OPEN = 3
ACCEPTED = "Accepted as the rules compute it from the sourced answers."

Plan = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody's way in; the secret exists only here."""

    who: str
    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The two people whom every decision takes."""

    analyst: User
    approver: User


@transaction.atomic
def load_demo(*, path: Path, now: datetime) -> tuple[list[LogIn], list[LogIn]]:
    """Load the demo; the log-ins of its staff and the API keys of its productions.

    Raises Refused where real work is in the registry. Where the demo is loaded already, its
    people get new passwords and its productions one new key each; nothing else changes.
    """
    plan = json.loads(path.read_text(encoding="utf-8"))
    if AuditEntry.objects.filter(act=LOADED).exists():
        return renew_access(plan, now=now)
    _refuse_real_work()
    record_act(act=LOADED, subject=Named("demo", "demo", path.name), by=None, now=now)
    create_staff(plan, now=now)
    cast = Cast(_user("analyst"), _user("approver"))
    for one in plan["productions"]:
        create_production(slug=one["slug"], name=one["name"], by=_user("administrator"), now=now)
    _accept_computed(cast, now)
    for tenant in plan["tenants"]:
        _tenant(tenant, plan, cast, now)
    name_owners(plan)
    listen(plan, now=now - LISTENS_FOR)
    for tenant in plan["tenants"]:
        _what_came_later(tenant, plan, cast, now)
    return renew_access(plan, now=now)


def renew_access(plan: Plan, *, now: datetime) -> tuple[list[LogIn], list[LogIn]]:
    """New random passwords for the demo's staff, and a new key for each of its productions."""
    people = []
    for one in plan["staff"]:
        user, secret = _user(one["username"]), secrets.token_urlsafe(12)
        user.set_password(secret)
        user.save(update_fields=["password"])
        people.append(LogIn(one["username"], f"{user.get_full_name()}, {one['role']}", secret))
    keys = []
    for one in plan["productions"]:
        production = Production.objects.get(slug=one["slug"])
        _, secret = issue_key(
            production=production, label=one["label"], scopes=one["scopes"], by=None, now=now
        )
        keys.append(LogIn(production.slug, production.name, secret))
    return people, keys


def _refuse_real_work() -> None:
    """The demo may stand beside a catalogue, but not beside anybody's decisions."""
    found = {
        "users": get_user_model().objects.exists(),
        "productions": Production.objects.exists(),
        "decisions": Decision.objects.exists(),
        "answers of the desk": Answer.objects.exclude(origin=Answer.Origin.CATALOG).exists(),
    }
    real = [what for what, there in found.items() if there]
    if real:
        raise Refused(
            [("", f"This registry holds real work ({', '.join(real)}): the demo stays out.")]
        )
    if not Offering.objects.exists():
        raise Refused([("", "There is no catalogue yet: run import_catalog first.")])


def _user(username: str) -> Any:
    return get_user_model().objects.get(username=username)


def _accept_computed(cast: Cast, now: datetime) -> None:
    """Two people accept what the rules say of the sourced answers: all of it that is settled."""
    rows = Assessment.objects.filter(superseded_at=None).order_by("offering__slug")
    for number, found in enumerate(rows.select_related("offering__tool")):
        verdict = Verdict(found.verdict)
        if verdict is Verdict.NOT_VETTED and number % DECIDED_OF_OPEN:
            continue
        _decide(found.offering, verdict, ACCEPTED, cast, opened=now, decided=now)


def _tenant(tenant: Plan, plan: Plan, cast: Cast, now: datetime) -> None:
    """One tenant of the studio with its contract, its checks and its decision in the past."""
    decided = now - timedelta(days=tenant.get("decided_days_ago", 0))
    opened = decided - OPENED_BEFORE_DECIDED
    offering = _offering(tenant, cast, opened, now)
    answers = {row[0]: row for row in plan["profiles"][tenant["profile"]]}
    answers |= {row[0]: row for row in tenant.get("changes", [])}
    ours = [row for key, row in answers.items() if key not in tenant.get("inherits", ())]
    _answer(offering, ours, plan, cast, opened)
    verdict = Verdict(tenant["verdict"])
    if tenant.get("waits"):
        propose(
            offering=offering, verdict=verdict, because=tenant["because"], by=cast.analyst, now=now
        )
        return
    _decide(offering, verdict, tenant["because"], cast, opened=opened, decided=decided)


def _what_came_later(tenant: Plan, plan: Plan, cast: Cast, now: datetime) -> None:
    """What the world did to a verdict, when productions had begun to listen."""
    if later := tenant.get("later"):
        offering, moment = Offering.objects.get(slug=tenant["slug"]), now
        moment -= timedelta(days=later["days_ago"])
        _answer(offering, later["answers"], plan, cast, moment)


def _offering(tenant: Plan, cast: Cast, opened: datetime, now: datetime) -> Offering:
    """Our own tenant of a plan, or what we run ourselves and have of no plan."""
    ends_in = tenant.get("contract_ends_in_days")
    described = {
        "slug": tenant["slug"],
        "name": tenant["name"],
        "kind": tenant["kind"],
        "contract_ends_on": _day(now, -ends_in) if ends_in else None,
    }
    said: Plan = {"by": cast.analyst, "now": opened, "because": "Our own contract"}
    if tenant.get("plan"):
        of = Offering.objects.select_related("tool").get(slug=tenant["plan"])
        return make_tenant(plan=of, given=TenantInput(**described), **said)
    tool = Tool.objects.get(slug=tenant["tool"])
    return save_offering(offering=Offering(tool=tool, **described), **said)


def _answer(
    offering: Offering, rows: list[list[Any]], plan: Plan, cast: Cast, at: datetime
) -> None:
    given = [
        AnswerInput(key, _value(value, at), _evidence(plan["proofs"][proof], at), confidence="high")
        for key, value, proof in rows
    ]
    record_answers(offering=offering, given=given, by=cast.analyst, now=at, because="Demo")


def _decide(
    offering: Offering,
    verdict: Verdict,
    because: str,
    cast: Cast,
    *,
    opened: datetime,
    decided: datetime,
) -> None:
    review = propose(
        offering=offering, verdict=verdict, because=because, by=cast.analyst, now=opened
    )
    approve(review=review, by=cast.approver, now=decided)


def _value(value: Any, at: datetime) -> Any:
    return _day(at, value["days_ago"]) if isinstance(value, dict) else value


def _evidence(proof: Plan, at: datetime) -> EvidenceInput:
    age, ends_in = proof.get("document_days_ago"), proof.get("ends_in_days")
    return EvidenceInput(
        kind=proof["kind"],
        title=proof["title"],
        seen_on=_day(at, 0),
        document_date=None if age is None else _day(at, age),
        expires_on=_day(at, -ends_in) if ends_in else None,
    )


def _day(at: datetime, days_ago: int) -> date:
    return timezone.localtime(at).date() - timedelta(days=days_ago)
