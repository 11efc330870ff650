"""The map of scores: how many offerings of each status lie where, and where the thresholds are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vetting.admin.home.plots.marks import SORTS, box, drawing, line, link, sign, words
from vetting.admin.home.plots.scales import Scale, size_of
from vetting.scoring.vocabulary import Verdict

WIDTH = 5
HIGHEST = 100
SIZE = (420.0, 436.0)
LEFT, TOP, RIGHT, BOTTOM = 36.0, 28.0, 406.0, 398.0
X = Scale(0, HIGHEST, LEFT, RIGHT)
Y = Scale(0, HIGHEST, BOTTOM, TOP)
SIDE = (RIGHT - LEFT) * WIDTH / HIGHEST
# Each status has its own corner of a cell, so that none hides another.
CORNERS = dict(zip(SORTS, ((-1, -1), (1, -1), (-1, 1), (1, 1)), strict=True))
SMALLEST, BIGGEST = 2.2, 4.1
SHADES = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """How many offerings of each status score from `p2` and from `p3` up to one step more."""

    p2: int
    p3: int
    counts: Mapping[Verdict, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def p2_end(self) -> int:
        return self.p2 + WIDTH

    @property
    def p3_end(self) -> int:
        return self.p3 + WIDTH

    @property
    def place(self) -> str:
        return f"P2 {self.p2} to {self.p2_end}, P3 {self.p3} to {self.p3_end}"

    @property
    def said(self) -> str:
        parts = [f"{self.counts[v]} {v.label.lower()}" for v in SORTS if self.counts.get(v)]
        return f"{self.place}: {', '.join(parts)}"

    def url(self, offerings: str, verdict: Verdict | None = None) -> str:
        """The list of just these offerings."""
        status = f"&status={verdict.value}" if verdict else ""
        where = f"p2={self.p2}-{self.p2_end}&p3={self.p3}-{self.p3_end}"
        return f"{offerings}?{where}{status}"

    def by_status(self, offerings: str) -> list[tuple[int, str]]:
        """Count and link for each status, in the order of the table."""
        return [(self.counts.get(v, 0), self.url(offerings, v)) for v in SORTS]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where a verdict may be an approval, and below where it is a ban, as (P2, P3)."""

    approve: tuple[float, float]
    ban: tuple[float, float]


def draw(cells: Sequence[Cell], thresholds: Thresholds, offerings: str) -> SafeString:
    """`offerings` is the address of the list that a cell leads to."""
    most = max((count for cell in cells for count in cell.counts.values()), default=0)
    fullest = max((cell.total for cell in cells), default=0)
    parts = [
        *_ground(thresholds),
        *_axes(),
        *(_cell(cell, most, fullest, offerings) for cell in cells),
        *_lines(thresholds),
    ]
    return drawing("map", SIZE, "Scores by status", _in_words(cells, thresholds), parts)


def _ground(found: Thresholds) -> Iterator[SafeString]:
    """The corner of approvals and the margin of bans, faintly."""
    (a2, a3), (b2, b3) = found.approve, found.ban
    yield box("area-ban", X(0), Y(HIGHEST), X(b2) - X(0), Y(0) - Y(HIGHEST))
    yield box("area-ban", X(b2), Y(b3), X(HIGHEST) - X(b2), Y(0) - Y(b3))
    yield box("area-approve", X(a2), Y(HIGHEST), X(HIGHEST) - X(a2), Y(a3) - Y(HIGHEST))


def _axes() -> Iterator[SafeString]:
    for mark in range(0, HIGHEST + 1, 20):
        yield line("grid", X(mark), TOP, X(mark), BOTTOM)
        yield line("grid", LEFT, Y(mark), RIGHT, Y(mark))
        yield words(mark, X(mark), BOTTOM + 15, anchor="middle")
        yield words(mark, LEFT - 6, Y(mark) + 4, anchor="end")
    yield words("P2 data protection", RIGHT, BOTTOM + 33, style="name", anchor="end")
    yield words("P3 environment", LEFT - 26, TOP - 12, style="name")


def _lines(found: Thresholds) -> Iterator[SafeString]:
    """The edges of both areas: above and right of them it is better, and each says its score."""
    for style, (p2, p3), text, down in (
        ("limit limit-ban", found.ban, "ban below", 14),
        ("limit limit-approve", found.approve, "approve from", 32),
    ):
        yield line(style, X(p2), TOP, X(p2), Y(p3))
        yield line(style, X(p2), Y(p3), RIGHT, Y(p3))
        yield line("faint", LEFT, Y(p3), X(p2), Y(p3))
        yield words(f"{text} {p2:g}", X(p2) - 4, TOP + down, style="limit-name", anchor="end")
        yield words(f"{text} {p3:g}", LEFT + 4, Y(p3) - 4, style="limit-name")


def _cell(cell: Cell, most: int, fullest: int, offerings: str) -> SafeString:
    x, y = X(cell.p2) + SIDE / 2, Y(cell.p3) - SIDE / 2
    shade = min(SHADES, 1 + SHADES * cell.total // (fullest + 1))
    ground = box(f"cell cell-{shade}", X(cell.p2), Y(cell.p3 + WIDTH), SIDE, SIDE)
    signs = _signs(cell.counts, x, y, most)
    return link(cell.url(offerings), cell.said, ground, *signs)


def _signs(counts: Mapping[Verdict, int], x: float, y: float, most: int) -> Iterator[SafeString]:
    for verdict, (right, down) in CORNERS.items():
        if counts.get(verdict):
            size = size_of(counts[verdict], most, SMALLEST, BIGGEST)
            place = round(x + right * SIDE / 4, 2), round(y + down * SIDE / 4, 2)
            yield sign(verdict, *place, size)


def _in_words(cells: Iterable[Cell], found: Thresholds) -> str:
    totals = {verdict: sum(c.counts.get(verdict, 0) for c in cells) for verdict in SORTS}
    told = ", ".join(f"{count} {verdict.label.lower()}" for verdict, count in totals.items())
    (a2, a3), (b2, b3) = found.approve, found.ban
    return (
        f"Offerings by their scores from 0 to 100, P2 to the right and P3 upwards: {told}. "
        f"Approval from P2 {a2:g} and P3 {a3:g}; banned below P2 {b2:g} or P3 {b3:g}. "
        "The table has the same numbers."
    )
