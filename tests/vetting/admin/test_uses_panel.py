"""Who uses an offering: the productions that asked for it, and for what runs on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission

from tests.builders import make_offering, make_user
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import Offering, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production

pytestmark = pytest.mark.usefixtures("good_for_all")


def asked_for(offering: Offering, now: datetime, **days: int | None) -> None:
    """One request for it, which each of these productions supports."""
    for slug, needed in days.items():
        production = create_production(slug=slug, name=slug.title(), by=None, now=now)
        day = None if needed is None else now.date() + timedelta(days=needed)
        wish = Wish(offering.full_name, purpose=f"{slug.title()} needs it.", needed_by=day)
        ask(wish=wish, production=production, now=now)
    VettingRequest.objects.filter(offering=None).update(offering=offering)


def test_the_most_urgent_production_stands_first_with_its_own_words(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    asked_for(good, now, harbour=None, atlas=40, ridge=3)
    response = log_in("viewer").get(page_of(good))
    uses = response.context["uses"]
    assert [row.production.slug for row in uses.own.rows] == ["ridge", "atlas", "harbour"]
    assert uses.productions == 3
    page = response.content.decode()
    assert "Ridge needs it." in page
    assert "no day given" in page
    assert "3 productions asked" in page


def test_who_asked_for_what_runs_on_it_is_told_too(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    above = make_offering("above", now=now, runs_on=[good])
    asked_for(above, now, harbour=5)
    response = log_in("viewer").get(page_of(good))
    assert response.context["uses"].own.rows == []
    assert [one.offering for one in response.context["uses"].above] == [above]
    page = response.content.decode()
    assert "Asked for Studio Chat - Above" in page
    assert "None has asked through the registry." in page


def test_requests_are_shown_to_those_who_may_read_them(
    log_in: LogIn, good: Offering, now: datetime
) -> None:
    asked_for(good, now, harbour=5)
    plain = make_user("")
    plain.user_permissions.add(Permission.objects.get(codename="view_offering"))
    page = log_in(person=plain).get(page_of(good)).content.decode()
    assert "Harbour" not in page
    assert "None: whatever is decided here reaches nothing else." in page
