"""The groups of changes that gain enough; and no change of a set asks for more than it must."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import TODAY, proof
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.judgement import Answer
from vetting.scoring.movable import Movable, groups_gaining
from vetting.scoring.path import Change, path_to_yes, paths_from
from vetting.scoring.policy import Criterion, Policy
from vetting.scoring.vocabulary import State


def movables(offering: Vetted) -> list[Movable]:
    """What counts for the offering, the largest gain first."""
    rows = [
        Movable(row, offering.policy, TODAY)
        for row in offering.assess().judgements
        if row.state is not State.NOT_APPLICABLE
    ]
    return sorted((r for r in rows if r.gain > 0), key=lambda r: r.gain, reverse=True)


@tried(60)
@given(vetted(), st.integers(0, 4), st.decimals(0, 60, places=1))
def test_the_groups_are_all_those_that_gain_enough_in_order(
    offering: Vetted, size: int, missing: Decimal
) -> None:
    rows = movables(offering)[:12]
    enough = [g for g in combinations(rows, size) if sum(r.gain for r in g) >= missing]
    assert list(groups_gaining(missing, rows, size)) == enough


def strongest(criterion: Criterion, policy: Policy) -> str:
    return min(criterion.proof, key=lambda kind: policy.evidence_kinds[kind].grade.key)


def less_demanding(change: Change, offering: Vetted) -> list[Answer]:
    """Advisable answers that ask for less than the change does, with the best of their proofs."""
    criterion = offering.policy.criteria[change.criterion]
    row = next(r for r in offering.assess().judgements if r.criterion == criterion)
    upwards = Movable(row, offering.policy, TODAY).from_upwards(criterion.values[-1])
    fit = {v.label for v in criterion.values if v.state in {State.SATISFIES, State.PARTLY}}
    worse = upwards[: upwards.index(change.any_of[0])]
    by = proof(strongest(criterion, offering.policy), document_date=TODAY)
    return [Answer(value, by) for value, label in worse if label in fit]


def as_answers(changes: Sequence[Change], policy: Policy) -> dict[str, Answer]:
    proofs = {c.criterion: strongest(policy.criteria[c.criterion], policy) for c in changes}
    return {
        c.criterion: Answer(c.to, proof(proofs[c.criterion], document_date=TODAY)) for c in changes
    }


@tried(25)
@given(vetted())
def test_no_change_of_a_set_asks_for_more_than_it_must(offering: Vetted) -> None:
    """Tried out by assessing anew: with any change asked for less, the verdict is missed."""
    for path in path_to_yes(offering.answers, offering.policy, TODAY, kind=offering.kind):
        for changes in path.sets:
            chosen = as_answers(changes, offering.policy)
            # An answer that stands is asked for first, even where a worse one would do.
            for change in (c for c in changes if c.any_of[0][1] != c.now):
                for answer in less_demanding(change, offering):
                    found = offering.having(**{**chosen, change.criterion: answer}).assess()
                    assert found.verdict.rank < path.verdict.rank, (change, answer)


@tried(25)
@given(vetted())
def test_an_assessment_leads_to_the_path_of_its_answers(offering: Vetted) -> None:
    drawn = path_to_yes(offering.answers, offering.policy, TODAY, kind=offering.kind)
    assert paths_from(offering.assess(), offering.policy) == drawn
