"""What a production is told of is changed by itself, or at the desk by whoever has the right."""

from __future__ import annotations

import pytest

from tests.builders import NOW, make_offering, make_user
from vetting.models import AuditEntry, Offering, Production, Subscription
from vetting.services.refusals import Refused
from vetting.services.subscriptions import subscribe, unsubscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour() -> Production:
    return Production.objects.create(slug="harbour", name="Harbour", created_at=NOW)


@pytest.fixture
def two() -> list[Offering]:
    return [make_offering(slug, now=NOW) for slug in ("b", "a")]


def acts() -> list[tuple[str, str, list[str]]]:
    rows = AuditEntry.objects.filter(subject_kind="production").order_by("pk")
    return [(row.act, row.by_name, row.after["offerings"]) for row in rows]


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_the_desk_does_it_for_a_production_in_one_act(
    role: str, harbour: Production, two: list[Offering]
) -> None:
    by = make_user(role, username="rosa")
    assert subscribe(production=harbour, offerings=two, by=by, now=NOW) == two
    assert subscribe(production=harbour, offerings=two, by=by, now=NOW) == []
    assert {row.created_by for row in Subscription.objects.all()} == {by}
    assert unsubscribe(production=harbour, offerings=two[:1], by=by, now=NOW) == two[:1]
    assert unsubscribe(production=harbour, offerings=two[:1], by=by, now=NOW) == []
    assert list(Subscription.objects.values_list("offering__slug", flat=True)) == ["a"]
    assert acts() == [("subscribed", "rosa", ["a", "b"]), ("unsubscribed", "rosa", ["b"])]


@pytest.mark.parametrize("role", ["viewer", "approver", "policy owner", ""])
def test_others_may_not(role: str, harbour: Production, two: list[Offering]) -> None:
    for act in (subscribe, unsubscribe):
        with pytest.raises(Refused):
            act(production=harbour, offerings=two, by=make_user(role), now=NOW)
    assert not Subscription.objects.exists()
    assert acts() == []
