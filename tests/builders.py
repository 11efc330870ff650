"""Builds what tests need, through the services: people, tools, offerings, answers, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from vetting.models import Assessment, Decision, Offering, Review, Tool, Vendor
from vetting.scoring.permission import Override
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Kind, Verdict
from vetting.services.answer_checks import EvidenceInput
from vetting.services.answers import AnswerInput, record_answers
from vetting.services.catalogue import save_offering, save_tool, save_vendor, set_runs_on
from vetting.services.decisions import approve, propose
from vetting.services.drafts import told_on
from vetting.services.tenants import TenantInput, make_tenant

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
LATER = NOW + timedelta(days=1)

# Approved for every vendor-hosted kind: no condition, nothing open.
GOOD: dict[str, Any] = {
    "trains_on_inputs": "contract_prohibits",
    "trains_on_outputs": "contract_prohibits",
    "training_exceptions": "none",
    "content_reuse_scope": "service_only",
    "human_review": "none_or_customer_approved",
    "retention_control": "customer_set_applied",
    "retention_days_inputs": 30,
    "retention_days_outputs": 30,
    "deletion_on_request": "self_service_30d",
    "model_provider_flowdown": "no_third_party_model",
    "vendor_content_licence": "service_only",
    "public_by_default": "always_private",
    "terms_change_protection": "locked_for_term",
    "contract_basis": "enterprise_agreement_dpa",
    "tenancy_isolation": "isolated_workspace",
    "identity_sso": "sso_scim_enforced",
    "admin_controls": "full",
    "audit_log": "exportable",
    "encryption": "rest_transit",
    "data_residency": "pinned",
    "security_attestation": "soc2_type2_or_iso27001",
    "pen_test_date": date(2026, 8, 1),
    "breach_notice_days": 3,
    "incident_history": "none_known",
}
# Approved for local_device and self_hosted.
GOOD_LOCAL: dict[str, Any] = {
    "trains_on_inputs": "not_possible",
    "trains_on_outputs": "not_possible",
    "content_reuse_scope": "service_only",
    "tenancy_isolation": "on_device",
    "identity_sso": "managed_workstation_login",
    "audit_log": "exportable",
    "encryption": "rest_transit",
    "incident_history": "none_known",
    "egress_control": "blocked_by_network",
    "model_provenance": "pinned_scanned_safe_format",
}
# What makes a good offering conditional, and what bans it.
ONE_CONDITION = {"identity_sso": "sso_available"}
KNOCK_OUT = {"trains_on_inputs": "always"}
# Bans on principle 3 alone, by its score or by a knock-out of its own: both may be overridden.
WEAK_ENVIRONMENT = {
    "contract_basis": "consumer_terms",
    "tenancy_isolation": "shared_consumer",
    "identity_sso": "password_only",
    "admin_controls": "none",
    "audit_log": "none",
}
EXPOSED_ONCE = {"incident_history": "open_content_exposure"}

_numbers = count(1)


def make_user(role: str = "viewer", **fields: Any) -> Any:
    """Somebody of the staff with this role (or "superuser", or "" for no role at all)."""
    fields.setdefault("username", f"{role or 'nobody'}-{next(_numbers)}".replace(" ", "-"))
    fields.setdefault("is_staff", True)
    user = get_user_model().objects.create_user(is_superuser=role == "superuser", **fields)
    if role not in {"", "superuser"}:
        user.groups.add(Group.objects.get(name=role))
    return user


def the(role: str) -> Any:
    """The one of this role who acts where a test names nobody."""
    name = f"the-{role}"
    held = get_user_model().objects.filter(username=name).first()
    return held or make_user(role, username=name)


def make_vendor(slug: str = "acme", **fields: Any) -> Vendor:
    """The vendor of that slug; made if there is none."""
    held = Vendor.objects.filter(slug=slug).first()
    fields.setdefault("name", slug.replace("-", " ").title())
    return held or save_vendor(vendor=Vendor(slug=slug, **fields), by=None, now=NOW)


def make_tool(slug: str = "studio-chat", **fields: Any) -> Tool:
    """The tool of that slug; made, with a vendor, if there is none."""
    held = Tool.objects.filter(slug=slug).first()
    if held is not None:
        return held
    fields.setdefault("name", slug.replace("-", " ").title())
    vendor = fields.pop("vendor", None) or make_vendor()
    return save_tool(tool=Tool(slug=slug, vendor=vendor, **fields), by=None, now=NOW)


def make_offering(
    slug: str = "studio-chat-enterprise",
    kind: str = Kind.ENTERPRISE_WORKSPACE.value,
    *,
    now: datetime = NOW,
    runs_on: Iterable[Offering] = (),
    **fields: Any,
) -> Offering:
    """A new offering without answers. Its plan is called like its slug unless `name` is given."""
    fields.setdefault("name", slug.replace("-", " ").title())
    tool = fields.pop("tool", None) or make_tool()
    offering = Offering(slug=slug, kind=kind, tool=tool, **fields)
    save_offering(offering=offering, by=None, now=now)
    if upstreams := list(runs_on):
        set_runs_on(offering=offering, upstreams=upstreams, by=None, now=now)
    return offering


def proof(kind: str = "signed_agreement", *, seen_on: date = TODAY, **fields: Any) -> EvidenceInput:
    """Evidence, by default a signed agreement that was read on `TODAY`."""
    fields.setdefault("title", "Order form and data addendum")
    return EvidenceInput(kind=kind, seen_on=seen_on, **fields)


def answer_all(
    offering: Offering,
    answers: Mapping[str, Any] = GOOD,
    *,
    but: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    by: Any = None,
    evidence: EvidenceInput | None = None,
) -> Assessment:
    """Record these answers as one act, `but` with some of them changed (None: left open)."""
    chosen = {**answers, **(but or {})}
    shown = evidence or proof(seen_on=now.date())
    given = [AnswerInput(key, value, shown) for key, value in chosen.items() if value is not None]
    return record_answers(offering=offering, given=given, by=by, now=now)


def publish(
    offering: Offering,
    verdict: Verdict | str = Verdict.APPROVED,
    *,
    now: datetime = NOW,
    because: str = "As computed.",
    author: Any = None,
    approver: Any = None,
    override: Override | None = None,
    extra_conditions: Iterable[str] = (),
) -> Decision:
    """Publish a verdict as an analyst and an approver do it: propose, then approve."""
    review = propose(
        offering=offering,
        verdict=Verdict(verdict),
        because=because,
        by=author or the("analyst"),
        now=now,
        override=override,
        extra_conditions=list(extra_conditions),
    )
    return approve(review=review, by=approver or the("approver"), now=now)


def make_decided(slug: str, verdict: Verdict | str = Verdict.APPROVED, **fields: Any) -> Offering:
    """A new offering with the answers that lead to `verdict`, and `verdict` published for it."""
    offering = make_offering(slug, **fields)
    but = {
        Verdict.APPROVED: None,
        Verdict.CONDITIONAL: ONE_CONDITION,
        Verdict.BANNED: KNOCK_OUT,
        Verdict.NOT_VETTED: {"trains_on_inputs": None},
    }[Verdict(verdict)]
    local = offering.deployment_kind.deployment.value == "local"
    now = fields.get("now", NOW)
    answer_all(offering, GOOD_LOCAL if local else GOOD, but=but, now=now)
    publish(offering, verdict, now=now)
    return offering


def make_tenant_of(
    plan: Offering, name: str = "Ours", *, now: datetime = NOW, **given: Any
) -> Offering:
    """Our own tenant of this plan, with all that it inherits."""
    return make_tenant(
        plan=plan, given=TenantInput(name, **given), because="We use it.", by=None, now=now
    )


def at(days: int) -> datetime:
    """So many days after `NOW`, at the same hour."""
    return NOW + timedelta(days=days)


def told(offering: Offering, day: date = TODAY) -> Status:
    """What readers are told of an offering on a day."""
    return told_on(offering, day)


def overriding(days: int = 30) -> Override:
    """An override that ends so many days after `NOW`."""
    return Override("Needed for one shoot.", "Head of security", "Harbour Lights", at(days).date())


def open_review_of(offering: Offering) -> Review | None:
    """The review that is under way for this offering, if there is one."""
    return Review.objects.filter(offering=offering, state__in=["open", "proposed"]).first()
