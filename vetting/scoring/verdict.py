"""Which verdict the rules draw from judged answers, first match wins, and why in words."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from vetting.scoring.judgement import Judgement, Point
from vetting.scoring.policy import Policy
from vetting.scoring.tally import PRINCIPLES, Scores, Tally
from vetting.scoring.vocabulary import Principle, State, Verdict

LARGEST_LOSSES = 3

_NAMED = {
    Principle.P2: "data protection (principle 2)",
    Principle.P3: "the secured environment (principle 3)",
}


def one_decimal(score: Decimal) -> Decimal:
    """A score as it is shown: one decimal, half up."""
    return score.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def verdict_of(tally: Tally, policy: Policy) -> Verdict:
    """The rules in their order: the first that matches decides."""
    if tally.knock_outs:
        return Verdict.BANNED
    if tally.unanswered:
        return Verdict.NOT_VETTED
    scores = tally.scores()
    if _below(policy.ban_below, scores):
        return Verdict.BANNED
    if tally.held_back or _below(policy.approve_from, scores):
        return Verdict.CONDITIONAL
    return Verdict.APPROVED


def _below(limits: Scores, scores: Scores) -> list[Principle]:
    return [p for p in PRINCIPLES if scores[p] < limits[p]]


def reasons_for(
    verdict: Verdict, rows: list[Judgement], scores: Scores, policy: Policy
) -> tuple[Point, ...]:
    """Why this is the verdict. `rows` are the judgements of the criteria that apply."""
    if verdict is Verdict.BANNED:
        return _ban_reasons(rows, scores, policy)
    if verdict is Verdict.NOT_VETTED:
        return tuple(_point(r) for r in rows if r.open and r.criterion.gating)
    if verdict is Verdict.CONDITIONAL:
        return _obstacles(rows, scores, policy)
    shown = " and ".join(f"{one_decimal(scores[p])} on {_NAMED[p]}" for p in Principle)
    return (Point("", f"It scores {shown}. No question is open, and no condition is left."),)


def _point(row: Judgement) -> Point:
    return Point(row.criterion.key, f"{row.criterion.title}: {row.reason}", row.evidence)


def _ban_reasons(rows: list[Judgement], scores: Scores, policy: Policy) -> tuple[Point, ...]:
    """The knock-outs; where there is none, the scores that are too low."""
    knock_outs = [
        Point(r.criterion.key, r.text, r.evidence) for r in rows if r.state is State.KNOCK_OUT
    ]
    floors = [
        point
        for p in _below(policy.ban_below, scores)
        for point in _floor_reasons(p, rows, scores, policy)
    ]
    return tuple(knock_outs or floors)


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
        *(_point(r) for r in losses[:LARGEST_LOSSES]),
    ]


def _obstacles(rows: list[Judgement], scores: Scores, policy: Policy) -> tuple[Point, ...]:
    """What keeps a usable offering from being approved; empty when nothing does."""
    low = [
        Point(
            "",
            f"It scores {_shown_below(scores[p], policy.approve_from[p])} of 100 on {_NAMED[p]}; "
            f"approval needs {policy.approve_from[p]}.",
        )
        for p in _below(policy.approve_from, scores)
    ]
    held_back = [_point(r) for r in rows if r.open or r.is_condition]
    return tuple(low + held_back)


def _shown_below(score: Decimal, limit: Decimal) -> Decimal:
    """A score that misses a limit, with a second decimal where one would hide that it does."""
    shown = one_decimal(score)
    return shown if shown < limit else score.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
