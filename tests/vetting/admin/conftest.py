"""What the tests of the staff pages share: people who are logged in, and offerings as of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import GOOD, answer_all, make_offering, make_user
from tests.builders import publish as publish_verdict
from tests.conftest import Once
from tests.vetting.admin.many import add_rows
from vetting.models import Offering
from vetting.scoring.vocabulary import Verdict

LogIn = Callable[..., Client]


@pytest.fixture(scope="module")
def now() -> datetime:
    """The pages take the clock themselves, so their rows are made on the same day."""
    return timezone.now()


@pytest.fixture
def log_in(db: Any) -> LogIn:
    """`log_in("analyst")` is the browser of a new analyst; `.person` says who."""

    def enter(role: str = "", person: Any = None) -> Client:
        client = Client()
        client.person = person or make_user(role)
        client.force_login(client.person)
        return client

    return enter


def make_good(now: datetime) -> Offering:
    offering = make_offering(now=now)
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    return offering


@pytest.fixture(scope="module")
def good_for_all(once: Once, now: datetime) -> None:
    """A module that uses this makes its good offering once for all its tests."""
    once(lambda: make_good(now))


@pytest.fixture(scope="module")
def approved_for_all(good_for_all: None, once: Once, now: datetime) -> None:
    once(lambda: publish_verdict(Offering.objects.get(), Verdict.APPROVED, now=now))


@pytest.fixture
def good(db: Any, now: datetime) -> Offering:
    """An offering that the rules approve today, undecided."""
    return Offering.objects.filter(slug="studio-chat-enterprise").first() or make_good(now)


@pytest.fixture
def approved(good: Offering, now: datetime) -> Offering:
    if not good.decisions.exists():
        publish_verdict(good, Verdict.APPROVED, now=now)
    return good


@pytest.fixture
def stock(db: Any, now: datetime) -> Callable[[int], None]:
    """`stock(5)` makes five more rows on every list: vendors, tools, offerings and the rest."""
    made = [0]

    def add(rows: int) -> None:
        add_rows(made[0], made[0] + rows, now)
        made[0] += rows

    return add


def page_of(offering: Offering, act: str = "change/") -> str:
    return f"/admin/vetting/offering/{offering.pk}/{act}"
