"""What readers would be told otherwise, in words: row by row, and which conditions come and go."""

from dataclasses import dataclass
from datetime import date

from vetting.admin.parts.badges import NOTHING, day
from vetting.scoring.judgement import Point
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import StatusReason

LOOSER, STRICTER = "looser", "stricter"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison; `moves` is "" where nothing moves."""

    what: str
    now: str
    then: str
    moves: str = ""
    verdicts: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: list[Difference]
    gained: list[Point]
    lost: list[Point]
    kept: list[Point]

    @property
    def same(self) -> bool:
        return not (self.gained or self.lost or any(row.moves for row in self.rows))


def compared(now: Status, then: Status) -> Comparison:
    held, wanted = now.conditions, then.conditions
    return Comparison(
        [
            Difference(
                "Status",
                _told(now),
                _told(then),
                _moves(now.verdict.rank, then.verdict.rank) or _other(_told(now), _told(then)),
                (now.verdict.value, then.verdict.value),
            ),
            Difference(
                "May be given",
                now.ceiling.label,
                then.ceiling.label,
                _moves(now.ceiling.rank, then.ceiling.rank),
            ),
            _days("Valid until", now.valid_until, then.valid_until),
            _days("Review due", now.review_due_on, then.review_due_on),
        ],
        [point for point in wanted if point not in held],
        [point for point in held if point not in wanted],
        [point for point in wanted if point in held],
    )


def _told(status: Status) -> str:
    if status.reason is StatusReason.DECIDED:
        return status.verdict.label
    return f"{status.verdict.label} ({status.reason.label.lower()})"


def _moves(now: int, then: int) -> str:
    if now == then:
        return ""
    return LOOSER if then > now else STRICTER


def _other(now: str, then: str) -> str:
    return "" if now == then else "changes"


def _days(what: str, now: date | None, then: date | None) -> Difference:
    moves = ""
    if now != then:
        moves = "later" if now and then and then > now else "sooner" if now and then else "changes"
    return Difference(what, day(now) if now else NOTHING, day(then) if then else NOTHING, moves)
