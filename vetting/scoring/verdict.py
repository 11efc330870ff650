"""Which verdict the rules draw from judged answers, first match wins, and why in words."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from vetting.scoring.judgement import Judgement, Point
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import Principle, State, Verdict

LARGEST_LOSSES = 3

Scores = Mapping[Principle, Decimal]

_NAMED = {
    Principle.P2: "data protection (principle 2)",
    Principle.P3: "the secured environment (principle 3)",
}


def one_decimal(score: Decimal) -> Decimal:
    """A score as it is shown: one decimal, half up."""
    return score.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def draw_verdict(
    rows: list[Judgement], scores: Scores, policy: Policy
) -> tuple[Verdict, tuple[Point, ...]]:
    """The verdict with its reasons. `rows` are the judgements of the criteria that apply."""
    knock_outs = [r for r in rows if r.state is State.KNOCK_OUT]
    if knock_outs:
        return Verdict.BANNED, tuple(Point(r.criterion.key, r.text, r.evidence) for r in knock_outs)
    unanswered = [r for r in rows if r.open and r.criterion.gating]
    if unanswered:
        return Verdict.NOT_VETTED, tuple(_open_reason(r) for r in unanswered)
    too_low = [p for p in Principle if scores[p] < policy.ban_below[p]]
    if too_low:
        return Verdict.BANNED, tuple(
            point for p in too_low for point in _floor_reasons(p, rows, scores, policy)
        )
    obstacles = _obstacles(rows, scores, policy)
    if obstacles:
        return Verdict.CONDITIONAL, obstacles
    shown = " and ".join(f"{one_decimal(scores[p])} on {_NAMED[p]}" for p in Principle)
    why = f"It scores {shown}. No question is open, and no condition is left."
    return Verdict.APPROVED, (Point("", why),)


def _open_reason(row: Judgement) -> Point:
    return Point(row.criterion.key, f"{row.criterion.title}: {row.reason}", row.evidence)


def _floor_reasons(
    principle: Principle, rows: list[Judgement], scores: Scores, policy: Policy
) -> list[Point]:
    """The score that is too low, then the answers that cost it most."""
    losses = sorted(
        (r for r in rows if r.criterion.principle is principle and r.credit < 1),
        key=lambda r: (r.credit - 1) * r.criterion.weight,
    )
    floor = policy.ban_below[principle]
    score = _shown_below(scores[principle], floor)
    head = f"It scores {score} of 100 on {_NAMED[principle]}; below {floor} an offering is banned."
    return [
        Point("", head),
        *(
            Point(r.criterion.key, f"{r.criterion.title}: {r.reason}", r.evidence)
            for r in losses[:LARGEST_LOSSES]
        ),
    ]


def _obstacles(rows: list[Judgement], scores: Scores, policy: Policy) -> tuple[Point, ...]:
    """What keeps a usable offering from being approved; empty when nothing does."""
    low = [
        Point(
            "",
            f"It scores {_shown_below(scores[p], policy.approve_from[p])} of 100 on {_NAMED[p]}; "
            f"approval needs {policy.approve_from[p]}.",
        )
        for p in Principle
        if scores[p] < policy.approve_from[p]
    ]
    held_back = [
        Point(r.criterion.key, f"{r.criterion.title}: {r.reason}", r.evidence)
        for r in rows
        if r.open or r.is_condition
    ]
    return tuple(low + held_back)


def _shown_below(score: Decimal, limit: Decimal) -> Decimal:
    """A score that misses a limit, with a second decimal where one would hide that it does."""
    shown = one_decimal(score)
    return shown if shown < limit else score.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
