"""Random answer sets for the properties: every kind, value, grade and age, from sound to wild.

A set is read off a string of bytes, because one draw of bytes is quick, and because small bytes
mean good answers: what Hypothesis shrinks a failure to is the soundest offering that still fails.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import POLICY, TODAY, Given
from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Answer
from vetting.scoring.policy import Criterion, Policy
from vetting.scoring.vocabulary import AnswerType, Kind, State

# A long run: PROPERTY_TIMES=50 tries fifty times as many examples, and new ones each time.
TIMES = int(os.environ.get("PROPERTY_TIMES", "1"))

STRICT = replace(POLICY, strict_storage=True)
DAYS = (0, 1, 30, 31, 90, 91, 365, 366, 9999, 3, 4, 7, 8)
AGES = (0, 31, 184, 365, 366, 730, 731, 4000)
SEEN_AGO = (0, 0, 0, 0, 20, 89, 90, 91, 170, 190, 360, 400, 800)
ENDS_IN = (None, None, None, None, 0, 30, 100, 400, -1)
KINDS = tuple(Kind)
PROOFS = tuple(POLICY.evidence_kinds)
GOOD_PROOFS = ("published_terms", "signed_agreement", "own_verification", "soc2_type2")
SIZE = 3 + 4 * len(POLICY.criteria)


def tried(examples: int) -> settings:
    """So many examples, the same ones on every run unless the run is a long one."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


@dataclass(frozen=True)
class Vetted:
    """An offering with its answers, ready to be assessed."""

    kind: Kind
    policy: Policy
    answers: dict[str, Answer]

    def assess(self, today: date = TODAY) -> Assessment:
        return assess(self.answers, self.policy, today, kind=self.kind)

    def having(self, **answers: Answer) -> "Vetted":
        return replace(self, answers={**self.answers, **answers})

    def without(self, key: str) -> "Vetted":
        return replace(self, answers={k: a for k, a in self.answers.items() if k != key})


def possible(criterion: Criterion) -> Sequence[Given]:
    """Every answer worth trying, the best first."""
    if criterion.answer_type is AnswerType.DAYS:
        return sorted(DAYS)
    if criterion.answer_type is AnswerType.DATE:
        return [TODAY - timedelta(age) for age in AGES]
    return [value.key for value in criterion.values]


def _vetted(drawn: bytes, wildest: int, kinds: Sequence[Kind]) -> Vetted:
    kind, policy = kinds[drawn[0] % len(kinds)], (POLICY, STRICT)[drawn[1] % 8 == 7]
    mood = drawn[2] % (wildest + 1)
    answers = {}
    for number, criterion in enumerate(policy.criteria.values()):
        part = drawn[3 + 4 * number : 7 + 4 * number]
        answer = _answer(criterion, part, mood)
        if answer is not None:
            answers[criterion.key] = answer
    return Vetted(kind, policy, answers)


def _answer(criterion: Criterion, part: bytes, mood: int) -> Answer | None:
    """Sound offerings have few bad answers and proofs; wild ones have anything anywhere."""
    values, good = TRIED[criterion.key]
    # Only one in so many answers departs from the good.
    rare = (24, 8, 1)[mood]
    odd_value, odd_proof = part[0] % rare == rare - 1, part[1] % rare == rare - 1
    if odd_proof and part[1] // rare % 4 == 3:
        return None
    if odd_proof and part[1] // rare % 8 == 2:
        return Answer(values[0], None)
    value = values[part[2] % len(values)] if odd_value else good[part[2] % len(good)]
    return Answer(value, _proof(part, odd_proof))


def _is_sound(criterion: Criterion, value: Given) -> bool:
    if criterion.answer_type is AnswerType.CHOICE:
        state = next(v.state for v in criterion.values if v.key == value)
        return state is State.SATISFIES
    return value in (0, 1, 3, 30) if isinstance(value, int) else value >= TODAY - timedelta(365)


# Worked out once, and not for each of the hundred thousand answers that are read off.
TRIED = {
    key: (possible(criterion), [v for v in possible(criterion) if _is_sound(criterion, v)])
    for key, criterion in POLICY.criteria.items()
}


def _proof(part: bytes, odd: bool) -> Evidence:
    if not odd:
        return Evidence(GOOD_PROOFS[part[3] % len(GOOD_PROOFS)], TODAY)
    seen_on = TODAY - timedelta(SEEN_AGO[part[3] % len(SEEN_AGO)])
    ends_in = ENDS_IN[(part[2] ^ part[3]) % len(ENDS_IN)]
    return Evidence(
        PROOFS[part[0] % len(PROOFS)],
        seen_on,
        document_date=seen_on - timedelta(part[0]) if part[2] % 2 else None,
        expires_on=None if ends_in is None else TODAY + timedelta(ends_in),
    )


def vetted(*, wildest: int = 2, kinds: Sequence[Kind] = KINDS) -> st.SearchStrategy[Vetted]:
    return st.binary(min_size=SIZE, max_size=SIZE).map(lambda b: _vetted(b, wildest, kinds))


def proofs() -> st.SearchStrategy[Evidence]:
    """Any proof at all, strong or weak, fresh or long expired."""
    return st.binary(min_size=4, max_size=4).map(lambda part: _proof(part, True))
