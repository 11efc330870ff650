"""What the rules say of one offering's answers on a day: two scores, a verdict, its reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vetting.scoring.judgement import Answer, AnswerError, Judgement, Point, judge
from vetting.scoring.policy import Policy
from vetting.scoring.tally import Scores, best_scores, tally_of
from vetting.scoring.verdict import reasons_for, verdict_of
from vetting.scoring.vocabulary import Ceiling, Kind, Principle, State, Verdict


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A criterion without a usable answer: what to ask, and why the answer does not count."""

    criterion: str
    text: str
    gating: bool
    because: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome. Scores are percentages, exact: round them only to show them."""

    policy: str
    kind: Kind
    on: date
    scores: Scores
    score_max: Scores
    verdict: Verdict
    ceiling: Ceiling
    escalate: bool
    knock_outs: tuple[Point, ...]
    conditions: tuple[Point, ...]
    notes: tuple[Point, ...]
    open_questions: tuple[OpenQuestion, ...]
    standing_terms: tuple[Point, ...]
    reasons: tuple[Point, ...]
    judgements: tuple[Judgement, ...]

    @property
    def must_do(self) -> tuple[Point, ...]:
        """What a production must do: every condition, and what is still to be obtained."""
        return self.conditions + tuple(
            Point(q.criterion, q.text) for q in self.open_questions if not q.gating
        )


def assess(answers: Mapping[str, Answer], policy: Policy, today: date, *, kind: Kind) -> Assessment:
    """Judge every criterion and draw the verdict; the same input gives the same output.

    An answer to a criterion that does not apply to `kind` is without effect. Raises AnswerError
    for a criterion or a value that the policy does not know.
    """
    unknown_keys = sorted(set(answers) - set(policy.criteria))
    if unknown_keys:
        raise AnswerError(
            f"No such criterion in policy {policy.version}: {', '.join(unknown_keys)}."
        )
    rows = tuple(
        judge(c, answers.get(c.key), policy, kind, today) for c in policy.criteria.values()
    )
    counting = [r for r in rows if r.state is not State.NOT_APPLICABLE]
    tally = tally_of(counting)
    scores = tally.scores()
    verdict = verdict_of(tally, policy)
    return Assessment(
        policy=policy.version,
        kind=kind,
        on=today,
        scores=scores,
        score_max=best_scores(counting, tally),
        verdict=verdict,
        ceiling=ceiling_of(verdict, scores[Principle.P3], any(r.open for r in counting), policy),
        escalate=verdict is Verdict.NOT_VETTED,
        knock_outs=_points(r for r in counting if r.state is State.KNOCK_OUT),
        conditions=_points(r for r in counting if r.is_condition),
        notes=_points(r for r in counting if r.adds_text and not r.is_condition),
        open_questions=_open_questions(counting),
        standing_terms=tuple(
            Point(r.criterion.key, r.standing_term)
            for r in counting
            if r.standing_term and not r.open
        ),
        reasons=reasons_for(verdict, counting, scores, policy),
        judgements=rows,
    )


def ceiling_of(verdict: Verdict, p3: Decimal, anything_open: bool, policy: Policy) -> Ceiling:
    """How sensitive the material may be under this verdict."""
    if not verdict.usable:
        return Ceiling.NONE
    if verdict is Verdict.CONDITIONAL and (p3 < policy.unreleased_from_p3 or anything_open):
        return Ceiling.NON_SENSITIVE
    return Ceiling.UNRELEASED


def _open_questions(rows: list[Judgement]) -> tuple[OpenQuestion, ...]:
    return tuple(
        OpenQuestion(r.criterion.key, r.criterion.missing, r.criterion.gating, r.reason)
        for r in rows
        if r.open
    )


def _points(rows: Iterable[Judgement]) -> tuple[Point, ...]:
    return tuple(Point(r.criterion.key, r.text, r.evidence) for r in rows)
