"""The rows of the comparison: facts and criteria, a cell for each offering, differences marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vetting.admin.offering.answer_rows import row_of
from vetting.admin.offering.compare.standing import Standing
from vetting.admin.parts.badges import day
from vetting.scoring.judgement import Judgement, Point
from vetting.scoring.policy import Policy
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, State, StatusReason


@dataclass(frozen=True, slots=True)
class Cell:
    """What one offering has in one row. `verdict` is shown as a badge, `mark` in its `style`."""

    text: str = ""
    quiet: str = ""
    verdict: str = ""
    verdict_label: str = ""
    style: str = ""
    mark: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One row; it differs where not all of its cells say the same."""

    title: str
    cells: list[Cell]
    note: str = ""

    @property
    def differs(self) -> bool:
        return any(cell != self.cells[0] for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    rows: list[Compared]
    differing: int


def parts_of(
    standings: Sequence[Standing], rules: Policy, today: date, *, only: bool
) -> list[Part]:
    """What is published and computed, then the questions; `only` leaves out what is the same."""
    found = {
        "Today": [*_first(standings), *_scores(standings, rules), *_rest(standings)],
        **{p.heading: list(_questions(p, standings, rules, today)) for p in Principle},
    }
    return [
        Part(
            heading,
            [row for row in rows if row.differs or not only],
            sum(row.differs for row in rows),
        )
        for heading, rows in found.items()
    ]


def _first(standings: Sequence[Standing]) -> list[Compared]:
    return _rows(standings, {"Published": _published, "The rules say": _computed})


def _rest(standings: Sequence[Standing]) -> list[Compared]:
    return _rows(
        standings,
        {
            "May be given": lambda one: Cell(one.found.ceiling.label),
            "Knock-outs": lambda one: _listing(one.knock_outs),
            "Answers needed for any verdict": lambda one: _listing(one.missing),
            "Conditions": lambda one: _points(one.found.must_do),
            "Runs on": _chain,
            "Valid until": lambda one: Cell(day(one.status.valid_until)),
            "Review due": lambda one: Cell(day(one.status.review_due_on)),
            "Our contract ends": lambda one: Cell(day(one.offering.contract_ends_on)),
        },
    )


def _rows(
    standings: Sequence[Standing], tellers: dict[str, Callable[[Standing], Cell]]
) -> list[Compared]:
    return [Compared(title, [tell(one) for one in standings]) for title, tell in tellers.items()]


def _published(one: Standing) -> Cell:
    plainly = one.status.reason is StatusReason.DECIDED
    told = one.status.verdict
    return Cell("", "" if plainly else one.status.reason.label, told.value, told.label)


def _computed(one: Standing) -> Cell:
    """By its own answers; where the chain makes it worse, that is said."""
    verdict = one.found.verdict
    quiet = "held down by what it runs on" if one.verdict is not verdict else ""
    return Cell("", quiet, verdict.value, verdict.label)


def _scores(standings: Sequence[Standing], rules: Policy) -> Iterator[Compared]:
    for principle in Principle:
        approved, banned = rules.approve_from[principle], rules.ban_below[principle]
        yield Compared(
            f"{principle} score",
            [_score(one, principle) for one in standings],
            f"approval from {approved}, banned below {banned}",
        )


def _score(one: Standing, principle: Principle) -> Cell:
    now = one_decimal(one.found.scores[principle])
    most = one_decimal(one.found.score_max[principle])
    return Cell(str(now), f"could reach {most}" if most != now else "")


def _listing(titles: Sequence[str]) -> Cell:
    return Cell(points=tuple(titles)) if titles else Cell("none")


def _points(points: Sequence[Point]) -> Cell:
    return _listing([point.text for point in points])


def _chain(one: Standing) -> Cell:
    """Each offering below with its status."""
    names = [
        f"{link.offering.full_name}: {link.status.verdict.label.lower()}" for link in one.upstreams
    ]
    return Cell(points=tuple(names)) if names else Cell("nothing else in the registry")


def _questions(
    principle: Principle, standings: Sequence[Standing], rules: Policy, today: date
) -> Iterator[Compared]:
    """The questions of one principle that are asked of at least one of the offerings."""
    judged = [{j.criterion.key: j for j in one.found.judgements} for one in standings]
    for criterion in rules.criteria.values():
        if criterion.principle is not principle:
            continue
        rows = [each[criterion.key] for each in judged]
        if all(row.state is State.NOT_APPLICABLE for row in rows):
            continue
        cells = [_answer(row, one, rules, today) for row, one in zip(rows, standings, strict=True)]
        note = f"{criterion.weight:f} points" + (", always needed" if criterion.gating else "")
        yield Compared(criterion.title, cells, note)


def _answer(judgement: Judgement, one: Standing, rules: Policy, today: date) -> Cell:
    row = row_of(judgement, one.answers.get(judgement.criterion.key), rules, today)
    if judgement.state is State.NOT_APPLICABLE:
        return Cell("Not asked of this kind")
    proof = f"{row.kind.label} (grade {row.kind.grade.key})" if row.kind else ""
    if row.answer is None and judgement.given is not None:
        proof = "comes with the kind of offering"
    earned = "" if judgement.given is None else f"{one_decimal(row.earned)} points"
    return Cell(
        row.said,
        " · ".join(text for text in (earned, proof) if text),
        style=row.style,
        mark=judgement.state.label,
    )
