"""Accept the computed verdict of many at once: chosen in the list, looked at, then confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import answer_all, make_offering, make_tool, make_user
from tests.vetting.admin.conftest import LogIn
from vetting.models import Decision, Offering, Review
from vetting.services import acceptance
from vetting.services.decisions import suspend

LIST = "/admin/vetting/offering/"


@pytest.fixture
def three(approved: Offering, good: Offering, now: datetime) -> list[Offering]:
    """One that only tightens, one that needs two people, one that cannot be accepted here."""
    worse, new = approved, make_offering("new", now=now)
    answer_all(worse, {"identity_sso": "sso_available"}, now=now)
    answer_all(new, {"trains_on_inputs": "always"}, now=now)
    better = make_offering("better", now=now)
    answer_all(better, now=now, but={"pen_test_date": now.date()})
    stopped = make_offering("stopped", now=now)
    answer_all(stopped, now=now, but={"pen_test_date": now.date()})
    suspend(offering=stopped, because="A leak.", by=make_user("analyst"), now=now)
    return [worse, better, stopped]


def chosen(client: Client, *offerings: Offering) -> Any:
    """The confirmation page for what is ticked in the list."""
    ticked = {
        "action": "accept_computed_action", "_selected_action": [o.pk for o in offerings],
    }  # fmt: skip
    return client.post(LIST, ticked, follow=True)


def sent(page: Any, way: str, **more: Any) -> dict[str, Any]:
    """What the page sends when one of its buttons is pressed."""
    groups = page.context["groups"]
    cases = [(name, case) for name in ("alone", "second") for case in groups[name]]
    return {
        "offerings": page.context["chosen"],
        "shown": [f"{name}-{case.offering.pk}-{case.stamp}" for name, case in cases],
        "because": "As computed.",
        "way": way,
        **more,
    }


def slugs(page: Any) -> dict[str, list[str]]:
    return {
        way: [case.offering.slug for case in cases] for way, cases in page.context["groups"].items()
    }


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_it_shows_three_groups_and_does_each_with_its_own_button(
    log_in: LogIn, three: list[Offering]
) -> None:
    client, decided = log_in("analyst"), Decision.objects.count()
    page = chosen(client, *three)
    assert slugs(page) == {
        "alone": [three[0].slug], "second": ["better"], "cannot": ["stopped"],
    }  # fmt: skip
    assert "It is suspended" in page.content.decode()
    assert Decision.objects.count() == decided
    url = page.request["PATH_INFO"]
    first = client.post(url, sent(page, "alone"), follow=True)
    assert "Published by you alone (1)" in told(first)
    assert Decision.objects.count() == decided + 1
    assert slugs(first)["second"] == ["better"]
    second = client.post(url, sent(first, "second"), follow=True)
    assert "Put before a second person (1)" in told(second)
    assert Review.objects.get(state="proposed").offering.slug == "better"
    assert Decision.objects.count() == decided + 1


def test_what_changed_meanwhile_is_left_out_and_said(
    log_in: LogIn, three: list[Offering], now: datetime
) -> None:
    client = log_in("analyst")
    page = chosen(client, *three)
    answer_all(three[0], {"identity_sso": "sso_scim_enforced"}, now=now)
    decided = Decision.objects.count()
    done = client.post(page.request["PATH_INFO"], sent(page, "alone"), follow=True)
    assert "Left out:" in told(done)
    assert "It changed since the page was shown" in told(done)
    assert "Nothing was accepted" in told(done)
    assert Decision.objects.count() == decided


def test_it_takes_one_reason_and_keeps_the_page(log_in: LogIn, three: list[Offering]) -> None:
    client = log_in("analyst")
    page = chosen(client, *three)
    again = client.post(page.request["PATH_INFO"], sent(page, "alone", because=" "))
    assert "This field is required" in again.content.decode()
    assert slugs(again) == slugs(page)


def test_each_button_is_for_whoever_may_press_it(log_in: LogIn, three: list[Offering]) -> None:
    approver = log_in("approver")
    page = chosen(approver, *three)
    text = page.content.decode()
    assert "Publish 1 now" in text
    assert "Propose 1<" not in text
    refused = approver.post(page.request["PATH_INFO"], sent(page, "second"))
    assert "You may not propose a verdict" in refused.content.decode()
    viewer = log_in("viewer")
    assert viewer.get(f"{LIST}accept/?offerings=1").status_code == 403
    listed = viewer.get(LIST).content.decode()
    assert "Accept the computed verdict" not in listed
    assert "accept_computed_action" not in listed


def test_too_many_at_once_and_none_at_all_are_refused_in_a_sentence(
    log_in: LogIn, three: list[Offering]
) -> None:
    client = log_in("analyst")
    assert "No offering is chosen." in client.get(f"{LIST}accept/?offerings=x").content.decode()
    tool = make_tool()
    Offering.objects.bulk_create(
        Offering(
            slug=f"x-{n}", name=f"X {n}", full_name=f"X {n}", tool=tool, kind="local_device",
            created_at=three[0].created_at,
        )
        for n in range(acceptance.MOST)
    )  # fmt: skip
    many = ",".join(str(key) for key in Offering.objects.values_list("pk", flat=True))
    page = client.get(f"{LIST}accept/?offerings={many}").content.decode()
    assert f"Choose at most {acceptance.MOST} offerings at a time" in page
    assert "Choose at most 200" in told(chosen(client, *Offering.objects.all()))


def test_the_page_costs_the_same_for_many(log_in: LogIn, now: datetime) -> None:
    client = log_in("analyst")
    keys = [make_offering(f"new-{number}", now=now).pk for number in range(4)]

    def cost(count: int) -> int:
        listed = ",".join(str(key) for key in keys[:count])
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}accept/?offerings={listed}").status_code == 200
        return len(seen)

    assert cost(4) == cost(1)
