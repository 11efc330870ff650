"""When a plan answers anew: its tenants are looked at again, stopped where a yes was taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    GOOD,
    KNOCK_OUT,
    LATER,
    NOW,
    TODAY,
    answer_all,
    at,
    make_offering,
    make_tenant_of,
    make_user,
    open_review_of,
    overriding,
    proof,
    publish,
    the,
    told,
)
from tests.vetting.services.catalog_file.samples import document, everything, imported
from vetting.models import Answer, AuditEntry, Decision, Offering, Policy, Review
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.answers import record_answer, withdraw_answer
from vetting.services.decisions import approve, propose, propose_lift, suspend, tighten
from vetting.services.heirs import news_at
from vetting.services.refusals import Refused
from vetting.services.tenants import take_over

pytestmark = pytest.mark.django_db

SSO = "identity_sso"
TRAINS = "trains_on_inputs"


@pytest.fixture
def plan() -> Offering:
    made = make_offering("chat-enterprise", name="Enterprise")
    answer_all(made, GOOD)
    return made


@pytest.fixture
def tenant(plan: Offering) -> Offering:
    """Approved on what it inherited."""
    made = make_tenant_of(plan)
    publish(made, Verdict.APPROVED)
    return made


def say(offering: Offering, criterion: str, value: object, kind: str = "published_terms") -> None:
    evidence = proof(kind, seen_on=LATER.date(), title="Read again")
    record_answer(
        offering=offering, criterion=criterion, value=value, evidence=evidence, by=None, now=LATER
    )


def current(offering: Offering, criterion: str) -> Answer:
    return offering.answers.get(criterion=criterion, superseded_at=None)


def news(tenant: Offering) -> dict[str, str]:
    rows = Offering.objects.select_related("tenant_of").with_answers_at()
    rules = Policy.objects.get().rules
    found = news_at(rows.get(pk=tenant.pk), rules, LATER.date())
    return {one.criterion.key: one.drift.value for one in found}


def seen(plan: Offering, *criteria: str) -> dict[str, int | None]:
    given = plan.answers.filter(superseded_at=None)
    keys = dict(given.values_list("criterion", "pk"))
    return {criterion: keys.get(criterion) for criterion in criteria}


def test_a_changed_answer_opens_the_tenants_review_and_names_was_and_now(
    plan: Offering, tenant: Offering
) -> None:
    say(plan, SSO, "sso_available")
    review = open_review_of(tenant)
    assert review is not None
    assert review.because == (
        "Its plan, Studio Chat - Enterprise, answers otherwise. Sign-in and leavers: inherited "
        "“Single sign-on enforced, leavers removed automatically”, and the plan now says "
        "“Single sign-on available, not enforced”."
    )
    assert current(tenant, SSO).value == "sso_scim_enforced"
    assert told(tenant, LATER.date()).verdict is Verdict.APPROVED
    assert news(tenant) == {SSO: "changed"}


@pytest.mark.parametrize(
    ("change", "told_so"),
    [
        (
            lambda plan: say(plan, TRAINS, "always", "third_party"),
            "now says “Yes, with no way out”",
        ),
        (
            lambda plan: withdraw_answer(
                offering=plan, criterion=TRAINS, because="Wrong plan.", by=None, now=LATER
            ),
            "no longer answers it",
        ),
        (
            lambda plan: say(plan, TRAINS, "contract_prohibits", "vendor_email"),
            "still says so, but on proof that is worth less (Read again)",
        ),
    ],
    ids=["knock-out", "withdrawn", "too weak"],
)
def test_a_yes_that_the_plan_takes_back_stops_a_tenant_that_is_used(
    plan: Offering, tenant: Offering, change: Callable[[Offering], Any], told_so: str
) -> None:
    change(plan)
    status = told(tenant, LATER.date())
    assert (status.verdict, status.reason) == (Verdict.NOT_VETTED, StatusReason.SUSPENDED)
    stop = tenant.decisions.get(act="suspend")
    review = open_review_of(tenant)
    assert review is not None
    assert told_so in stop.because
    assert review.because == stop.because
    assert current(tenant, TRAINS).value == "contract_prohibits"
    acts = AuditEntry.objects.filter(subject_id=tenant.slug).order_by("pk")
    assert list(acts.values_list("act", flat=True))[-2:] == ["opened a review", "suspended"]


def test_what_hangs_on_nothing_is_reviewed_and_not_stopped(
    plan: Offering, tenant: Offering
) -> None:
    withdraw_answer(offering=plan, criterion=SSO, because="Gone.", by=None, now=LATER)
    assert told(tenant, LATER.date()).verdict is Verdict.APPROVED
    assert open_review_of(tenant) is not None


def test_a_tenant_that_nobody_may_use_is_only_reviewed(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    say(plan, TRAINS, "always")
    assert not Decision.objects.exists()
    assert open_review_of(tenant) is not None


def test_an_answer_of_our_own_is_nobodys_business(plan: Offering, tenant: Offering) -> None:
    say(tenant, TRAINS, "contract_prohibits", "signed_agreement")
    say(plan, TRAINS, "always")
    assert open_review_of(tenant) is None
    assert told(tenant, LATER.date()).verdict is Verdict.APPROVED
    assert news(tenant) == {}


def test_a_better_answer_opens_a_review_too_and_changes_nothing(
    plan: Offering, tenant: Offering
) -> None:
    say(plan, "encryption", "rest_transit_cmk")
    assert open_review_of(tenant) is not None
    assert current(tenant, "encryption").value == "rest_transit"


def test_the_same_again_on_newer_proof_is_renewed_by_itself(
    plan: Offering, tenant: Offering
) -> None:
    reviews = Review.objects.count()
    say(plan, SSO, "sso_scim_enforced")
    mine = current(tenant, SSO)
    assert mine.inherited_from == current(plan, SSO)
    assert mine.evidence.title == "Read again"
    assert mine.origin == "inherited"
    assert (Review.objects.count(), news(tenant)) == (reviews, {})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject_id) == ("renewed with its plan", tenant.slug)
    until = tenant.decisions.get().valid_until
    assert told(tenant, LATER.date()).valid_until == until


def test_a_review_is_opened_once_for_each_change_and_the_trail_has_all(
    plan: Offering, tenant: Offering
) -> None:
    say(plan, SSO, "sso_available")
    reviews = Review.objects.count()
    say(plan, SSO, "password_only")
    assert Review.objects.count() == reviews
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject_id) == ("was told what its plan says", tenant.slug)
    assert "Password only" in entry.because


def test_what_was_told_before_is_not_told_again_with_another_answer(
    plan: Offering, tenant: Offering
) -> None:
    say(plan, "encryption", "rest_transit_cmk")
    publish(tenant, Verdict.APPROVED, now=LATER)
    record_answer(
        offering=plan, criterion="audit_log", value="exportable", by=None, now=at(2),
        evidence=proof("own_verification", seen_on=at(2).date()),
    )  # fmt: skip
    assert open_review_of(tenant) is None
    assert news(tenant) == {"encryption": "changed"}


def test_a_catalogue_file_is_heard_too(tmp_path: Any) -> None:
    given = document()
    imported(tmp_path, given)
    plan = Offering.objects.get(slug="chat-api")
    tenant = make_tenant_of(plan)
    answers = next(one for one in given["offerings"] if one["slug"] == "chat-api")["answers"]
    dropped = answers.pop()
    imported(tmp_path, given, now=LATER)
    review = open_review_of(tenant)
    assert review is not None
    assert "the plan no longer answers it" in review.because
    assert current(tenant, dropped["criterion"]).origin == "inherited"


def test_a_catalogue_cannot_describe_our_own_tenant(tmp_path: Any) -> None:
    given = document()
    imported(tmp_path, given)
    plan = Offering.objects.get(slug="chat-api")
    make_tenant_of(plan, slug="ours")
    given["offerings"].append({**given["offerings"][0], "slug": "ours", "name": "Ours, again"})
    before = everything()
    with pytest.raises(Refused, match="our own tenant of a plan, which no catalogue knows of"):
        imported(tmp_path, given)
    assert everything() == before


def test_it_costs_the_same_however_many_tenants_there_are(plan: Offering) -> None:
    def cost(value: str) -> int:
        with CaptureQueriesContext(connection) as made:
            say(plan, TRAINS, value)
        return len(made)

    for number in range(2):
        publish(make_tenant_of(plan, f"Ours {number}"), Verdict.APPROVED)
    few = cost("always")
    assert Decision.objects.filter(act="suspend").count() == 2
    answer_all(plan, GOOD)
    for number in range(2, 9):
        publish(make_tenant_of(plan, f"Ours {number}"), Verdict.APPROVED)
    many = cost("always")
    assert Decision.objects.filter(act="suspend").count() == 9
    assert many <= few


def test_taking_over_supersedes_by_what_the_plan_says(plan: Offering, tenant: Offering) -> None:
    say(plan, SSO, "sso_available")
    rosa = make_user("analyst")
    take_over(tenant=tenant, seen=seen(plan, SSO), by=rosa, now=at(2))
    mine = current(tenant, SSO)
    assert (mine.value, mine.inherited_from, mine.recorded_by) == (
        "sso_available", current(plan, SSO), rosa,
    )  # fmt: skip
    assert news(tenant) == {}
    entry = AuditEntry.objects.filter(act="took over from its plan").get()
    assert entry.before[SSO][0] == "sso_scim_enforced"
    assert entry.after[SSO][0] == "sso_available"
    assert told(tenant, at(2).date()).verdict is Verdict.APPROVED


def test_taking_over_nothing_leaves_the_question_open(plan: Offering, tenant: Offering) -> None:
    withdraw_answer(offering=plan, criterion=SSO, because="Gone.", by=None, now=LATER)
    found = take_over(tenant=tenant, seen={SSO: None}, by=None, now=at(2))
    assert not tenant.answers.filter(criterion=SSO, superseded_at=None).exists()
    assert found.open_questions == 1


def test_what_the_plan_answers_and_the_tenant_does_not_can_be_taken_over(plan: Offering) -> None:
    withdraw_answer(offering=plan, criterion=SSO, because="Gone.", by=None, now=NOW)
    tenant = make_tenant_of(plan)
    say(plan, SSO, "sso_enforced")
    assert (news(tenant), open_review_of(tenant)) == ({SSO: "added"}, None)
    take_over(tenant=tenant, seen=seen(plan, SSO), by=None, now=at(2))
    assert current(tenant, SSO).inherited_from == current(plan, SSO)


def test_several_are_taken_over_as_one_act(plan: Offering, tenant: Offering) -> None:
    answer_all(plan, {SSO: "sso_available", "audit_log": "console_only"}, now=LATER)
    take_over(tenant=tenant, seen=seen(plan, SSO, "audit_log"), by=None, now=at(2))
    assert news(tenant) == {}
    assert AuditEntry.objects.filter(act="took over from its plan").count() == 1


def test_only_what_was_read_is_taken_over(plan: Offering, tenant: Offering) -> None:
    say(plan, SSO, "sso_available")
    read = seen(plan, SSO)
    say(plan, SSO, "password_only")
    before = everything()
    with pytest.raises(Refused, match="answered again since you opened this page"):
        take_over(tenant=tenant, seen=read, by=None, now=at(2))
    with pytest.raises(Refused, match="nothing to take over from the plan any more"):
        take_over(tenant=tenant, seen=seen(plan, "encryption"), by=None, now=at(2))
    with pytest.raises(Refused, match="Choose what to take over"):
        take_over(tenant=tenant, seen={}, by=None, now=at(2))
    with pytest.raises(Refused, match="ask an analyst"):
        take_over(tenant=tenant, seen=seen(plan, SSO), by=make_user("approver"), now=at(2))
    assert everything() == before


def test_a_looser_answer_taken_over_clears_nothing_by_itself(plan: Offering) -> None:
    answer_all(plan, KNOCK_OUT)
    tenant = make_tenant_of(plan)
    publish(tenant, Verdict.BANNED)
    say(plan, TRAINS, "contract_prohibits", "signed_agreement")
    take_over(tenant=tenant, seen=seen(plan, TRAINS), by=the("analyst"), now=at(2))
    assert told(tenant, at(2).date()).verdict is Verdict.BANNED


def test_no_usable_verdict_rests_on_a_yes_that_the_plan_took_back(
    plan: Offering, tenant: Offering
) -> None:
    analyst, approver = the("analyst"), the("approver")
    fresh = make_tenant_of(plan, "Not decided yet")
    waits = propose(offering=fresh, verdict=Verdict.APPROVED, because="x", by=analyst, now=LATER)
    say(plan, TRAINS, "always")
    with pytest.raises(Refused, match="Take that over, or answer it here"):
        approve(review=waits, by=approver, now=LATER)
    review = propose_lift(offering=tenant, because="It was a mistake.", by=analyst, now=LATER)
    with pytest.raises(Refused, match="Take that over, or answer it here"):
        approve(review=review, by=approver, now=LATER)
    say(tenant, TRAINS, "contract_prohibits", "signed_agreement")
    approve(review=review, by=approver, now=LATER)
    assert told(tenant, LATER.date()).verdict is Verdict.APPROVED


def test_no_override_helps_against_it_and_nothing_stands_in_the_way_of_tightening(
    plan: Offering, tenant: Offering
) -> None:
    analyst = the("analyst")
    say(plan, "encryption", "transit_only")
    with pytest.raises(Refused, match="Encryption"):
        propose(
            offering=tenant, verdict=Verdict.CONDITIONAL, because="x", by=analyst, now=LATER,
            override=overriding(),
        )  # fmt: skip
    tighten(offering=tenant, verdict=Verdict.CONDITIONAL, because="Wait.", by=analyst, now=LATER)
    assert told(tenant, LATER.date()).verdict is Verdict.CONDITIONAL


def test_a_knock_out_that_is_taken_over_stops_only_once(plan: Offering, tenant: Offering) -> None:
    say(plan, TRAINS, "always")
    take_over(tenant=tenant, seen=seen(plan, TRAINS), by=None, now=at(2))
    assert tenant.decisions.filter(act="suspend").count() == 1


def test_a_tenant_suspended_by_hand_is_not_stopped_twice(plan: Offering, tenant: Offering) -> None:
    suspend(offering=tenant, because="A leak.", by=the("analyst"), now=NOW)
    say(plan, TRAINS, "always")
    assert tenant.decisions.filter(act="suspend").count() == 1
    assert AuditEntry.objects.latest("pk").act == "was told what its plan says"


def test_proof_that_merely_ran_out_is_told_and_does_not_stop(
    plan: Offering, tenant: Offering
) -> None:
    old = proof("published_terms", seen_on=TODAY - timedelta(days=400), title="Old terms")
    record_answer(
        offering=plan, criterion=TRAINS, value="contract_prohibits", evidence=old, by=None,
        now=LATER,
    )  # fmt: skip
    assert open_review_of(tenant) is not None
    assert told(tenant, LATER.date()).verdict is Verdict.APPROVED
