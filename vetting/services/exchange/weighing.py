"""What a vendor's claim would be worth, beside the answer that stands; nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vetting.models import Offering, VendorClaim
from vetting.scoring.claims import why_not_replace
from vetting.scoring.judgement import Judgement, value_for
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import State
from vetting.scoring.worth import freshly_proven
from vetting.services.answer_checks import answer_problems, as_given
from vetting.services.assessments import assess_offering
from vetting.services.exchange.exports import in_words
from vetting.services.exchange.questionnaire import KIND

NO_WORTH = (State.UNKNOWN, Decimal(0))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim: what is known now, what the vendor says, and what that would be worth.

    `why_not` says why it cannot be accepted; `held` is the key of the answer that stands.
    """

    claim: VendorClaim
    title: str
    now: str
    says: str
    grade_now: str
    ran_out: date | None
    state: State
    points: Decimal
    weight: Decimal
    why_not: str
    held: int | None

    @property
    def same(self) -> bool:
        return self.now == self.says


def weighed(
    offering: Offering, claims: Iterable[VendorClaim], rules: Rules, today: date
) -> list[Weighed]:
    """The claims in the policy's order; uses `current_answers` where they are prefetched."""
    found = assess_offering(offering, rules, today)
    judged = {one.criterion.key: one for one in found.judgements}
    answers = getattr(offering, "current_answers", None)
    if answers is None:
        answers = offering.answers.filter(superseded_at=None)
    held = {answer.criterion: answer.pk for answer in answers}
    order = list(rules.criteria)
    return [
        _weighed(claim, offering, judged.get(claim.criterion), held, rules, today)
        for claim in sorted(claims, key=lambda one: _place(one.criterion, order))
    ]


def _weighed(
    claim: VendorClaim,
    offering: Offering,
    held: Judgement | None,
    answers: dict[str, int],
    rules: Rules,
    today: date,
) -> Weighed:
    answer = answers.get(claim.criterion)
    criterion = rules.criteria.get(claim.criterion)
    if criterion is None or held is None:
        why = f"Policy {rules.version} does not ask this any more."
        return Weighed(
            claim,
            claim.criterion,
            "",
            str(claim.value),
            "",
            None,
            *NO_WORTH,
            Decimal(0),
            why,
            answer,
        )
    why_not = _why_not(claim, offering, criterion, held, rules, today)
    state, credit = NO_WORTH if why_not else _worth(claim, criterion, rules, today)
    return Weighed(
        claim=claim,
        title=criterion.title,
        now="" if held.given is None else in_words(criterion, held.given, today),
        says=in_words(criterion, claim.value, today),
        grade_now=held.grade,
        ran_out=held.counts_until if held.counts_until and held.counts_until < today else None,
        state=state,
        points=credit * criterion.weight,
        weight=criterion.weight,
        why_not=why_not,
        held=answer,
    )


def _why_not(
    claim: VendorClaim,
    offering: Offering,
    criterion: Criterion,
    held: Judgement,
    rules: Rules,
    today: date,
) -> str:
    if KIND not in rules.evidence_kinds:
        return f"Policy {rules.version} does not take questionnaires as evidence."
    problems = answer_problems(claim.value, criterion, offering, today)
    if problems:
        return " ".join(problems)
    given = as_given(claim.value, criterion)
    return why_not_replace(held, given, rules.evidence_kinds[KIND], rules.grades, today)


def _worth(
    claim: VendorClaim, criterion: Criterion, rules: Rules, today: date
) -> tuple[State, Decimal]:
    value = value_for(criterion, as_given(claim.value, criterion), today)
    return freshly_proven(criterion, value, rules.evidence_kinds[KIND], rules)


def _place(key: str, order: list[str]) -> int:
    return order.index(key) if key in order else len(order)
