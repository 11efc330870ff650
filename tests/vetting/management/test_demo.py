"""The demo as a first visitor meets it: loaded once on the shipped catalogue, today."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.builders import open_review_of
from vetting.models import (
    Answer,
    ApiKey,
    Assessment,
    Decision,
    Evidence,
    LookupName,
    Notice,
    Offering,
    Production,
    Review,
    StatusPeriod,
    Team,
)
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.audit import broken_links

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"
ROLES = {
    "analyst": "analyst",
    "approver": "approver",
    "policyowner": "policy owner",
    "administrator": "administrator",
    "viewer": "viewer",
    "headofsecurity": "head of security",
}


def shipped() -> list[Any]:
    """The answers of the catalogue with the days of their evidence."""
    rows = Answer.objects.filter(origin="catalog").order_by("pk")
    days = ("evidence__seen_on", "evidence__document_date", "evidence__expires_on")
    return list(rows.values_list("pk", "value", "recorded_at", "superseded_at", *days))


def demo(path: Path) -> str:
    out = StringIO()
    call_command("demo", access_file=path, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[dict[str, Any]]:
    """What the command wrote down. Each test works in a transaction inside this one."""
    access = tmp_path_factory.mktemp("demo") / "private" / "access.txt"
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_catalog", FIXTURES / "catalog.json", stderr=StringIO(), verbosity=0)
        before = shipped()
        said = demo(access)
        yield {"access": access, "said": said, "before": before}
        transaction.set_rollback(True)


def today() -> date:
    return timezone.localdate()


def log_ins(path: Path) -> dict[str, str]:
    rows = [line.split() for line in path.read_text().splitlines() if line.startswith("  ")]
    return {row[0]: row[1] for row in rows}


def test_a_first_visitor_sees_all_four_statuses(loaded: dict[str, Any]) -> None:
    told_today = StatusPeriod.objects.covering(today())
    counts = {v: told_today.filter(status=v).count() for v in Verdict}
    assert all(count >= 3 for count in counts.values()), counts
    reasons = set(told_today.values_list("reason", flat=True))
    assert reasons >= set(StatusReason) - {StatusReason.UPSTREAM}


def test_something_is_suspended_lapsed_due_soon_and_waiting(loaded: dict[str, Any]) -> None:
    told_today = StatusPeriod.objects.covering(today())
    suspended = told_today.get(reason="suspended").offering
    assert suspended.slug == "demo-elevenlabs-studio-tenant"
    assert open_review_of(suspended) is not None
    assert told_today.get(reason="lapsed").offering.slug == "demo-runway-studio-tenant"
    soon = today() + timedelta(days=30)
    due = told_today.filter(status="approved", review_due_on__range=(today(), soon))
    assert due.get().offering.slug == "demo-claude-studio-tenant"
    assert Review.objects.get(state="proposed").offering.slug == "demo-topaz-workstations"


def test_there_is_something_to_remind_of_and_somebody_to_tell(loaded: dict[str, Any]) -> None:
    """The last thing that happened waits to be sent; what was decided before is nobody's news."""
    (notice,) = Notice.objects.select_related("endpoint", "offering")
    assert (notice.subject.split(":")[0], notice.step) == ("change", "tightened")
    assert notice.offering is not None and notice.endpoint is not None
    assert notice.offering.slug == "demo-elevenlabs-studio-tenant"
    assert notice.endpoint.address == "vfx@harbour-lights.example"
    production = notice.endpoint.production
    assert production is not None and production.subscriptions.count() == 5
    assert {team.members.count() for team in Team.objects.exclude(lead=None)} == {2}
    owned = Offering.objects.exclude(owner=None)
    assert owned.count() == 6 and all(one.slug.startswith("demo-") for one in owned)
    addresses = get_user_model().objects.values_list("email", flat=True)
    assert all(address.endswith("@studio.example") for address in addresses)


def test_no_usable_offering_has_an_unknown_gating_answer(loaded: dict[str, Any]) -> None:
    usable = Decision.objects.filter(verdict__in=["approved", "conditional"])
    assert usable.exists()
    for decision in usable.select_related("assessment"):
        questions = decision.assessment.result["open_questions"]
        assert not [q for q in questions if q["gating"]], decision.offering


