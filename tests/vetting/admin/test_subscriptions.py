"""What a production is told of: chosen by analysts on its page, and seen on the offering's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import make_offering
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import Offering, Production, Subscription, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production
from vetting.services.subscriptions import subscribe

pytestmark = pytest.mark.usefixtures("approved_for_all")


@pytest.fixture
def production(db: object, now: datetime) -> Production:
    return create_production(slug="harbour", name="Harbour", by=None, now=now)


def page(production: Production, act: str = "change") -> str:
    return f"/admin/vetting/production/{production.pk}/{act}/"


def offered(client: Client, production: Production, **said: object) -> list[tuple[int, str]]:
    """What there is to tick, having looked for this."""
    answer = client.post(page(production, "subscribe"), {"find": "1", **said})
    assert answer.status_code == 200
    return list(answer.context["offered"])


def test_an_analyst_finds_several_and_the_production_is_told_of_them(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    client, other = log_in("analyst"), make_offering("other", now=now)
    assert offered(client, production, q="chat enterprise") == [
        (approved.pk, "Studio Chat - Studio Chat Enterprise: approved")
    ]
    # What was ticked stays, whatever is looked for next.
    found = offered(client, production, q="other", offerings=[approved.pk])
    assert [key for key, _ in found] == [approved.pk, other.pk]
    data = {"offerings": [approved.pk, other.pk]}
    answer = client.post(page(production, "subscribe"), data, follow=True)
    assert "Harbour is told of 2 more offerings." in answer.content.decode()
    assert [row.subscription.offering for row in answer.context["told_of"]] == [other, approved]
    assert set(Subscription.objects.values_list("created_by", flat=True)) == {client.person.pk}
    # Whatever it is told of is not offered again.
    assert offered(client, production, q="chat") == []


def test_all_of_a_vendor_that_may_be_used_is_found_by_the_vendor(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    make_offering("other", now=now)
    client = log_in("analyst")
    assert len(offered(client, production, q="acme")) == 2
    usable = offered(client, production, q="acme", usable="on")
    assert [key for key, _ in usable] == [approved.pk]


def test_what_it_asked_for_is_offered_first(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    make_offering("other", now=now)
    ask(wish=Wish(approved.full_name), production=production, now=now)
    VettingRequest.objects.update(offering=approved)
    answer = log_in("analyst").get(page(production, "subscribe"))
    assert [key for key, _ in answer.context["offered"]] == [approved.pk]
    assert "It asked for these" in answer.content.decode()


def test_nothing_ticked_is_said_at_the_field(
    log_in: LogIn, production: Production, approved: Offering
) -> None:
    client = log_in("analyst")
    for ticked in ([], ["x"], ["0"]):
        data = {"q": "chat", "offerings": ticked}
        answer = client.post(page(production, "subscribe"), data)
        assert set(answer.context["form"].errors) == {"offerings"}
    assert not Subscription.objects.exists()


def test_it_is_no_longer_told_of_what_was_ticked(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    subscribe(production=production, offerings=[approved], by=None, now=now)
    client = log_in("analyst")
    assert "by itself, over the API" in client.get(page(production)).content.decode()
    url = page(production, "unsubscribe")
    assert "Tick the offerings" in client.post(url, follow=True).content.decode()
    answer = client.post(url, {"offerings": [approved.pk, "x"]}, follow=True)
    assert "Harbour is no longer told of 1 offering." in answer.content.decode()
    assert not Subscription.objects.exists()


def test_whoever_only_reads_sees_the_list_and_no_button(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    subscribe(production=production, offerings=[approved], by=None, now=now)
    shown = log_in("viewer").get(page(production)).content.decode()
    assert approved.full_name in shown
    assert "badge-approved" in shown
    assert "subscribe/" not in shown


def test_an_offering_names_the_productions_that_are_told_of_it(
    log_in: LogIn, production: Production, approved: Offering, now: datetime
) -> None:
    client = log_in("viewer")
    assert "None. On a production's page" in client.get(page_of(approved)).content.decode()
    subscribe(production=production, offerings=[approved], by=None, now=now)
    answer = client.get(page_of(approved))
    assert answer.context["listeners"].shown == [production]
    assert f'href="{page(production)}">Harbour</a>' in answer.content.decode()


def test_both_pages_cost_the_same_for_many_subscriptions(
    log_in: LogIn,
    production: Production,
    approved: Offering,
    now: datetime,
    stock: Callable[[int], None],
) -> None:
    client = log_in("superuser")

    def told(rows: int) -> None:
        stock(rows)
        subscribe(production=production, offerings=Offering.objects.all(), by=None, now=now)
        for one in Production.objects.exclude(pk=production.pk):
            Subscription.objects.get_or_create(
                production=one, offering=approved, defaults={"created_at": now}
            )

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = (page(production), page_of(approved))
    told(1)
    few = [[cost(url) for url in urls] for _ in range(2)][-1]
    told(48)
    assert [cost(url) for url in urls] == few
