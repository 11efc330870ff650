"""How the statuses developed: the last twelve months, each as a column of four parts."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.home.plots.marks import SORTS, box, drawing, line, told, words
from vetting.admin.home.plots.scales import Scale, ticks, top_of
from vetting.scoring.vocabulary import Verdict

MONTHS = 12
SIZE = (420.0, 262.0)
LEFT, TOP, RIGHT, BOTTOM = 44.0, 12.0, 412.0, 232.0
SLOT = (RIGHT - LEFT) / MONTHS
GAP = 7.0
# Stripes and dots, so that the parts differ without their colours.
PATTERNS = format_html(
    '<defs><pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="ground-conditional" width="5" height="5"/>'
    '<line class="stripe" x1="0" y1="0" x2="0" y2="5"/></pattern>'
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="ground-not_vetted" width="5" height="5"/>'
    '<circle class="dot" cx="2.5" cy="2.5" r="1"/></pattern></defs>{}',
    "",
)

PATTERN = {Verdict.CONDITIONAL: "stripes", Verdict.NOT_VETTED: "dots"}

# How many periods of each status begin, or have their last day, on each day.
Turns = Mapping[tuple[Verdict, date], int]


@dataclass(frozen=True, slots=True)
class Month:
    """How many offerings had each status at the end of `day`."""

    day: date
    counts: Mapping[Verdict, int]

    @property
    def row(self) -> list[int]:
        """In the order of the table."""
        return [self.counts[verdict] for verdict in SORTS]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def ends_of_months(today: date) -> list[date]:
    """The last days of the months before, and today: twelve in all, the oldest first."""
    days = [today]
    while len(days) < MONTHS:
        days.append(days[-1].replace(day=1) - timedelta(1))
    return days[::-1]


def standing(
    begun: Turns, ended: Turns, days: Sequence[date], unknown_then: Sequence[int]
) -> list[Month]:
    """How many periods of each status cover each of these days.

    `unknown_then` says of each day how many of today's offerings were not in the registry yet:
    their periods reach back all the same, as not vetted.
    """
    over = {(verdict, last + timedelta(1)): count for (verdict, last), count in ended.items()}
    more, less = (_by(days, turns) for turns in (begun, over))
    return [
        Month(
            day,
            {v: max(more[v][place] - less[v][place] - _new(v, absent), 0) for v in SORTS},
        )
        for place, (day, absent) in enumerate(zip(days, unknown_then, strict=True))
    ]


def _by(days: Sequence[date], turns: Turns) -> dict[Verdict, list[int]]:
    """How many turns of each status there were by each of these days, that day included."""
    counts = {verdict: [0] * (len(days) + 1) for verdict in Verdict}
    for (verdict, day), count in turns.items():
        counts[verdict][bisect_left(days, day)] += count
    return {verdict: list(accumulate(each)) for verdict, each in counts.items()}


def _new(verdict: Verdict, absent: int) -> int:
    return absent if verdict is Verdict.NOT_VETTED else 0


def swatch(verdict: Verdict) -> SafeString:
    """How the part of a status looks, for a key of parts; the patterns are those of the plot."""
    part = box(f"part part-{verdict.value}", -6, -6, 12, 12, PATTERN.get(verdict, ""))
    return format_html(
        '<svg class="swatch" viewBox="-7 -7 14 14" aria-hidden="true">{}</svg>', part
    )


def draw(months: Sequence[Month]) -> SafeString:
    most = max((month.total for month in months), default=0)
    y = Scale(0, top_of([most]), BOTTOM, TOP)
    parts = [PATTERNS, *_axis(most, y)]
    for number, month in enumerate(months):
        parts += _column(month, LEFT + number * SLOT, y, named=number % 2 == 1)
    return drawing("months", SIZE, "Status over the last twelve months", _in_words(months), parts)


def _axis(most: int, y: Scale) -> Iterator[SafeString]:
    for mark in ticks(most):
        yield line("grid", LEFT, y(mark), RIGHT, y(mark))
        yield words(f"{mark:,}", LEFT - 6, y(mark) + 4, anchor="end")


def _column(month: Month, x: float, y: Scale, *, named: bool) -> Iterator[SafeString]:
    below = 0
    for verdict in SORTS:
        count = month.counts[verdict]
        if count:
            top, bottom = y(below + count), y(below)
            text = f"{date_format(month.day, 'j M Y')}: {count:,} {verdict.label.lower()}"
            place = (x + GAP / 2, top, SLOT - GAP, bottom - top)
            yield told(text, box(f"part part-{verdict.value}", *place, PATTERN.get(verdict, "")))
        below += count
    if named:
        yield words(date_format(month.day, "M"), x + SLOT / 2, BOTTOM + 18, anchor="middle")


def _in_words(months: Sequence[Month]) -> str:
    if not months:
        return "Nothing yet."
    then, now = months[0], months[-1]
    moves = [f"{v.label.lower()} {then.counts[v]:,} to {now.counts[v]:,}" for v in SORTS]
    since = date_format(then.day, "j M Y")
    return f"From {since} to today: {', '.join(moves)}. The table has the same numbers."
