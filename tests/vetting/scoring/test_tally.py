"""A tally with one share changed says what a whole new assessment says."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement
from vetting.scoring.tally import Share, Tally, share_of, tally_of
from vetting.scoring.verdict import verdict_of
from vetting.scoring.vocabulary import Kind, Principle, State


def counting(found: Assessment) -> list[Judgement]:
    return [r for r in found.judgements if r.state is not State.NOT_APPLICABLE]


def share(row: Judgement) -> Share:
    return share_of(row.criterion, row.state, row.credit)


@tried(80)
@given(vetted(), vetted(), st.integers(min_value=0, max_value=2**16))
def test_a_changed_share_gives_the_verdict_of_the_changed_answers(
    offering: Vetted, other: Vetted, which: int
) -> None:
    assume(other.answers)
    key = sorted(other.answers)[which % len(other.answers)]
    changed = offering.having(**{key: other.answers[key]}).assess()
    tally = tally_of(counting(offering.assess()))
    rows = zip(counting(offering.assess()), counting(changed), strict=True)
    for before, after in rows:
        if before.criterion.key == key:
            tally = tally.with_instead(share(after), share(before))
    assert verdict_of(tally, offering.policy) is changed.verdict
    assert tally.scores() == changed.scores


def test_what_no_criterion_asks_about_scores_nothing() -> None:
    assert tally_of([]).scores() == {Principle.P2: Decimal(0), Principle.P3: Decimal(0)}


def test_an_open_gating_answer_is_unanswered_and_holds_back() -> None:
    tally = tally_of(counting(judged({}, today=TODAY, kind=Kind.API_STANDARD)))
    asked = POLICY.applicable(Kind.API_STANDARD)
    gating = [c for c in asked if c.gating]
    assert tally == Tally(0, len(gating), len(asked), tally.earned, tally.weights)
    assert not any(tally.earned.values())
