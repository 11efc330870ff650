"""All that somebody needs in view to decide on a proposal, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from vetting.admin.offering.differences import Comparison, compared
from vetting.admin.parts.badges import day
from vetting.models import Answer, Evidence, Review, ReviewComment
from vetting.scoring import status as scoring
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement, Point
from vetting.scoring.permission import Override, last_override_day
from vetting.scoring.status import Act
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, State, Verdict
from vetting.services.assessments import local_day
from vetting.services.drafts import (
    Draft,
    Ground,
    grounds_of,
    looser_than_proposed,
    told_on,
    work_out,
)
from vetting.services.foresight import lift_problems, links_of, told_if_decided, told_if_lifted
from vetting.services.publishing import override_from_data
from vetting.services.refusals import Refused

SOON = timedelta(60)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer whose proof an approver should look at twice."""

    criterion: Any
    proof: Evidence
    flags: list[str]


@dataclass(frozen=True, slots=True)
class Score:
    principle: Principle
    now: Decimal
    at_most: Decimal
    approve_from: Decimal


@dataclass(frozen=True, slots=True)
class Sight:
    """A proposal, what it would change, what it rests on, and what was said about it."""

    review: Review
    told: scoring.Status
    comparison: Comparison | None
    made: Draft | None
    found: Assessment
    policy: str
    scores: list[Score]
    override: Override | None
    override_last: date | None
    in_the_way: list[str]
    loosens: tuple[str, ...]
    doubts: list[Doubt]
    links: list[scoring.Link]
    thread: list[ReviewComment]

    @property
    def departs(self) -> bool:
        """True where people say other than the rules."""
        return self.made is not None and self.made.proposal.verdict is not self.found.verdict

    @property
    def open_questions(self) -> list[Any]:
        return sorted(self.found.open_questions, key=lambda question: not question.gating)

    @property
    def knock_outs(self) -> tuple[Point, ...]:
        return self.found.knock_outs


def sight_of(review: Review, *, now: datetime) -> Sight:
    """It only looks: nothing is written, and what is in the way of approving is said."""
    today = local_day(now)
    ground = grounds_of([review.offering], now=now)[review.offering_id]
    told, links = told_on(review.offering, today), links_of(review.offering, now=now)
    override = override_from_data(review.proposal.get("override"))
    made, then, in_the_way = _outlook(review, ground, links, override, now)
    return Sight(
        review=review,
        told=told,
        comparison=compared(told, then) if then else None,
        made=made,
        found=ground.outcome,
        policy=ground.rules.version,
        scores=_scores(ground),
        override=override,
        override_last=_last(review, ground) if override else None,
        in_the_way=in_the_way,
        loosens=made.loosens if made else ("it ends a suspension",) if then else (),
        doubts=doubts_of(ground),
        links=links,
        thread=thread_of(review),
    )


def thread_of(review: Review | None) -> list[ReviewComment]:
    """All that was said on a review, the first thing first; one query."""
    if review is None:
        return []
    return list(review.comments.select_related("by").order_by("pk"))


def doubts_of(ground: Ground) -> list[Doubt]:
    """Weak, undated, run out or soon over: what decides a verdict at all stands first."""
    answers: list[Answer] = getattr(ground.offering, "current_answers", [])
    proofs = {answer.criterion: answer.evidence for answer in answers}
    found = []
    for row in ground.outcome.judgements:
        proof = proofs.get(row.criterion.key)
        if proof is None or row.state is State.NOT_APPLICABLE:
            continue
        flags = list(_flags(row, proof, ground.today))
        if flags:
            found.append(Doubt(row.criterion, proof, flags))
    return sorted(found, key=lambda doubt: not doubt.criterion.gating)


def _flags(row: Judgement, proof: Evidence, today: date) -> list[str]:
    flags, ends = [], row.counts_until
    if ends is not None and ends < today:
        flags.append(f"ran out {day(ends)}")
    elif row.open:
        flags.append("too weak to count")
    elif ends is not None and ends <= today + SOON:
        left = (ends - today).days
        flags.append(f"counts only until {day(ends)}, {left} day{'s'[: left != 1]} more")
    if proof.undated:
        flags.append("undated")
    return flags


def _outlook(
    review: Review,
    ground: Ground,
    links: list[scoring.Link],
    override: Override | None,
    now: datetime,
) -> tuple[Draft | None, scoring.Status | None, list[str]]:
    """What approving would publish and tell, and every sentence that stands in its way."""
    because = review.proposal["because"]
    in_the_way = []
    if review.proposal["newest_decision"] != max((d.id for d in ground.decided), default=None):
        in_the_way.append("Something was decided since this was proposed. Send it back.")
    if review.proposed_act == Act.LIFT.value:
        in_the_way += lift_problems(review.offering, now=now, ground=ground)
        return None, told_if_lifted(ground, because, links), in_the_way
    try:
        made = work_out(
            ground,
            Verdict(review.proposed_verdict),
            override=override,
            extra_conditions=review.proposal.get("extra_conditions", ()),
        )
    except Refused as refused:
        return None, None, in_the_way + [sentence for _, sentence in refused.problems]
    in_the_way += [
        f"The answers changed since this was proposed: {why}. Send it back."
        for why in looser_than_proposed(review.proposal, made)
    ]
    return made, told_if_decided(ground, made, because, links), in_the_way


def _last(review: Review, ground: Ground) -> date:
    verdict = Verdict(review.proposed_verdict)
    return last_override_day(ground.outcome, verdict, ground.rules, ground.today)


def _scores(ground: Ground) -> list[Score]:
    found, rules = ground.outcome, ground.rules
    return [
        Score(
            p,
            one_decimal(found.scores[p]),
            one_decimal(found.score_max[p]),
            rules.approve_from[p],
        )
        for p in Principle
    ]
