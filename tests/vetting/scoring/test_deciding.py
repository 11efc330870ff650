"""Which proofs a verdict rests on: those without which it, or the data ceiling, would be worse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged, tenant
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.assessment import assess
from vetting.scoring.deciding import deciding
from vetting.scoring.evidence import Evidence, last_day
from vetting.scoring.judgement import Answer
from vetting.scoring.validity import standing, worse
from vetting.scoring.vocabulary import Ceiling, Kind, Verdict

APPROVED, CONDITIONAL, BANNED = Verdict.APPROVED, Verdict.CONDITIONAL, Verdict.BANNED
END = date(2026, 12, 24)
TENANT = Kind.STUDIO_TENANT


def each_on_its_own(**changes: str | None) -> dict[str, Answer]:
    """The sound tenant, every answer on a proof of its own that ends on the same day."""
    answers = tenant(**{"pen_test_date": TODAY, **changes})
    return {
        key: Answer(answer.value, Evidence("iso_certificate", TODAY, expires_on=END, title=key))
        for key, answer in answers.items()
    }


SOUND = each_on_its_own()
# Already no place for unreleased material, so that one open question more takes nothing away.
HELD_BACK = each_on_its_own(identity_sso=None)
BAD = each_on_its_own(trains_on_inputs="always")
GATING = {key for key in SOUND if POLICY.criteria[key].gating}

TABLE = [
    ("an approval rests on all of it", APPROVED, SOUND, set(SOUND)),
    ("so does a stricter verdict, for its ceiling", CONDITIONAL, SOUND, set(SOUND)),
    ("what is held back anyway, on what gates", CONDITIONAL, HELD_BACK, GATING),
    ("a ban rests on no proof", BANNED, BAD, set()),
    ("nothing rests on nothing", APPROVED, {}, set()),
]


@pytest.mark.parametrize(
    ("verdict", "answers", "keys"), [t[1:] for t in TABLE], ids=[t[0] for t in TABLE]
)
def test_a_proof_decides_if_the_verdict_would_be_worse_without_it(
    verdict: Verdict, answers: dict[str, Answer], keys: set[str]
) -> None:
    assert deciding(verdict, answers, POLICY, TODAY, kind=TENANT) == keys


def test_the_answers_on_one_proof_fall_together() -> None:
    """Neither of two small answers is missed alone, but both are."""
    assert judged(HELD_BACK).ceiling is Ceiling.NON_SENSITIVE
    one = Evidence("iso_certificate", TODAY, expires_on=END, title="one proof for all")
    shared = {
        key: answer if key in GATING else replace(answer, evidence=one)
        for key, answer in HELD_BACK.items()
    }
    found = deciding(CONDITIONAL, shared, POLICY, TODAY, kind=TENANT)
    assert found == set(shared)


def test_a_proof_that_ran_out_still_decides_until_it_is_decided_anew() -> None:
    later = END + timedelta(20)
    assert deciding(APPROVED, SOUND, POLICY, later, kind=TENANT, since=TODAY) == set(SOUND)
    assert deciding(APPROVED, SOUND, POLICY, later, kind=TENANT, since=later) == set()


def test_what_ran_out_beside_it_makes_no_other_proof_decide() -> None:
    """Everything was worse already; only what is missed by itself counts."""
    old = Evidence("iso_certificate", TODAY, expires_on=TODAY + timedelta(1), title="old")
    answers = {**HELD_BACK, "encryption": replace(HELD_BACK["encryption"], evidence=old)}
    later = TODAY + timedelta(30)
    found = deciding(CONDITIONAL, answers, POLICY, later, kind=TENANT, since=TODAY)
    assert found == GATING


@pytest.mark.parametrize(
    "answer",
    [
        Answer("rest_transit", None),
        Answer("rest_transit", Evidence("crystal_ball", TODAY)),
        Answer("rest_transit", Evidence("iso_certificate", TODAY, expires_on=TODAY - timedelta(1))),
    ],
    ids=["no proof", "of an unknown kind", "ran out before"],
)
def test_what_proved_nothing_never_decides(answer: Answer) -> None:
    found = deciding(APPROVED, {**SOUND, "encryption": answer}, POLICY, TODAY, kind=TENANT)
    assert "encryption" not in found


def test_only_what_is_asked_about_is_told_with_all_that_rests_on_the_same_proof() -> None:
    twin = replace(SOUND["audit_log"], evidence=SOUND["encryption"].evidence)
    answers = {**SOUND, "audit_log": twin}
    found = deciding(APPROVED, answers, POLICY, TODAY, kind=TENANT, among={"encryption"})
    assert found == {"encryption", "audit_log"}


@tried(60)
@given(vetted())
def test_a_proof_decides_exactly_if_its_end_alone_makes_the_verdict_worse(one: Vetted) -> None:
    """By the plain definition, tried on every sort of offering."""
    now = one.assess()
    bar = standing(now, now.verdict)
    found = deciding(now.verdict, one.answers, one.policy, TODAY, kind=one.kind)
    for key, answer in one.answers.items():
        proof = answer.evidence
        if proof is None or last_day(proof, one.policy) < TODAY:
            assert key not in found
            continue
        ended = replace(proof, expires_on=TODAY - timedelta(1))
        without = {
            k: replace(a, evidence=ended) if a.evidence == proof else a
            for k, a in one.answers.items()
        }
        then = assess(without, one.policy, TODAY, kind=one.kind)
        assert worse(standing(then, now.verdict), bar) == (key in found)
