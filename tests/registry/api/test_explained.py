"""What is stored of an explanation is word for word what is worked out while somebody waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api.explained import explained, worked_out
from registry.api.policies import InForce
from tests.builders import (
    GOOD,
    GOOD_LOCAL,
    KNOCK_OUT,
    NOW,
    ONE_CONDITION,
    TODAY,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_tool,
    make_user,
    proof,
)
from tests.conftest import Once
from vetting.models import Explanation, Offering, Policy
from vetting.models.in_full import in_full
from vetting.scoring.explanation import Explained
from vetting.services.answers import record_answer, withdraw_answer
from vetting.services.catalogue import save_offering, save_tool, set_runs_on

pytestmark = pytest.mark.django_db

UNSAID = {"human_review": None, "retention_days_inputs": None, "pen_test_date": None}
TERMS = proof("published_terms", document_date=TODAY - timedelta(200), title="Terms “of use”")
ENDING = proof("signed_agreement", expires_on=TODAY + timedelta(40))
A_WHILE = (0, 1, 29, 40, 41, 100, 335, 400, 800)


@pytest.fixture(autouse=True, scope="module")
def keys(once: Once) -> list[int]:
    once(lambda: make_decided("plan"))
    return [of.pk for of in once(of_several_kinds)]


@pytest.fixture
def plan(db: None) -> Offering:
    """A good plan that is decided on."""
    return Offering.objects.get(slug="plan")


@pytest.fixture
def varied(keys: list[int], db: None) -> list[Offering]:
    """Plans of several kinds: good, bad, half known, on proofs that end, and without any answer."""
    found = Offering.objects.in_bulk(keys)
    return [found[key] for key in keys]


def of_several_kinds() -> list[Offering]:
    made = [
        make_decided("good"),
        make_decided("local", kind="local_device"),
        make_offering("nothing-known", kind="netflix_enterprise_agreement"),
    ]
    for slug, kind, answers, but, evidence in (
        ("condition", "business_workspace", GOOD, ONE_CONDITION, ENDING),
        ("banned", "consumer_free", GOOD, KNOCK_OUT | UNSAID, TERMS),
        ("half", "enterprise_workspace", GOOD, UNSAID, TERMS),
        ("old-test", "studio_tenant", GOOD, {"pen_test_date": date(2025, 9, 20)}, None),
        ("self", "self_hosted", GOOD_LOCAL, {"egress_control": None}, TERMS),
    ):
        of = make_offering(slug, kind)
        answer_all(of, answers, but=but, evidence=evidence)
        made.append(of)
    set_runs_on(offering=made[0], upstreams=[made[1], made[4]], by=None, now=NOW)
    return made


def in_force(day: date) -> InForce:
    policy = Policy.objects.in_force(day)
    return InForce(policy.version, policy.sha256, policy.rules)


def as_data(texts: Explained) -> dict[str, Any]:
    parts = ("assessment", "criteria", "answers", "path_to_yes")
    return {part: json.loads(getattr(texts, part)) for part in parts}


def stored(of: Offering, day: date) -> dict[str, Any] | None:
    """What is sent of what is stored; None where that does not hold."""
    policy = in_force(day)
    row = in_full(of.slug, day, policy.seal)
    assert row is not None
    return as_data(explained(row, policy, day)) if row.explained else None


def live(of: Offering, day: date) -> dict[str, Any]:
    return as_data(worked_out(of.pk, in_force(day), day))


def test_it_is_the_same_for_as_long_as_it_holds(varied: list[Offering]) -> None:
    ended, moved = 0, 0
    for of in varied:
        last = Explanation.objects.get(offering=of).holds_until
        drawn = live(of, TODAY)
        assert live(of, TODAY)["assessment"]["on"] == TODAY.isoformat()
        ends = [(last - TODAY).days + more for more in (0, 1)] if last else []
        for day in (TODAY + timedelta(count) for count in (*A_WHILE, *ends)):
            found, holds = stored(of, day), last is None or day <= last
            assert (found is not None) == holds
            assert found is None or found == live(of, day)
            ended += not holds
            moved += found is not None and found["path_to_yes"] != drawn["path_to_yes"]
    # So neither an explanation that ends nor a path that moves was missing.
    assert ended
    assert moved


def test_it_says_nothing_of_the_days_before_it_was_drawn(varied: list[Offering]) -> None:
    assert stored(varied[0], TODAY - timedelta(1)) is None


def test_on_the_day_it_ends_something_else_is_true(varied: list[Offering]) -> None:
    """Drawing it for too few days would only be slow; it is drawn for exactly as many."""
    of = next(o for o in varied if o.slug == "condition")
    last = Explanation.objects.get(offering=of).holds_until
    assert last is not None
    before, after = live(of, last), live(of, last + timedelta(1))
    assert before["criteria"] != after["criteria"]


def record(of: Offering, criterion: str, value: Any, **fields: Any) -> None:
    evidence = fields.pop("evidence", None) or proof(seen_on=TODAY)
    record_answer(
        offering=of,
        criterion=criterion,
        value=value,
        evidence=evidence,
        by=make_user("analyst"),
        now=at(3),
        **fields,
    )


def answers(of: Offering) -> None:
    record(of, "identity_sso", "sso_available")


def notes(of: Offering) -> None:
    record(of, "identity_sso", "sso_scim_enforced", note="Seen in the console – “as told”.")


def proves_otherwise(of: Offering) -> None:
    """The proof is as good as before, so the outcome differs in nothing but its source."""
    record(of, "identity_sso", "sso_scim_enforced", evidence=proof(title="Renewed order form"))


def withdraws(of: Offering) -> None:
    withdraw_answer(
        offering=of, criterion="human_review", because="It was another plan.", by=None, now=at(3)
    )


def changes_kind(of: Offering) -> None:
    of.kind = "consumer_free"
    save_offering(offering=of, by=None, now=at(3))


def renames(of: Offering) -> None:
    of.name = "Studio"
    save_offering(offering=of, by=None, now=at(3))


def renames_the_tool(of: Offering) -> None:
    tool = make_tool()
    tool.name = "Studio Talk"
    save_tool(tool=tool, by=None, now=at(3))


def chains(of: Offering) -> None:
    set_runs_on(offering=of, upstreams=[make_offering("below")], by=None, now=at(3))


ACTS = (
    answers,
    notes,
    proves_otherwise,
    withdraws,
    changes_kind,
    renames,
    renames_the_tool,
    chains,
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_it_follows_every_act(act: Callable[[Offering], None], plan: Offering) -> None:
    act(plan)
    for day in (at(3).date(), at(20).date()):
        assert stored(plan, day) == live(plan, day)


def test_what_changes_nothing_leaves_it_as_it_was_drawn(plan: Offering) -> None:
    record(plan, "identity_sso", "sso_scim_enforced", evidence=proof())
    assert Explanation.objects.get(offering=plan).drawn_on == TODAY


def test_other_rules_are_not_explained_by_it_until_it_is_drawn_by_them(plan: Offering) -> None:
    text = Policy.objects.get().source.replace('"2026.1"', '"2026.9"', 1)
    Policy.objects.create(
        version="2026.9",
        source=text,
        sha256=sha256(text.encode()).hexdigest(),
        state="released",
        effective_on=at(5).date(),
        released_at=NOW,
        author=make_user("policy owner"),
        approver=make_user("approver"),
    )
    assert stored(plan, at(4).date()) == live(plan, at(4).date())
    assert stored(plan, at(5).date()) is None
    answer_all(plan, ONE_CONDITION, now=at(6))
    assert stored(plan, at(6).date()) == live(plan, at(6).date())
    assert live(plan, at(6).date())["assessment"]["policy"] == "2026.9"


def test_one_that_is_missing_is_drawn_with_the_next_act(plan: Offering) -> None:
    Explanation.objects.all().delete()
    assert stored(plan, TODAY) is None
    answers(plan)
    assert stored(plan, at(3).date()) == live(plan, at(3).date())


def test_the_whole_answer_is_the_same_with_and_without_what_is_stored(
    api: APIClient, varied: list[Offering]
) -> None:
    # Nobody waits so long that nothing stored would hold; today it is drawn anew.
    now = timezone.now()
    for of in varied:
        record_answer(
            offering=of,
            criterion="incident_history",
            value="none_known",
            evidence=proof(seen_on=TODAY, title="Asked again"),
            by=None,
            now=now,
        )
    paths = [f"/api/v1/offerings/{of.slug}/" for of in varied]
    sent = [api.get(path).json() for path in paths]
    assert Explanation.objects.filter(drawn_on=timezone.localdate(now)).count() == len(varied)
    Explanation.objects.all().delete()
    assert [api.get(path).json() for path in paths] == sent
    assert [len(body["chain"]) for body in sent] == [2, *[0] * (len(sent) - 1)]