def test_every_ban_names_its_knock_out_or_floor_with_its_source(loaded: dict[str, Any]) -> None:
    banned = Decision.objects.filter(verdict="banned").select_related("assessment")
    assert banned.count() > 10
    for decision in banned:
        reasons = decision.assessment.result["reasons"]
        assert any(reason["source"] and reason["source"]["url"] for reason in reasons)


def test_the_list_of_banned_hosts_is_safe_to_block(loaded: dict[str, Any]) -> None:
    """Nothing that a usable plan needs, nor what the world needs; every host is told of once."""
    key = log_ins(loaded["access"])["demo-north-ridge"]
    ask = partial(Client().get, "/api/v1/domains/", headers={"Authorization": f"Bearer {key}"})
    banned = set(ask({"status": "banned", "format": "txt"}).content.decode().split())
    assert len(banned) > 5
    assert banned.isdisjoint({"github.com", "chatgpt.com", "slack.com", "zoom.us", "labs.google"})
    usable = ask({"status": "approved,conditional,mixed", "format": "txt"}).content.decode().split()
    assert usable
    assert not [(host, bad) for bad in banned for host in usable if f".{host}".endswith(f".{bad}")]
    lines = ask({"format": "txt"}).content.decode().split()
    hosts = LookupName.objects.filter(what="host").values_list("key", flat=True).distinct()
    assert lines == sorted(hosts)


def test_every_decision_took_two_people(loaded: dict[str, Any]) -> None:
    decided = Decision.objects.filter(act="decide").values_list(
        "author__username", "approver__username"
    )
    assert set(decided) == {("analyst", "approver")}
    assert broken_links() == []


def test_the_dates_of_the_shipped_answers_are_untouched(loaded: dict[str, Any]) -> None:
    assert shipped() == loaded["before"]


def test_its_people_can_log_in_and_have_exactly_their_role(loaded: dict[str, Any]) -> None:
    secrets = log_ins(loaded["access"])
    for username, role in ROLES.items():
        user = authenticate(username=username, password=secrets[username])
        assert user is not None
        assert [group.name for group in user.groups.all()] == [role]
        assert (user.is_staff, user.is_superuser) == (True, False)
        assert not user.user_permissions.exists()
        assert Client().login(username=username, password=secrets[username])
    assert get_user_model().objects.count() == len(ROLES)


def test_its_keys_are_stored_as_hashes_only(loaded: dict[str, Any]) -> None:
    secrets = log_ins(loaded["access"])
    for production in Production.objects.all():
        secret = secrets[production.slug]
        key = production.keys.get()
        assert secret.startswith(f"aitk_{key.prefix}_")
        assert secret.rsplit("_", 1)[1] not in str(ApiKey.objects.values().get(pk=key.pk))


def test_the_access_file_is_for_its_owner_only(loaded: dict[str, Any]) -> None:
    access = loaded["access"]
    assert stat.S_IMODE(access.stat().st_mode) == 0o600
    assert loaded["said"] == "The demo is loaded; its log-ins are in the access file.\n"


def test_an_access_file_that_is_there_is_never_overwritten(loaded: dict[str, Any]) -> None:
    written, users = loaded["access"].read_text(), list(get_user_model().objects.values())
    assert demo(loaded["access"]) == "The demo is loaded; its log-ins are in the access file.\n"
    assert loaded["access"].read_text() == written
    assert list(get_user_model().objects.values()) == users


def test_a_second_load_renews_access_and_nothing_else(
    loaded: dict[str, Any], tmp_path: Path
) -> None:
    models = (Answer, Assessment, Decision, Evidence, Offering, Production, Review, StatusPeriod)
    before = {model: list(model.objects.order_by("pk").values()) for model in models}
    second = tmp_path / "second.txt"
    demo(second)
    assert {model: list(model.objects.order_by("pk").values()) for model in models} == before
    old, new = log_ins(loaded["access"]), log_ins(second)
    assert old.keys() == new.keys()
    assert not set(old.values()) & set(new.values())
    assert authenticate(username="analyst", password=old["analyst"]) is None
    assert authenticate(username="analyst", password=new["analyst"]) is not None


def test_the_demo_stands_apart_from_what_is_sourced(loaded: dict[str, Any]) -> None:
    desk = Answer.objects.filter(origin="desk").values_list("offering__slug", "evidence__title")
    assert desk
    for slug, title in set(desk):
        assert slug.startswith("demo-")
        assert title.endswith("(demo, fictional)")
