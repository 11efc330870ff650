"""Our own tenant of a plan: made as one act, with what it inherits marked as such."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import (
    GOOD,
    LATER,
    NOW,
    answer_all,
    at,
    make_offering,
    make_tenant_of,
    make_tool,
    make_user,
    proof,
    told,
)
from tests.vetting.services.catalog_file.samples import everything
from vetting.models import Answer, AuditEntry, LookupName, Offering, Policy
from vetting.scoring.vocabulary import Kind, StatusReason, Verdict
from vetting.services.answers import record_answer
from vetting.services.catalogue import save_offering
from vetting.services.refusals import Refused
from vetting.services.tenants import TenantInput, as_tenant, make_tenant

pytestmark = pytest.mark.django_db

AGREEMENT = Kind.NETFLIX_ENTERPRISE_AGREEMENT.value


@pytest.fixture
def plan() -> Offering:
    model = make_offering("model", tool=make_tool("some-model"))
    made = make_offering("chat-enterprise", name="Enterprise", runs_on=[model])
    answer_all(made, GOOD, but={"audit_log": None})
    return made


def held(tenant: Offering) -> dict[str, Answer]:
    rows = tenant.answers.filter(superseded_at=None).select_related("inherited_from", "evidence")
    return {answer.criterion: answer for answer in rows}


def test_it_inherits_every_answer_with_its_evidence_and_the_chain(plan: Offering) -> None:
    tenant = make_tenant_of(
        plan, login_domains=["ours.chat.example"], contract_ends_on=at(90).date()
    )
    theirs, ours = held(plan), held(tenant)
    assert set(ours) == set(theirs)
    for criterion, answer in ours.items():
        assert answer.inherited_from == theirs[criterion]
        assert answer.origin == Answer.Origin.INHERITED
        assert (answer.value, answer.evidence) == (
            theirs[criterion].value, theirs[criterion].evidence,
        )  # fmt: skip
    assert (tenant.tool, tenant.tenant_of, tenant.kind) == (plan.tool, plan, "studio_tenant")
    assert tenant.slug == "studio-chat-ours"
    assert [link.upstream.slug for link in tenant.upstream_links.all()] == ["model"]
    assert set(LookupName.objects.filter(offering=tenant).values_list("key", flat=True)) == {
        "studiochatours", "ours.chat.example",
    }  # fmt: skip


def test_it_is_told_as_undecided_whatever_its_plan_is(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    assert told(tenant).reason is StatusReason.NEVER_DECIDED
    assert tenant.assessments.get().p2 == plan.assessments.get(superseded_at=None).p2


def test_making_it_is_one_act_with_one_entry(plan: Offering) -> None:
    entries, rosa = AuditEntry.objects.count(), make_user("analyst")
    given = TenantInput("Ours", login_domains=["ours.chat.example"])
    make_tenant(plan=plan, given=given, because="Signed today.", by=rosa, now=NOW)
    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.because) == ("made a tenant", rosa, "Signed today.")
    assert entry.after["tenant_of"] == "chat-enterprise"
    assert entry.after["runs_on"] == ["model"]
    assert entry.after["inherited"]["encryption"][0] == "rest_transit"


def test_the_studios_enterprise_agreement_answers_for_the_contract_and_nothing_else(
    plan: Offering,
) -> None:
    answer_all(plan, {"contract_basis": "commercial_terms_no_dpa"})
    rules = Policy.objects.get().rules
    tenant = make_tenant_of(plan, kind=AGREEMENT)
    assert set(held(plan)) - set(held(tenant)) == {"contract_basis"}
    found = as_tenant(plan, Kind(AGREEMENT), rules, NOW.date())
    by_key = {row.criterion.key: row for row in found.judgements}
    assert by_key["contract_basis"].given == "enterprise_agreement_dpa"
    ours = as_tenant(plan, Kind.STUDIO_TENANT, rules, NOW.date())
    assert [question.criterion for question in ours.open_questions] == ["audit_log"]
    assert ours.verdict is Verdict.CONDITIONAL


def test_what_a_tenant_is_not_asked_is_left_out(plan: Offering) -> None:
    Answer.objects.create(
        offering=plan, criterion="egress_control", value="blocked_by_network", origin="desk",
        recorded_at=NOW,
    )  # fmt: skip
    assert "egress_control" not in held(make_tenant_of(plan))


@pytest.mark.parametrize("kind", ["local_device", "studio_tenant", "consumer_free", "hybrid"])
def test_some_kinds_have_no_tenants(kind: str) -> None:
    plan = make_offering("plan", kind)
    with pytest.raises(Refused, match="There is no tenant of our own of this kind"):
        make_tenant_of(plan)


@pytest.mark.parametrize(
    ("given", "because", "fields"),
    [
        ({"name": " "}, "x", ["name"]),
        ({"name": "Enterprise"}, "x", ["name"]),
        ({"kind": "local_device"}, "x", ["kind"]),
        ({"slug": "chat-enterprise"}, "x", ["slug"]),
        ({"login_domains": ["https://a.example"]}, "x", ["login_domains"]),
        ({"contract_ends_on": at(-1).date()}, "x", ["contract_ends_on"]),
        ({"name": "", "kind": "x", "login_domains": ["?"]}, " ",
         ["login_domains", "kind", "because", "name"]),
    ],
)  # fmt: skip
def test_a_refusal_names_every_problem_and_changes_nothing(
    plan: Offering, given: dict[str, Any], because: str, fields: list[str]
) -> None:
    before = everything()
    with pytest.raises(Refused) as refusal:
        make_tenant(
            plan=plan, given=TenantInput(**{"name": "Ours", **given}), because=because, by=None,
            now=NOW,
        )  # fmt: skip
    assert [field for field, _ in refusal.value.problems] == fields
    assert everything() == before


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator"])
def test_only_an_analyst_makes_one(plan: Offering, role: str) -> None:
    with pytest.raises(Refused, match="ask an analyst"):
        make_tenant(plan=plan, given=TenantInput("Ours"), because="x", by=make_user(role), now=NOW)


def test_a_short_name_that_is_taken_gets_a_number(plan: Offering) -> None:
    make_offering("studio-chat-ours", name="Another", tool=make_tool("another-tool"))
    assert make_tenant_of(plan).slug == "studio-chat-ours-2"
    assert make_tenant_of(plan, "自社").slug == "studio-chat"


def test_answering_here_supersedes_what_was_inherited_and_drops_the_mark(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    answer_all(tenant, {"identity_sso": "sso_enforced"}, now=LATER)
    mine = held(tenant)["identity_sso"]
    assert (mine.origin, mine.inherited_from) == ("desk", None)
    former = tenant.answers.get(criterion="identity_sso", superseded_at__isnull=False)
    assert former.inherited_from == held(plan)["identity_sso"]


def test_a_tenant_stays_with_its_tool_and_its_kind(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    tenant.tool = make_tool("another-tool")
    with pytest.raises(Refused, match="our tenant of Studio Chat - Enterprise, so it belongs to"):
        save_offering(offering=tenant, by=None, now=LATER)
    tenant.refresh_from_db()
    tenant.kind = "api_standard"
    with pytest.raises(Refused, match="no other kind"):
        save_offering(offering=tenant, by=None, now=LATER)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [("offering_tenant_kind", {"kind": "hybrid"}), ("offering_not_its_own_tenant", {"self": True})],
)
def test_the_database_refuses_too(plan: Offering, constraint: str, fields: dict[str, Any]) -> None:
    tenant = make_tenant_of(plan)
    changed = {"tenant_of": tenant.pk} if "self" in fields else fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Offering.objects.filter(pk=tenant.pk).update(**changed)


def test_an_inherited_answer_names_where_it_comes_from(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    for changed in ({"origin": "desk"}, {"inherited_from": None}):
        with (
            pytest.raises(IntegrityError, match="answer_inherited_from_an_answer"),
            transaction.atomic(),
        ):
            tenant.answers.filter(criterion="encryption").update(**changed)


def test_a_plan_may_be_answered_like_any_offering_while_it_has_tenants(plan: Offering) -> None:
    tenant = make_tenant_of(plan)
    before = held(tenant)
    record_answer(
        offering=plan, criterion="audit_log", value="exportable", now=LATER, by=None,
        evidence=proof(),
    )  # fmt: skip
    assert held(tenant) == before
