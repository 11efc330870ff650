"""Plots as pure drawings: scales, steps and what stands in the SVG, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from vetting.admin.home.plots import months, score_map, unknowns, weeks
from vetting.admin.home.plots.scales import Scale, size_of, step_of, stride, ticks, top_of
from vetting.scoring.loader import load_policy, shipped_policy_text
from vetting.scoring.vocabulary import Kind, Verdict

TODAY = date(2026, 11, 22)
LIST = "/list/"
THRESHOLDS = score_map.Thresholds(approve=(85, 75), ban=(60, 40))
Map = ElementTree.Element


def parsed(svg: str) -> Map:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns:x="x" ', 1))  # noqa: S314


@pytest.mark.parametrize(
    ("number", "place"), [(0, 10.0), (50, 60.0), (100, 110.0), (33.3, 43.3), (85, 95.0)]
)
def test_a_scale_is_a_straight_line(number: float, place: float) -> None:
    assert Scale(0, 100, 10, 110)(number) == place


def test_a_scale_may_run_upwards_and_stands_still_where_there_is_nothing() -> None:
    assert Scale(0, 10, 200, 100)(2.5) == 175.0
    assert Scale(0, 0, 7, 100)(3) == 7


@pytest.mark.parametrize(
    ("number", "step"), [(0, 0), (4.9, 0), (5, 5), (84.9, 80), (85, 85), (99.9, 95), (100, 95)]
)
def test_a_score_falls_into_one_step_and_the_best_into_the_last(number: float, step: int) -> None:
    assert step_of(number, 5, 100) == step


@pytest.mark.parametrize(
    ("most", "between", "top"),
    [(0, 1, 1), (1, 1, 1), (4, 1, 4), (5, 2, 6), (8, 2, 8), (9, 5, 10), (23, 10, 30),
     (184, 50, 200), (416, 200, 600), (20_000, 5000, 20_000), (20_001, 10_000, 30_000)],
)  # fmt: skip
def test_an_axis_ends_at_a_round_number_beyond_all(most: int, between: int, top: int) -> None:
    assert (stride(most), top_of([most, 0])) == (between, top)
    assert ticks(most)[-1] == top
    assert len(ticks(most)) <= 5


def test_a_mark_grows_with_its_count_and_the_smallest_can_still_be_seen() -> None:
    sizes = [size_of(count, 2467, 2, 4) for count in (0, 1, 50, 2467)]
    assert sizes[0] == 0
    assert 2 < sizes[1] < sizes[2] < sizes[3] == 4


CELLS = [
    score_map.Cell(85, 90, {Verdict.APPROVED: 12, Verdict.NOT_VETTED: 3}),
    score_map.Cell(0, 0, {Verdict.BANNED: 40}),
    score_map.Cell(95, 95, {Verdict.CONDITIONAL: 1}),
]


def test_the_map_has_a_link_for_each_cell_and_a_sign_for_each_status() -> None:
    drawn = parsed(score_map.draw(CELLS, THRESHOLDS, LIST))
    links = drawn.findall(".//a")
    assert [link.get("href") for link in links] == [
        "/list/?p2=85-90&p3=90-95", "/list/?p2=0-5&p3=0-5", "/list/?p2=95-100&p3=95-100",
    ]  # fmt: skip
    said = links[0].find("title")
    assert said is not None
    assert said.text == "P2 85 to 90, P3 90 to 95: 12 approved, 3 not vetted"
    shapes = {(mark.tag, mark.get("class")) for link in links for mark in link.iter()}
    assert {
        ("circle", "sign sign-approved"), ("circle", "sign sign-not_vetted"),
        ("path", "sign sign-banned"), ("path", "sign sign-conditional"),
    } <= shapes  # fmt: skip


def test_the_thresholds_of_the_policy_are_drawn_where_they_are() -> None:
    drawn = parsed(score_map.draw([], THRESHOLDS, LIST))
    limits = [mark for mark in drawn.iter("line") if "limit" in str(mark.get("class"))]
    across = {float(mark.get("x1", 0)) for mark in limits}
    up = {float(mark.get("y2", 0)) for mark in limits}
    assert across == {score_map.X(85), score_map.X(60)}
    assert up == {score_map.Y(75), score_map.Y(40)}
    text = " ".join(str(mark.text) for mark in drawn.iter("text"))
    for words in ("approve from 85", "approve from 75", "ban below 60", "ban below 40"):
        assert words in text


def test_every_mark_of_the_map_stays_in_its_cell() -> None:
    half = score_map.SIDE / 4
    assert half >= score_map.BIGGEST


@pytest.mark.parametrize(
    ("days", "week"),
    [(0, 0), (6, 0), (7, 1), (13, 1), (84, 12), (90, 12), (91, None), (-1, "late")],
)
def test_a_day_falls_into_its_week(days: int, week: int | str | None) -> None:
    coming = weeks.by_week([{TODAY + timedelta(days): 3}, {}, {}], TODAY)
    assert coming.overdue == ((3, 0, 0) if week == "late" else (0, 0, 0))
    held = [number for number, each in enumerate(coming.weeks) if each.counts[0]]
    assert held == ([week] if isinstance(week, int) else [])
    assert weeks.last_day(TODAY) == TODAY + timedelta(90)


def test_what_is_overdue_is_said_in_words() -> None:
    late = weeks.by_week([{}, {TODAY - timedelta(3): 2}, {TODAY - timedelta(1): 1}], TODAY)
    assert weeks.overdue(late) == "Overdue: 2 reviews, 1 proof that has run out."
    assert weeks.overdue(weeks.by_week([{}, {}, {}], TODAY)) == "Nothing is overdue."


def test_each_row_of_weeks_has_its_bars_and_its_sum() -> None:
    coming = weeks.by_week([{TODAY: 5, TODAY + timedelta(8): 1200}, {TODAY: 1}, {}], TODAY)
    drawn = parsed(weeks.draw(coming))
    texts = [mark.text for mark in drawn.iter("text")]
    assert {"1,205 verdicts run out", "1 review is due", "0 proofs run out", "1.2k"} <= set(texts)
    assert len(list(drawn.iter("rect"))) == 3


def test_the_months_end_with_today_and_begin_eleven_ends_of_months_before() -> None:
    days = months.ends_of_months(date(2026, 3, 31))
    assert len(days) == 12
    assert (days[0], days[9], days[10], days[11]) == (
        date(2025, 4, 30), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31),
    )  # fmt: skip


def test_periods_are_counted_on_each_day_that_they_cover() -> None:
    begun = {(Verdict.NOT_VETTED, date.min): 5, (Verdict.APPROVED, date(2026, 5, 10)): 2}
    ended = {(Verdict.NOT_VETTED, date(2026, 5, 9)): 2}
    days = [date(2026, 4, 30), date(2026, 5, 9), date(2026, 5, 10)]
    found = months.standing(begun, ended, days, [3, 0, 0])
    assert [month.row for month in found] == [[0, 0, 0, 2], [0, 0, 0, 5], [2, 0, 0, 3]]
    assert [month.total for month in found] == [2, 5, 5]


def test_a_column_is_stacked_to_its_total_and_differs_without_colours() -> None:
    month = months.Month(TODAY, dict(zip(months.SORTS, (10, 20, 30, 40), strict=True)))
    drawn = parsed(months.draw([month]))
    parts = [mark for mark in drawn.iter("rect") if "part" in str(mark.get("class"))]
    heights = [float(part.get("height", 0)) for part in parts]
    assert heights == pytest.approx([22, 44, 66, 88])
    assert [part.get("fill") for part in parts] == [None, "url(#stripes)", None, "url(#dots)"]


def test_the_worst_known_question_comes_first() -> None:
    rules = load_policy(shipped_policy_text("2026.1"))
    found = [
        (Kind.ENTERPRISE_WORKSPACE, frozenset({"pen_test_date", "encryption"}), 3),
        (Kind.LOCAL_DEVICE, frozenset({"encryption"}), 1),
        (Kind.ENTERPRISE_WORKSPACE, frozenset(), 1),
    ]
    rows = unknowns.worst_first(rules.criteria.values(), found)
    assert [(r.criterion.key, r.open, r.asked, r.percent) for r in rows[:2]] == [
        ("encryption", 4, 5, 80.0), ("pen_test_date", 3, 4, 75.0),
    ]  # fmt: skip
    assert 'class="bar bar-gating" width="80.0"' in rows[0].bar
    assert 'class="bar bar-other" width="75.0"' in rows[1].bar


@pytest.mark.parametrize(
    "svg",
    [
        score_map.draw(CELLS, THRESHOLDS, LIST),
        score_map.draw([], THRESHOLDS, LIST),
        weeks.draw(weeks.by_week([{}, {}, {}], TODAY)),
        months.draw([]),
    ],
    ids=["map", "empty map", "empty weeks", "no months"],
)
def test_a_plot_has_a_name_and_says_what_it_shows_without_style_or_script(svg: str) -> None:
    drawn = parsed(svg)
    name = str(drawn.get("class")).split()[-1]
    assert drawn.get("role") == ("group" if drawn.findall(".//{*}a") else "img")
    assert drawn.get("aria-labelledby") == f"{name}-title {name}-desc"
    title, says = drawn.find("title"), drawn.find("desc")
    assert title is not None and title.text
    assert says is not None and says.text
    assert "viewBox" in drawn.attrib
    for forbidden in ("style=", "<script", "onclick", "{}"):
        assert forbidden not in svg
