"""Who looks after an offering: asked, or proposed the verdict, or whoever stands in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.builders import NOW, TODAY, make_decided, make_offering, make_user
from tests.conftest import Once
from vetting.models import AuditEntry, Contact, Offering, Team
from vetting.services.refusals import Refused
from vetting.services.reminding.owners import assign_owner, assign_owners, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once: Once) -> dict[str, int]:
    def make() -> dict[str, int]:
        make_decided("decided")
        make_offering("plain")
        rosa = make_user("analyst", username="rosa", first_name="Rosa", last_name="Lindqvist")
        return {"rosa": rosa.pk, "paul": make_user("approver", username="paul").pk}

    return once(make)


@pytest.fixture
def rosa(made: dict[str, int]) -> User:
    return User.objects.get(pk=made["rosa"])


def the_offering(slug: str) -> Offering:
    return Offering.objects.get(slug=slug)


def assign(owner: User | None, by: User, slug: str = "decided", because: str = "Hers now.") -> None:
    assign_owner(offering=the_offering(slug), owner=owner, because=because, by=by, now=NOW)


def test_who_proposed_the_verdict_looks_after_it(rosa: User) -> None:
    assert owner_of(the_offering("decided"), TODAY) == "the-analyst, who proposed the verdict"


def test_who_is_asked_to_looks_after_it_and_the_trail_says_who_asked(rosa: User) -> None:
    assign(rosa, rosa)
    assert owner_of(the_offering("decided"), TODAY) == "Rosa Lindqvist"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.by, entry.subject_id, entry.because) == (rosa, "decided", "Hers now.")
    assert (entry.before, entry.after) == ({"owner": None}, {"owner": "rosa"})


def test_who_has_left_looks_after_nothing_any_more(rosa: User) -> None:
    assign(rosa, rosa)
    User.objects.filter(pk=rosa.pk).update(is_active=False)
    assert owner_of(the_offering("decided"), TODAY).endswith("who proposed the verdict")


def test_without_anybody_leads_stand_in_then_heads_then_approvers(rosa: User) -> None:
    plain = the_offering("plain")
    assert owner_of(plain, TODAY) == "Nobody yet; the-approver and paul are told instead"
    make_user("head of security", username="hana")
    assert owner_of(plain, TODAY) == "Nobody yet; hana is told instead"
    team = Team.objects.create(slug="red", name="Red", lead=rosa, created_at=NOW)
    Contact.objects.create(person=rosa, team=team)
    assert owner_of(plain, TODAY) == "Nobody yet; Rosa Lindqvist is told instead"


def test_many_change_hands_at_once_with_an_entry_for_each_that_does(rosa: User) -> None:
    assign(rosa, rosa)
    before = AuditEntry.objects.count()
    every = Offering.objects.all()
    changed = assign_owners(offerings=every, owner=rosa, because="", by=rosa, now=NOW)
    assert (changed, AuditEntry.objects.count() - before) == (1, 1)
    assert set(every.values_list("owner__username", flat=True)) == {"rosa"}


def test_many_cost_no_more_queries_than_one(rosa: User, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(13):
        assign_owners(offerings=Offering.objects.all(), owner=rosa, because="", by=rosa, now=NOW)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"is_active": False}, "cannot log in to the desk"),
        ({"is_staff": False}, "cannot log in to the desk"),
        ({}, "may not see offerings"),
    ],
)
def test_nobody_is_asked_who_could_not_do_it(rosa: User, fields: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        assign(make_user("", **fields), rosa)


@pytest.mark.parametrize("role", ["viewer", "head of security"])
def test_who_may_not_is_refused(rosa: User, role: str) -> None:
    with pytest.raises(Refused, match="role does not allow"):
        assign(rosa, make_user(role))
