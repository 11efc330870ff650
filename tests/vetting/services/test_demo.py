"""The demo refuses to stand beside real work, and looks right on any later day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.builders import NOW, make_user, proof, publish
from tests.vetting.services.catalog_file.samples import document, everything, imported
from vetting.models import AuditEntry, Offering, Review, StatusPeriod
from vetting.scoring.vocabulary import Verdict
from vetting.services.answers import record_answer
from vetting.services.demo import load_demo
from vetting.services.productions import create_production
from vetting.services.refusals import Refused
from vetting.services.telling.expiring import expiring_tellings

pytestmark = pytest.mark.django_db

PLAN = settings.BASE_DIR / "fixtures" / "demo.json"
CATALOG = settings.BASE_DIR / "fixtures" / "catalog.json"


def desk_answer() -> None:
    record_answer(
        offering=Offering.objects.get(slug="chat-free"),
        criterion="encryption",
        value="none",
        evidence=proof(),
        by=None,
        now=NOW,
    )


def decision_by_people_who_left() -> None:
    publish(Offering.objects.get(slug="chat-api"))


@pytest.mark.parametrize(
    ("work", "named"),
    [
        (lambda: make_user("viewer"), "users"),
        (lambda: create_production(slug="p", name="P", by=None, now=NOW), "productions"),
        (decision_by_people_who_left, "users, decisions"),
        (desk_answer, "answers of the desk"),
    ],
)
def test_it_stays_out_where_there_is_real_work(
    tmp_path: Path, work: Callable[[], Any], named: str
) -> None:
    imported(tmp_path, document())
    work()
    before = everything()
    with pytest.raises(Refused) as refusal:
        load_demo(path=PLAN, now=NOW)
    assert str(refusal.value) == f"This registry holds real work ({named}): the demo stays out."
    assert everything() == before


def test_it_needs_a_catalogue() -> None:
    with pytest.raises(Refused, match="There is no catalogue yet: run import_catalog first."):
        load_demo(path=PLAN, now=NOW)
    assert not AuditEntry.objects.exists()


def part_of_the_catalogue() -> dict[str, Any]:
    """The offerings of the tools that the demo has tenants of, and a few more."""
    whole = json.loads(CATALOG.read_text(encoding="utf-8"))
    tools = {tenant["tool"] for tenant in json.loads(PLAN.read_text(encoding="utf-8"))["tenants"]}
    kept = [one for one in whole["offerings"] if one["tool"] in tools] + whole["offerings"][:6]
    once = {one["slug"]: {**one, "runs_on": []} for one in kept}
    return {**whole, "offerings": list(once.values())}


@pytest.mark.parametrize("later", [timedelta(days=304), timedelta(days=3 * 365)])
def test_it_looks_right_when_it_is_loaded_much_later(tmp_path: Path, later: timedelta) -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC) + later
    imported(tmp_path, part_of_the_catalogue(), now=now)
    load_demo(path=PLAN, now=now)
    told_today = StatusPeriod.objects.covering(now.date())
    assert set(told_today.values_list("status", flat=True)) == set(Verdict)
    reasons = set(told_today.values_list("reason", flat=True))
    assert reasons >= {"decided", "never_decided", "open_questions", "lapsed", "suspended"}
    soon = (now.date(), now.date() + timedelta(days=30))
    assert told_today.filter(status="approved", review_due_on__range=soon).exists()
    assert Review.objects.filter(state="proposed").count() == 1
    near = {telling.facts["offering"]["slug"] for telling in expiring_tellings(now.date())}
    assert near == {"demo-claude-studio-tenant"}
