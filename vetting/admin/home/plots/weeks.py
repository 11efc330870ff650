"""What ends in the coming weeks: verdicts, reviews and evidence, a row of bars for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from vetting.admin.home.plots.marks import box, drawing, line, told, words
from vetting.admin.home.plots.scales import Scale, top_of

WEEKS = 13
DAYS = 7
# What each row is about, for one and for many.
ROWS = (
    ("verdict runs out", "verdicts run out"),
    ("review is due", "reviews are due"),
    ("proof runs out", "proofs run out"),
)
OVERDUE = (
    ("verdict past its last day", "verdicts past their last day"),
    ("review", "reviews"),
    ("proof that has run out", "proofs that have run out"),
)
STYLES = ("bar bar-verdict", "bar bar-review", "bar bar-proof")
SIZE = (420.0, 330.0)
LEFT, RIGHT = 8.0, 412.0
ROW, HEIGHT, FIRST = 102.0, 64.0, 34.0
SLOT = (RIGHT - LEFT) / WEEKS
GAP = 5.0
# The weeks that are named below the last row.
DATED = (0, 3, 6, 9)

Ends = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Week:
    """How much ends in the seven days from `starts_on`, in the order of `ROWS`."""

    starts_on: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """The weeks from today on, and what should have been seen to before."""

    overdue: tuple[int, ...]
    weeks: list[Week]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(each) for each in zip(*(w.counts for w in self.weeks), strict=True))


def last_day(today: date) -> date:
    """The last day of the last week."""
    return today + timedelta(WEEKS * DAYS - 1)


def by_week(ends: Sequence[Ends], today: date) -> Coming:
    """What ends on which day, put into the weeks from today on; later days are left out."""
    weeks = [[0] * len(ends) for _ in range(WEEKS)]
    overdue = [0] * len(ends)
    for row, days in enumerate(ends):
        for day, count in days.items():
            week = (day - today).days // DAYS
            if week < 0:
                overdue[row] += count
            elif week < WEEKS:
                weeks[week][row] += count
    starts = (today + timedelta(DAYS * number) for number in range(WEEKS))
    return Coming(
        tuple(overdue), [Week(day, tuple(c)) for day, c in zip(starts, weeks, strict=True)]
    )


def overdue(coming: Coming) -> str:
    """What should have been seen to before today, in a sentence."""
    late = [counted(n, what) for n, what in zip(coming.overdue, OVERDUE, strict=True) if n]
    return f"Overdue: {', '.join(late)}." if late else "Nothing is overdue."


def draw(coming: Coming) -> SafeString:
    parts = [part for row in range(len(ROWS)) for part in _row(coming, row)]
    return drawing("weeks", SIZE, "What ends in the next 90 days", _in_words(coming), parts)


def _row(coming: Coming, row: int) -> Iterator[SafeString]:
    counts = [week.counts[row] for week in coming.weeks]
    bottom = FIRST + row * ROW + HEIGHT
    height = Scale(0, top_of(counts), 0, HEIGHT - 14)
    yield words(counted(sum(counts), ROWS[row]), LEFT, bottom - HEIGHT - 12, style="name")
    yield line("axis", LEFT, bottom, RIGHT, bottom)
    for number, week in enumerate(coming.weeks):
        x = LEFT + number * SLOT
        if counts[number]:
            tall = max(height(counts[number]), 1.5)
            text = f"Week from {short(week.starts_on)}: {counted(counts[number], ROWS[row])}"
            bar = box(STYLES[row], x + GAP / 2, bottom - tall, SLOT - GAP, tall)
            over = (x + SLOT / 2, bottom - tall - 4)
            yield told(text, bar, words(compact(counts[number]), *over, anchor="middle"))
        if number in DATED and row == len(ROWS) - 1:
            yield words(short(week.starts_on), x + GAP / 2, bottom + 17)


def counted(count: int, words: tuple[str, str]) -> str:
    return f"{count:,} {words[count != 1]}"


def short(day: date) -> str:
    return date_format(day, "j M")


def compact(count: int) -> str:
    """A count that fits above a bar."""
    return str(count) if count < 1000 else f"{count / 1000:.1f}k"


def _in_words(coming: Coming) -> str:
    sums = [counted(n, what) for n, what in zip(coming.totals, ROWS, strict=True)]
    return f"By week from today: {', '.join(sums)}. The table has the same numbers."
