"""What the plots show: read from the database, linked to lists of the same rows, and in tables."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.test import Client

from tests.builders import GOOD, answer_all, make_offering
from tests.registry.api.building import days
from tests.vetting.admin.conftest import LogIn
from tests.vetting.admin.home.conftest import assessed
from vetting import migrations
from vetting.admin.home import readings
from vetting.admin.home.pages import Plots
from vetting.models import Assessment, Offering
from vetting.scoring.vocabulary import Verdict


def plots(client: Client) -> Plots:
    found: Plots = client.get("/admin/").context["plots"]
    return found


def names(client: Client, url: str) -> list[str]:
    return sorted(row.slug for row in client.get(url).context["cl"].result_list)


def test_each_cell_of_the_map_leads_to_a_list_of_just_its_offerings(
    log_in: LogIn, busy: Any
) -> None:
    client = log_in("viewer")
    drawn = plots(client)
    assert sum(cell.total for cell in drawn.cells) == 10
    for cell, by_status in drawn.map_rows:
        every = client.get(cell.url(drawn.offerings)).context["cl"]
        assert every.result_count == cell.total, cell
        for count, url in by_status:
            assert client.get(url).context["cl"].result_count == count
    best, next_best = (cell for cell, _ in drawn.map_rows[:2])
    assert names(client, best.url(drawn.offerings)) == ["ending"]
    assert names(client, next_best.url(drawn.offerings)) == ["good"]


def test_a_range_that_is_none_shows_nothing(log_in: LogIn, busy: Any) -> None:
    client = log_in("viewer")
    for query in ("p2=x", "p2=90-85", "p3=-5", "p3=0-500", "open=nonsense", "waits=x", "p2=5"):
        assert names(client, f"/admin/vetting/offering/?{query}") == [], query


def test_an_open_question_leads_to_the_offerings_that_leave_it_open(
    log_in: LogIn, busy: Any
) -> None:
    client = log_in("viewer")
    page = client.get("/admin/").content.decode()
    assert '<a href="/admin/vetting/offering/?open=pen_test_date">7</a>' in page
    worst = plots(client).asked[0]
    assert (worst.criterion.key, worst.open, worst.asked) == ("pen_test_date", 7, 10)
    listed = client.get("/admin/vetting/offering/?open=encryption").context["cl"]
    assert listed.result_count == 6


def test_what_ends_is_counted_by_week_and_what_is_overdue_apart(busy: Any) -> None:
    coming = readings.coming(days(0))
    assert coming.overdue == (1, 2, 1)
    assert coming.totals == (1, 1, 2)
    assert [week.counts for week in coming.weeks[:3]] == [(0, 0, 0), (1, 1, 0), (0, 0, 1)]


def test_the_last_column_of_the_months_is_what_is_told_today(log_in: LogIn, busy: Any) -> None:
    client = log_in("viewer")
    told = {
        number.style: number.count for number in client.get("/admin/").context["numbers"].statuses
    }
    months = readings.status_over_time(days(0))
    assert {verdict.value: count for verdict, count in months[-1].counts.items()} == told
    # All of it came into the registry today: before that there was nothing.
    assert months[0].row == [0, 0, 0, 0]


def test_an_offering_counts_from_the_day_it_came_in(plans: dict[str, Offering]) -> None:
    Offering.objects.update(created_at="2000-01-01T00:00:00Z")
    oldest = readings.status_over_time(days(0))[0]
    assert oldest.counts[Verdict.NOT_VETTED] == oldest.total == len(plans)


def test_every_plot_has_a_table_beside_it_with_the_same_numbers(log_in: LogIn, busy: Any) -> None:
    client = log_in("viewer")
    page, drawn = client.get("/admin/").content.decode(), plots(client)
    assert page.count('<svg class="plot') == 3
    tables = re.findall(r'<table class="figures.*?</table>', page, re.DOTALL)
    assert len(tables) == 5
    numbers = [[int(n) for n in re.findall(r">(\d+)<", table)] for table in tables]
    assert sum(numbers[0]) == sum(cell.total for cell in drawn.cells)
    assert sum(numbers[1]) == sum(drawn.coming.totals) + sum(drawn.coming.overdue)
    assert sum(numbers[2]) == sum(month.total for month in drawn.months)


def test_an_offering_without_an_assessment_is_not_on_the_map(plans: dict[str, Offering]) -> None:
    assert readings.score_cells(days(0)) == []
    assessed(plans["good"], "approved", "100.0", "95.0")
    assert [cell.url("") for cell in readings.score_cells(days(0))] == ["?p2=95-100&p3=95-100"]


def test_an_assessment_says_which_questions_it_leaves_open(good: Offering) -> None:
    assert Assessment.objects.get(offering=good, superseded_at=None).open_keys == ""
    bare = make_offering("bare", now=good.created_at)
    answer_all(bare, {**GOOD, "encryption": None, "audit_log": None}, now=good.created_at)
    kept = Assessment.objects.get(offering=bare, superseded_at=None)
    assert set(kept.open_keys.split()) == {q["criterion"] for q in kept.result["open_questions"]}
    assert " encryption " in kept.open_keys


def test_the_migration_says_it_of_assessments_made_before(good: Offering) -> None:
    answer_all(good, {**GOOD, "audit_log": "none"}, now=good.created_at + timedelta(1))
    bare = make_offering("bare", now=good.created_at)
    answer_all(bare, {**GOOD, "encryption": None}, now=good.created_at)
    held = dict(Assessment.objects.values_list("pk", "open_keys"))
    Assessment.objects.update(open_keys="")
    (name,) = (m.name for m in iter_modules(migrations.__path__) if "at_a_glance" in m.name)
    import_module(f"vetting.migrations.{name}").write_open_keys(apps, None)
    current = Assessment.objects.filter(superseded_at=None)
    assert {a.pk: a.open_keys for a in current} == {a.pk: held[a.pk] for a in current}
    assert any(a.open_keys for a in current)
