"""Which proofs a verdict rests on: without one of them it would be worse than it is."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from vetting.scoring.assessment import assess
from vetting.scoring.evidence import Evidence, last_day
from vetting.scoring.judgement import Answer
from vetting.scoring.policy import Policy
from vetting.scoring.validity import standing, worse
from vetting.scoring.vocabulary import Kind, Verdict


def deciding(
    verdict: Verdict,
    answers: Mapping[str, Answer],
    policy: Policy,
    today: date,
    *,
    kind: Kind,
    since: date | None = None,
    among: Collection[str] | None = None,
) -> frozenset[str]:
    """The criteria of the answers whose proof decides this verdict, given on the day `since`.

    Asked of each proof that counted then (of the criteria `among`, where they are given), with all
    answers that rest on it: had it run out, and nothing else, would verdict or data ceiling be
    worse? So a proof that has run out meanwhile still decides, whatever ran out beside it; one that
    did not count any more when the verdict was given never does. An answer that grew old stays so.
    """
    counted = {key for key, a in answers.items() if _counted_on(since or today, a, policy)}
    asked = counted if among is None else counted.intersection(among)
    if not asked:
        return frozenset()
    held = {key: _again(a, today) if key in counted else a for key, a in answers.items()}
    bar = standing(assess(held, policy, today, kind=kind), verdict)
    found: set[str] = set()
    for proof in {answers[key].evidence for key in asked}:
        resting = {key for key in counted if answers[key].evidence == proof}
        without = {**held, **{key: _ended(answers[key], today) for key in resting}}
        if worse(standing(assess(without, policy, today, kind=kind), verdict), bar):
            found |= resting
    return frozenset(found)


def _counted_on(day: date, answer: Answer, policy: Policy) -> bool:
    """Whether its proof, if this policy knows such proofs, had not run out by then."""
    proof = answer.evidence
    return (
        proof is not None and proof.kind in policy.evidence_kinds and last_day(proof, policy) >= day
    )


def _again(answer: Answer, today: date) -> Answer:
    """The same, as if its proof had been had today."""
    kind = answer.evidence.kind if answer.evidence else ""
    return replace(answer, evidence=Evidence(kind, today))


def _ended(answer: Answer, today: date) -> Answer:
    kind = answer.evidence.kind if answer.evidence else ""
    return replace(answer, evidence=Evidence(kind, today, expires_on=today - timedelta(1)))
