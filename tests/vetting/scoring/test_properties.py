"""What holds for every set of answers, whatever they are: thousands of random offerings."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import POLICY, TODAY
from tests.vetting.scoring.random_answers import PROOFS, Vetted, possible, proofs, tried, vetted
from vetting.scoring.assessment import Assessment
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Answer, Judgement
from vetting.scoring.vocabulary import Ceiling, Effect, Principle, State, Verdict

KNOCK_OUTS = [
    (criterion.key, value.key)
    for criterion in POLICY.criteria.values()
    for value in criterion.values
    if value.state is State.KNOCK_OUT
]
GATING = [criterion.key for criterion in POLICY.criteria.values() if criterion.gating]
WEAK = ("vendor_email", "third_party")

any_number = st.integers(min_value=0, max_value=2**16)


def row(found: Assessment, key: str) -> Judgement:
    return next(r for r in found.judgements if r.criterion.key == key)


def no_better(after: Assessment, before: Assessment) -> bool:
    return after.verdict.rank <= before.verdict.rank and all(
        after.scores[p] <= before.scores[p] for p in Principle
    )


@tried(700)
@given(vetted(), any_number, any_number)
def test_worsening_a_known_answer_never_improves_verdict_or_scores(
    offering: Vetted, which: int, how_far: int
) -> None:
    """Known means that the answer counted: a bad answer may count where a good one cannot."""
    before = offering.assess()
    known = [r for r in before.judgements if r.state not in {State.UNKNOWN, State.NOT_APPLICABLE}]
    assume(known)
    chosen = known[which % len(known)].criterion
    answer = offering.answers.get(chosen.key)
    assume(answer is not None and answer.value in possible(chosen))
    assert answer is not None
    worse = [*possible(chosen)]
    if not isinstance(answer.value, int) or isinstance(answer.value, bool):
        worse = worse[worse.index(answer.value) :]
    else:
        worse = [days for days in worse if isinstance(days, int) and days >= answer.value]
    changed = Answer(worse[how_far % len(worse)], answer.evidence)
    assert no_better(offering.having(**{chosen.key: changed}).assess(), before)


@tried(400)
@given(vetted(), st.sampled_from(KNOCK_OUTS), proofs())
def test_a_knock_out_always_bans(
    offering: Vetted, knock_out: tuple[str, str], evidence: Evidence
) -> None:
    key, value = knock_out
    assume(POLICY.criteria[key].applies(offering.kind))
    found = offering.having(**{key: Answer(value, evidence)}).assess()
    assert found.verdict is Verdict.BANNED
    assert found.ceiling is Ceiling.NONE
    assert key in {point.criterion for point in found.knock_outs}
    assert [point.criterion for point in found.reasons] == [p.criterion for p in found.knock_outs]


@tried(400)
@given(vetted(), st.sampled_from(GATING), st.sampled_from(["missing", "expired", "weak", "bare"]))
def test_an_unknown_gating_answer_never_leads_to_a_usable_verdict(
    offering: Vetted, key: str, way: str
) -> None:
    """Missing, expired, proven too weakly or not proven at all: the same consequence."""
    criterion = POLICY.criteria[key]
    assume(criterion.applies(offering.kind))
    best = criterion.values[0].key if criterion.answer_type == "choice" else 0
    spoilt = {
        "expired": Answer(
            best, Evidence("signed_agreement", TODAY, expires_on=TODAY.replace(2025))
        ),
        "weak": Answer(best, Evidence(WEAK[len(key) % 2], TODAY)),
        "bare": Answer(best, None),
    }
    if way == "missing":
        found = offering.without(key).assess()
        # A studio's own agreement answers this one by itself.
        assume(row(found, key).given is None)
    else:
        found = offering.having(**{key: spoilt[way]}).assess()
    assert row(found, key).state is State.UNKNOWN
    assert not found.verdict.usable
    assert found.ceiling is Ceiling.NONE
    assert key in {q.criterion for q in found.open_questions if q.gating}


@tried(700)
@given(vetted())
def test_the_verdict_follows_the_five_rules_in_order(offering: Vetted) -> None:
    """The rules said once more, in the words of the rule book and with exact fractions."""
    found = offering.assess()
    rows = [r for r in found.judgements if r.state is not State.NOT_APPLICABLE]
    scores = {}
    for principle in Principle:
        mine = [r for r in rows if r.criterion.principle is principle]
        earned = sum(Fraction(r.credit) * Fraction(r.criterion.weight) for r in mine)
        scores[principle] = 100 * earned / sum(Fraction(r.criterion.weight) for r in mine)
    unknown = [r for r in rows if r.state is State.UNKNOWN]
    asked = [
        r
        for r in rows
        if r.state in {State.PARTLY, State.VIOLATES} and r.criterion.effect is Effect.CONDITION
    ]
    if any(r.state is State.KNOCK_OUT for r in rows):
        expected = Verdict.BANNED
    elif any(r.criterion.gating for r in unknown):
        expected = Verdict.NOT_VETTED
    elif scores[Principle.P2] < 60 or scores[Principle.P3] < 40:
        expected = Verdict.BANNED
    elif scores[Principle.P2] >= 85 and scores[Principle.P3] >= 75 and not asked and not unknown:
        expected = Verdict.APPROVED
    else:
        expected = Verdict.CONDITIONAL
    assert found.verdict is expected
    assert found.escalate is (expected is Verdict.NOT_VETTED)
    assert all(abs(scores[p] - Fraction(found.scores[p])) < Fraction(1, 10**20) for p in Principle)


@tried(300)
@given(vetted())
def test_any_unknown_blocks_an_approval(offering: Vetted) -> None:
    found = offering.assess()
    if found.open_questions:
        assert found.verdict is not Verdict.APPROVED


@tried(300)
@given(vetted())
def test_a_score_lies_between_nothing_and_its_most(offering: Vetted) -> None:
    found = offering.assess()
    for principle in Principle:
        assert 0 <= found.scores[principle] <= found.score_max[principle] <= 100
    if not found.open_questions:
        assert found.scores == found.score_max


@tried(300)
@given(vetted())
def test_the_ceiling_follows_from_verdict_score_and_unknowns(offering: Vetted) -> None:
    found = offering.assess()
    held_back = found.scores[Principle.P3] < 75 or bool(found.open_questions)
    if not found.verdict.usable:
        assert found.ceiling is Ceiling.NONE
    elif found.verdict is Verdict.CONDITIONAL and held_back:
        assert found.ceiling is Ceiling.NON_SENSITIVE
    else:
        assert found.ceiling is Ceiling.UNRELEASED


@tried(250)
@given(vetted(), vetted())
def test_what_does_not_apply_never_changes_with_what_people_enter(
    offering: Vetted, other: Vetted
) -> None:
    idle = {k for k, c in POLICY.criteria.items() if not c.applies(offering.kind)}
    assume(idle)
    bare = Vetted(
        offering.kind,
        offering.policy,
        {k: a for k, a in offering.answers.items() if k not in idle},
    )
    entered = bare.having(**{k: a for k, a in other.answers.items() if k in idle})
    assert entered.assess() == bare.assess()
    assert {r.criterion.key for r in entered.assess().judgements if r.state == "n/a"} == idle


@tried(600)
@given(vetted(), any_number, st.sampled_from(PROOFS), st.sampled_from(PROOFS))
def test_better_evidence_never_worsens_scores_or_usability(
    offering: Vetted, which: int, one: str, other: str
) -> None:
    """Usability, not the verdict: with grade D a gating answer does not count at all, so the
    offering is not vetted. With grade C the same bad answer counts, and its low score may ban. Both
    say no, and the second says why. (No evidence at all is no grade: a knock-out without any proof
    is not counted, so the first proof, however weak, may turn it into a ban.)
    """
    keys = [k for k in offering.answers if POLICY.criteria[k].applies(offering.kind)]
    assume(keys)
    key = keys[which % len(keys)]
    weaker, stronger = sorted((one, other), key=_strength)
    value = offering.answers[key].value
    before = offering.having(**{key: Answer(value, Evidence(weaker, TODAY))}).assess()
    after = offering.having(**{key: Answer(value, Evidence(stronger, TODAY))}).assess()
    assert all(after.scores[p] >= before.scores[p] for p in Principle)
    assert after.verdict.usable >= before.verdict.usable
    if before.verdict is not Verdict.NOT_VETTED:
        assert after.verdict.rank >= before.verdict.rank


def _strength(kind: str) -> tuple[int, bool]:
    evidence = POLICY.evidence_kinds[kind]
    return -"ABCD".index(evidence.grade.key), evidence.proves_good


@tried(150)
@given(vetted())
def test_the_same_input_gives_the_same_output(offering: Vetted) -> None:
    turned = Vetted(offering.kind, offering.policy, dict(reversed(offering.answers.items())))
    assert offering.assess() == offering.assess() == turned.assess()
