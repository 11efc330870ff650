"""The stored periods say what the rules say, and cost a few queries for each level of a chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import LATER, NOW, at, make_decided, make_offering, make_user, told
from vetting.models import Offering, RunsOn, StatusPeriod
from vetting.scoring import status as scoring
from vetting.scoring.status import DecisionFact, Status
from vetting.scoring.vocabulary import Verdict
from vetting.services.catalogue import set_runs_on
from vetting.services.decisions import approve, propose_lift, suspend, tighten
from vetting.services.statuses import redraw_statuses

pytestmark = pytest.mark.django_db


Read = dict[int, tuple[list[DecisionFact], list[RunsOn]]]


def by_the_rules(offering: Offering, day: date, read: Read | None = None) -> Status:
    """The status as `scoring` tells it, asked through the whole chain without any stored period.

    What it rests on is looked up once for all the days that are asked about with the same `read`.
    """
    read = {} if read is None else read
    if offering.pk not in read:
        read[offering.pk] = (
            [decision.as_fact() for decision in offering.decisions.order_by("pk")],
            list(offering.upstream_links.select_related("upstream").order_by("pk")),
        )
    facts, chain = read[offering.pk]
    links = [
        scoring.Link(
            link.upstream.slug, link.upstream.full_name, by_the_rules(link.upstream, day, read)
        )
        for link in chain
        if link.started_on <= day and (link.ended_on is None or day < link.ended_on)
    ]
    return scoring.status(facts, links, day)


def eventful() -> list[Offering]:
    """A chain of four in which something happens on every level."""
    rosa = make_user("analyst")
    model = make_decided("model", Verdict.CONDITIONAL)
    api = make_decided("api", runs_on=[model], now=at(2))
    wrapper = make_decided("wrapper", runs_on=[api], now=at(4))
    suite = make_decided("suite", runs_on=[wrapper, model], now=at(6))
    suspend(offering=api, because="A leak.", by=rosa, now=at(10))
    lift = propose_lift(offering=api, because="Closed.", by=rosa, now=at(15))
    approve(review=lift, by=make_user("approver"), now=at(15))
    set_runs_on(offering=suite, upstreams=[wrapper], by=rosa, now=at(20))
    tighten(offering=model, verdict=Verdict.BANNED, because="No.", by=rosa, now=at(25))
    return [model, api, wrapper, suite]


def test_the_periods_tell_what_the_rules_tell_at_their_borders_and_between() -> None:
    read: Read = {}
    for offering in eventful():
        rows = list(StatusPeriod.objects.filter(offering=offering).order_by("starts_on"))
        assert (rows[0].starts_on, rows[-1].ends_on) == (date.min, None)
        for before, after in zip(rows, rows[1:], strict=False):
            assert before.ends_on == after.starts_on - timedelta(days=1)
        borders = {row.starts_on for row in rows[1:]}
        beside = {day + timedelta(by) for day in borders for by in (-1, 0, 1)}
        for day in sorted(beside | {at(number).date() for number in range(-1, 420, 9)}):
            assert told(offering, day) == by_the_rules(offering, day, read), (offering, day)


def test_drawing_again_writes_nothing() -> None:
    made = eventful()
    rows = list(StatusPeriod.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        redraw_statuses(made, now=at(30))
    assert all(q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE")) for q in queries)
    assert list(StatusPeriod.objects.order_by("pk").values()) == rows


def test_only_what_differs_is_written_anew() -> None:
    upstream, other = make_decided("model"), make_decided("other")
    banned = make_decided("wrapper-banned", Verdict.BANNED, runs_on=[upstream])
    fine = make_decided("wrapper", runs_on=[upstream])
    kept = {o.slug: set(o.periods.values_list("pk", flat=True)) for o in (banned, other, fine)}
    suspend(offering=upstream, because="A leak.", by=make_user("analyst"), now=LATER)
    now = {o.slug: set(o.periods.values_list("pk", flat=True)) for o in (banned, other, fine)}
    assert now["other"] == kept["other"]
    assert now["wrapper-banned"] == kept["wrapper-banned"]
    assert not now["wrapper"] & kept["wrapper"]


def test_a_diamond_is_drawn_from_below() -> None:
    base = make_decided("base")
    left, right = (make_decided(side, runs_on=[base]) for side in ("left", "right"))
    top = make_decided("top", runs_on=[left, right])
    suspend(offering=base, because="A leak.", by=make_user("analyst"), now=LATER)
    assert told(top, LATER.date()) == by_the_rules(top, LATER.date())
    assert not told(top, LATER.date()).usable


def queries_to_redraw(offering: Offering) -> int:
    StatusPeriod.objects.update(because="Out of date.")
    with CaptureQueriesContext(connection) as queries:
        redraw_statuses([offering], now=NOW)
    return len(queries)


def test_the_queries_grow_with_the_levels_of_a_chain_only() -> None:
    upstream = make_decided("model")
    for number in range(2):
        make_offering(f"wrapper-{number}", runs_on=[upstream])
    few = queries_to_redraw(upstream)
    for number in range(2, 12):
        make_offering(f"wrapper-{number}", runs_on=[upstream])
    # Links upwards (2); on each level decisions, links, own periods, periods below, out and in (6
    # and a savepoint).
    assert queries_to_redraw(upstream) == few <= 18
    assert StatusPeriod.objects.filter(because="Out of date.").count() == 0


def test_three_levels_cost_three_times_one_level() -> None:
    made: list[Offering] = []
    costs = []
    for number in range(3):
        made.append(make_decided(f"level-{number}", runs_on=made[-1:]))
        costs.append(queries_to_redraw(made[0]))
    assert costs[2] - costs[1] <= 10
