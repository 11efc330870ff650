"""Productions are warned two weeks before a verdict runs out: once for each last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import GOOD, NOW, answer_all, at, make_decided, publish, the
from tests.conftest import Once
from tests.vetting.services.telling.listening import heard, listening
from vetting.models import Notice, Offering
from vetting.services.decisions import suspend
from vetting.services.outbox.notices import put
from vetting.services.telling.expiring import expiring_tellings

FOURTEEN = timedelta(14)


@pytest.fixture(autouse=True, scope="module")
def made(once: Once) -> None:
    once(two_that_listen)


def two_that_listen() -> None:
    base = make_decided("base")
    above = make_decided("above", now=at(60), runs_on=[base])
    banned = make_decided("banned", "banned")
    make_decided("unheard")
    listening("harbour", base, banned, ears=2)
    listening("ridge", above)
    listening("ended", base, active=False)


@pytest.fixture
def base(db: None) -> Offering:
    return Offering.objects.get(slug="base")


@pytest.fixture
def last(base: Offering) -> date:
    """The last day of the base; its own is two months later for the one above."""
    day = base.periods.get(status="approved").valid_until
    assert day is not None
    return day


def found(today: date) -> list[tuple[str, str]]:
    """What is to be told on a day, as it is put down: the subject and the offering."""
    put(list(expiring_tellings(today)), on=today, now=NOW)
    rows = Notice.objects.filter(on=today, step="before-14").order_by("pk")
    return list(rows.values_list("endpoint__label", "subject"))


@pytest.mark.parametrize("days", [14, 9, 1, 0, -1, -30])
def test_a_missed_night_is_made_up_for_until_it_has_lapsed(last: date, days: int) -> None:
    today = last - timedelta(days)
    assert sorted(ear for ear, _ in found(today)) == ["harbour-0", "harbour-1", "ridge-0"]
    assert found(today + timedelta(1)) == []


@pytest.mark.parametrize("days", [15, 100, -31])
def test_nothing_is_said_sooner_or_after_it_has_lapsed(last: date, days: int) -> None:
    assert found(last - timedelta(days)) == []


def test_it_says_the_last_day_of_the_chain_and_when_it_lapses(base: Offering, last: date) -> None:
    found(last - FOURTEEN)
    notice = Notice.objects.get(endpoint__label="ridge-0", step="before-14")
    above = Offering.objects.get(slug="above")
    own = above.periods.filter(status="approved").first()
    assert own is not None
    assert notice.subject == f"expiring:{own.decision_id}:{last.isoformat()}"
    assert (notice.offering, notice.day) == (above, last)
    assert notice.facts == {
        "type": "offering.expiring",
        "offering": {"slug": "above", "name": "Studio Chat - Above"},
        "status": "approved",
        "valid_until": last.isoformat(),
        "lapses_on": (last + timedelta(31)).isoformat(),
    }


def test_when_the_one_below_is_renewed_the_own_last_day_is_told_when_it_is_near(
    base: Offering, last: date
) -> None:
    """The decision of the one above is the same; the day that was told has moved."""
    today = last - FOURTEEN
    found(today)
    answer_all(base, GOOD, now=at((today - NOW.date()).days))
    publish(base, now=at((today - NOW.date()).days))
    assert found(today + timedelta(1)) == []
    above = Offering.objects.get(slug="above")
    (own,) = set(above.periods.filter(status="approved", starts_on__gte=today).values_list(
        "valid_until", flat=True
    ))  # fmt: skip
    assert own is not None and own > last
    assert [ear for ear, _ in found(own - FOURTEEN)] == ["ridge-0"]


def test_what_is_stopped_is_not_about_to_run_out(base: Offering, last: date) -> None:
    suspend(offering=base, because="A leak.", by=the("analyst"), now=at(1))
    assert found(last - FOURTEEN) == []
    assert len(heard(subject__startswith="change:")) == 3


def test_to_look_costs_three_queries(last: date) -> None:
    """What runs out, who listens, and what was said; one where nothing runs out."""
    for today, cost in ((last, 3), (last - timedelta(90), 1)):
        with CaptureQueriesContext(connection) as asked:
            list(expiring_tellings(today))
        assert len(asked) == cost
