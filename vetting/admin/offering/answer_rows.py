"""The answers of one offering as a page shows them: in words, with state, reason and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vetting.models import Answer
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement
from vetting.scoring.policy import Criterion, EvidenceKind, Policy
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, State
from vetting.services.answer_words import in_words

STATE_STYLES = {
    State.SATISFIES: "good",
    State.PARTLY: "part",
    State.VIOLATES: "bad",
    State.KNOCK_OUT: "stop",
    State.UNKNOWN: "open",
    State.NOT_APPLICABLE: "none",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of one offering: what was answered, and how it stands today."""

    judgement: Judgement
    answer: Answer | None
    kind: EvidenceKind | None
    today: date

    @property
    def criterion(self) -> Criterion:
        return self.judgement.criterion

    @property
    def said(self) -> str:
        if self.judgement.given is None:
            return "Not answered"
        return in_words(self.criterion, self.judgement.given, self.today)

    @property
    def style(self) -> str:
        return STATE_STYLES[self.judgement.state]

    @property
    def blocks(self) -> bool:
        """True where no verdict but "not vetted" is possible until this is answered."""
        return self.judgement.open and self.criterion.gating

    @property
    def why(self) -> list[str]:
        """What the state rests on beyond the answer itself, and what it asks of a production."""
        reason = self.judgement.reason.removeprefix(self.judgement.label).lstrip(". ")
        return [text for text in (reason, self.judgement.text) if text]

    @property
    def earned(self) -> Decimal:
        """Its share of the score of its principle, in points of its weight."""
        return self.judgement.credit * self.criterion.weight

    @property
    def expired(self) -> bool:
        until = self.judgement.counts_until
        return until is not None and until < self.today

    @property
    def weak(self) -> bool:
        """True where the proof, not the answer, is what keeps the criterion open."""
        return self.judgement.open and self.judgement.evidence is not None and not self.expired


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of one principle, with its score."""

    principle: Principle
    score: object
    score_max: object
    approve_from: object
    ban_below: object
    rows: list[Row]
    silent: list[Criterion]

    @property
    def open(self) -> int:
        return sum(row.judgement.open for row in self.rows)

    @property
    def blocking(self) -> int:
        return sum(row.blocks for row in self.rows)


def groups_of(
    found: Assessment, answers: Mapping[str, Answer], rules: Policy, today: date
) -> list[Group]:
    """Principle 2, then principle 3; in each, what blocks a verdict stands first."""
    return [_group(p, found, answers, rules, today) for p in Principle]


def _group(
    principle: Principle,
    found: Assessment,
    answers: Mapping[str, Answer],
    rules: Policy,
    today: date,
) -> Group:
    mine = [j for j in found.judgements if j.criterion.principle is principle]
    rows = [
        row_of(j, answers.get(j.criterion.key), rules, today)
        for j in mine
        if j.state is not State.NOT_APPLICABLE
    ]
    return Group(
        principle,
        one_decimal(found.scores[principle]),
        one_decimal(found.score_max[principle]),
        rules.approve_from[principle],
        rules.ban_below[principle],
        sorted(rows, key=lambda row: not row.blocks),
        [j.criterion for j in mine if j.state is State.NOT_APPLICABLE],
    )


def row_of(judgement: Judgement, answer: Answer | None, rules: Policy, today: date) -> Row:
    proof = answer.evidence if answer else None
    return Row(judgement, answer, rules.evidence_kinds.get(proof.kind) if proof else None, today)
