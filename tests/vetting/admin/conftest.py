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
from tests.vetting.admin.many import add_rows
from vetting.models import Offering
from vetting.scoring.vocabulary import Verdict

LogIn = Callable[..., Client]


@pytest.fixture
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


@pytest.fixture
def good(db: Any, now: datetime) -> Offering:
    """An offering that the rules approve today, undecided."""
    offering = make_offering("studio-chat-enterprise", now=now)
    answer_all(offering, GOOD, but={"pen_test_date": now.date()}, now=now)
    return offering


@pytest.fixture
def approved(good: Offering, now: datetime) -> Offering:
    publish_verdict(good, Verdict.APPROVED, now=now)
    return good


@pytest.fixture
def stock(db: Any, now: datetime) -> Callable[[int], None]:
    """`stock(30)` makes thirty more rows on every list: vendors, tools, offerings and the rest."""
    made = [0]

    def add(rows: int) -> None:
        add_rows(made[0], made[0] + rows, now)
        made[0] += rows

    return add


def page_of(offering: Offering, act: str = "change/") -> str:
    return f"/admin/vetting/offering/{offering.pk}/{act}"
