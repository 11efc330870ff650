"""Our tenant of a plan at the desk: made on one page, strengthened, and kept up with its plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import answer_all, make_offering, make_tenant_of, make_user, proof, publish
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import AuditEntry, Offering
from vetting.services.answers import record_answer, withdraw_answer

BUTTON = "Our tenant of this plan</a>"
INHERITED = '<span class="state state-none">inherited</span>'


@pytest.fixture
def tenant(good: Offering, now: datetime) -> Offering:
    made = make_tenant_of(good, now=now)
    publish(made, "approved", now=now)
    return made


def say(offering: Offering, criterion: str, value: object, now: datetime) -> None:
    evidence = proof("published_terms", seen_on=now.date(), title="New terms")
    record_answer(
        offering=offering, criterion=criterion, value=value, evidence=evidence, by=None, now=now
    )


def described(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Ours", "kind": "studio_tenant", "login_domains": "ours.example.com",
        "contract_ends_on": "", "because": "Signed in May.", **changes,
    }  # fmt: skip


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize(
    ("role", "kind", "offered"),
    [
        ("analyst", "enterprise_workspace", True),
        ("viewer", "enterprise_workspace", False),
        ("approver", "enterprise_workspace", False),
        ("analyst", "local_device", False),
        ("analyst", "studio_tenant", False),
    ],
)
def test_the_button_is_shown_where_a_tenant_can_be_made_by_whom_it_may(
    role: str, kind: str, offered: bool, log_in: LogIn, now: datetime
) -> None:
    page = log_in(role).get(page_of(make_offering(kind=kind, now=now))).content.decode()
    assert (BUTTON in page) is offered


def test_the_page_says_beforehand_what_the_tenant_starts_with(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    withdraw_answer(offering=good, criterion="contract_basis", because="?", by=None, now=now)
    response = log_in("analyst").get(page_of(good, "tenant/"))
    ours, agreed = response.context["starts"]
    assert (ours.found.verdict, agreed.found.verdict) == ("not_vetted", "approved")
    assert [question.criterion for question in ours.found.open_questions] == ["contract_basis"]
    page = response.content.decode()
    assert (len(ours.carried), len(agreed.carried)) == (23, 23)
    assert "P2 97.4, P3 94.0, 0 open." in page


def test_a_tenant_is_made_and_its_page_says_what_is_next(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    answer_all(good, {"retention_control": "customer_set_available"}, now=now)
    response = log_in("analyst").post(page_of(good, "tenant/"), described(), follow=True)
    tenant = Offering.objects.get(tenant_of=good)
    assert "with 24 inherited answers" in told(response)
    assert response.redirect_chain[-1][0] == page_of(tenant)
    assert (tenant.login_domains, tenant.name) == (["ours.example.com"], "Ours")
    page = response.content.decode()
    assert page.count(INHERITED) == 24 + 1
    assert "24 answers inherited, 0 of our own" in page
    assert "To be strengthened (1)" in page
    assert f'<a href="{page_of(tenant, "answers/retention_control/")}">' in page
    assert "Needed at least: We set the period, and have set it." in page
    assert f'<a href="{page_of(good)}">' in page


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    log_in: LogIn, good: Offering
) -> None:
    given = described(name=good.name, contract_ends_on="2020-01-01", because="")
    response = log_in("analyst").post(page_of(good, "tenant/"), given)
    assert response.status_code == 200
    assert "This field is required." in str(response.context["form"]["because"].errors)
    given = described(name=good.name, contract_ends_on="2020-01-01")
    form = log_in("analyst").post(page_of(good, "tenant/"), given).context["form"]
    assert "already has an offering of that name" in str(form["name"].errors)
    assert "is past already" in str(form["contract_ends_on"].errors)
    assert form["login_domains"].value() == "ours.example.com"
    assert not Offering.objects.exclude(tenant_of=None).exists()


@pytest.mark.parametrize("kind", ["self_hosted", "consumer_paid"])
def test_what_can_have_no_tenant_has_no_such_page(kind: str, log_in: LogIn, now: datetime) -> None:
    offering = make_offering(kind=kind, now=now)
    client = log_in("superuser")
    assert client.get(page_of(offering, "tenant/")).status_code == 404
    assert client.get(page_of(offering, "take-over/")).status_code == 404


def test_an_answer_of_our_own_loses_the_mark(
    log_in: LogIn, tenant: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    url = page_of(tenant, "answers/identity_sso/")
    assert INHERITED in client.get(url).content.decode()
    say(tenant, "identity_sso", "sso_scim_enforced", now)
    assert INHERITED not in client.get(url).content.decode()
    assert "23 answers inherited, 1 of our own" in client.get(page_of(tenant)).content.decode()


def test_the_page_of_a_tenant_shows_what_the_plan_now_says(
    log_in: LogIn, good: Offering, tenant: Offering, now: datetime
) -> None:
    say(good, "trains_on_inputs", "always", now)
    withdraw_answer(offering=good, criterion="audit_log", because="Gone.", by=None, now=now)
    response = log_in("analyst").get(page_of(tenant))
    assert response.context["tenancy"].stops
    page = response.content.decode()
    assert "the plan now says: <strong>Yes, with no way out</strong>" in page
    assert "stops the tenant" in page
    assert "<strong>nothing any more</strong>" in page
    assert "Take over all 2" in page
    assert "Suspended.</strong> Its plan," in page
    read_only = log_in("viewer").get(page_of(tenant)).content.decode()
    assert "the plan now says:" in read_only
    assert "Take over" not in read_only.replace("Take over what", "")


def stamps(client: Any, tenant: Offering) -> list[str]:
    return client.get(page_of(tenant, "take-over/")).context["form"].initial["seen"]


def test_one_click_takes_over_one_or_all(
    log_in: LogIn, good: Offering, tenant: Offering, now: datetime
) -> None:
    answer_all(good, {"identity_sso": "sso_available", "audit_log": "console_only"}, now=now)
    client, url = log_in("analyst"), page_of(tenant, "take-over/")
    first, second = stamps(client, tenant)
    response = client.post(url, {"seen": [first]}, follow=True)
    assert "Taken over from the plan: 1 answer." in told(response)
    assert len(response.context["tenancy"].news) == 1
    response = client.post(url, {"seen": [second]}, follow=True)
    assert response.context["tenancy"].news == []
    assert tenant.answers.get(criterion="audit_log", superseded_at=None).value == "console_only"


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ([], "Choose what to take over."),
        (["identity_sso:x"], "it was sent with an odd value"),
        (["identity_sso:0"], "the plan has answered again since you opened this page"),
        (["encryption:1"], "there is nothing to take over from the plan any more"),
    ],
)
def test_what_cannot_be_taken_over_is_said(
    sent: list[str], refusal: str, log_in: LogIn, good: Offering, tenant: Offering, now: datetime
) -> None:
    say(good, "identity_sso", "sso_available", now)
    entries = AuditEntry.objects.count()
    response = log_in("analyst").post(page_of(tenant, "take-over/"), {"seen": sent})
    assert refusal in response.content.decode()
    assert AuditEntry.objects.count() == entries


def test_the_queries_of_both_pages_do_not_grow(
    log_in: LogIn, good: Offering, tenant: Offering, now: datetime
) -> None:
    client = log_in("analyst")
    client.get(page_of(good))
    say(good, "identity_sso", "sso_available", now)
    few = [_cost(client, page) for page in _pages(good, tenant)]
    for number in range(3):
        make_tenant_of(good, f"Another {number}", now=now)
    answer_all(good, {"audit_log": "none", "admin_controls": "none", "encryption": "none"}, now=now)
    many = [_cost(client, page) for page in _pages(good, tenant)]
    # What is suspended meanwhile rests on no proof any more, which saves some.
    assert all(more <= less for more, less in zip(many, few, strict=True))


def _pages(plan: Offering, tenant: Offering) -> list[str]:
    return [page_of(plan), page_of(tenant), page_of(plan, "tenant/"), page_of(tenant, "take-over/")]


def _cost(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(page).status_code == 200
    return len(made)


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", "administrator"])
def test_nobody_but_an_analyst_reaches_the_pages(
    role: str, log_in: LogIn, good: Offering, tenant: Offering, now: datetime
) -> None:
    client = log_in(person=make_user(role))
    for page in (page_of(good, "tenant/"), page_of(tenant, "take-over/")):
        assert client.get(page).status_code == client.post(page, described()).status_code == 403
