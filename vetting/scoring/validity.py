"""How long a verdict holds: its review tier, its review day and the last day it is valid."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.evidence import add_period
from vetting.scoring.judgement import Answer, Judgement
from vetting.scoring.policy import Period, Policy
from vetting.scoring.vocabulary import Deployment, Kind, State, Verdict

SIGNED = "signed_agreement"

# The ranks of a verdict and of a data ceiling.
Standing = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Validity:
    """The day of the next review, and the last valid day (None: it does not lapse)."""

    tier: int | None
    review_due_on: date | None
    valid_until: date | None
    because: str


def tier_of(verdict: Verdict, kind: Kind, answers: Mapping[str, Answer], policy: Policy) -> int:
    """The review tier of a usable verdict: 1 is looked at most often."""
    cadence = policy.cadence
    incident = answers.get("incident_history")
    if verdict is Verdict.CONDITIONAL or kind in cadence.tier_1_kinds:
        return 1
    if incident is not None and incident.value != "none_known":
        return 1
    if kind.deployment is Deployment.LOCAL:
        return 3
    contract = answers.get("contract_basis")
    signed = contract is not None and (
        contract.evidence is not None and contract.evidence.kind == SIGNED
    )
    return 2 if signed or "contract_basis" in policy.prefilled.get(kind, {}) else 1


def validity(
    verdict: Verdict,
    answers: Mapping[str, Answer],
    policy: Policy,
    today: date,
    *,
    kind: Kind,
    contract_ends_on: date | None = None,
    override_ends_on: date | None = None,
) -> Validity:
    """When a verdict given today is reviewed, and until when it is valid.

    A usable verdict is valid until the earliest of its review, the day on which expiring
    evidence would make the computed verdict stricter, the end of the contract and the end of
    the override. A ban has a review day but never lapses; an open verdict has neither.
    """
    if verdict is Verdict.BANNED:
        due = add_period(today, Period(months=policy.cadence.banned_months))
        return Validity(None, due, None, "A ban is looked at again, but does not lapse.")
    if verdict is Verdict.NOT_VETTED:
        return Validity(None, None, None, "Open questions are chased until somebody decides.")
    tier = tier_of(verdict, kind, answers, policy)
    due = add_period(today, Period(months=policy.cadence.tiers[tier].months))
    ends = {
        "the review is due": due,
        "evidence that decides the verdict expires": holds_until(
            verdict, answers, policy, today, kind=kind
        ),
        "the contract ends": contract_ends_on,
        "the override ends": override_ends_on,
    }
    known = {why: day for why, day in ends.items() if day is not None}
    why, last = min(known.items(), key=lambda item: item[1])
    return Validity(tier, min(due, last), last, f"Valid until {last.isoformat()}, when {why}.")


def holds_until(
    verdict: Verdict,
    answers: Mapping[str, Answer],
    policy: Policy,
    today: date,
    *,
    kind: Kind,
) -> date | None:
    """The last day before the calendar makes this verdict too good; None if it never does.

    Time tells in two ways: evidence runs out, and days that were given as answers grow old. Only
    what decides counts: the day is found by assessing again after each such end, and an end that
    changes neither verdict nor data ceiling is passed over.
    """
    now = assess(answers, policy, today, kind=kind)
    bar = standing(now, verdict)
    ends = {end for j in now.judgements for end in _ends(j)}
    for end in sorted(end for end in ends if end >= today):
        then = assess(answers, policy, end + timedelta(1), kind=kind)
        if worse(standing(then, verdict), bar):
            return end
    return None


def outcome_holds_until(assessment: Assessment) -> date | None:
    """The last day on which the whole outcome is as it is; None if time alone never changes it.

    Here everything counts, whether it decides or not: each reason, label and open question. A
    proof tells once more, when it runs out; one whose own day lies ahead counts already. The path
    to yes holds as long, but for the days that it names ("tested on this day or later"): those
    move on with the calendar, see `explanation.path_moved`.
    """
    ends = {end for j in assessment.judgements for end in _age_ends(j)}
    ends |= {j.counts_until for j in assessment.judgements if j.counts_until and _expires(j)}
    return min((end for end in ends if end >= assessment.on), default=None)


def standing(assessment: Assessment, verdict: Verdict) -> Standing:
    """How good the outcome is for this verdict: a better computed verdict adds nothing to it."""
    return min(assessment.verdict.rank, verdict.rank), assessment.ceiling.rank


def worse(then: Standing, bar: Standing) -> bool:
    """Whether the verdict or the data ceiling falls short of what they were."""
    return any(a < b for a, b in zip(then, bar, strict=True))


def _expires(judgement: Judgement) -> bool:
    """A knock-out stands, whatever becomes of its proof."""
    return judgement.state is not State.KNOCK_OUT


def _ends(judgement: Judgement) -> Iterator[date]:
    """The last days on which this answer stands as it does: of its proof, and of each age step."""
    if judgement.counts_until is not None:
        yield judgement.counts_until
    yield from _age_ends(judgement)


def _age_ends(judgement: Judgement) -> Iterator[date]:
    if isinstance(judgement.given, date):
        for value in judgement.criterion.values:
            if value.up_to is not None:
                yield judgement.given + timedelta(value.up_to)
