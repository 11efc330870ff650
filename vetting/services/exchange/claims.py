"""Judge what a vendor claims: accept it as an answer that rests on the questionnaire, or reject it.

A claim that waits counts for nothing: it is no answer, stands in no assessment and cannot make
anything usable. What is better proven already gives way to worse news only; see scoring/claims.py.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Policy, VendorClaim, VendorReply
from vetting.services.answer_checks import EvidenceInput
from vetting.services.answers import AnswerInput, record_answers
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.exchange.questionnaire import KIND
from vetting.services.exchange.weighing import Weighed, weighed
from vetting.services.permissions import require
from vetting.services.refusals import Refused

MEANWHILE = "Somebody judged this, or answered the question, since you opened the page; look again."

# The claims that somebody chose, each with the key of the answer they saw beside it.
Chosen = Mapping[int, int | None]


@one_at_a_time
def accept_claims(
    *, offering: Offering, chosen: Chosen, because: str, by: User, now: datetime
) -> list[VendorClaim]:
    """Record these claims as answers, all or none. Raises Refused with every reason why not."""
    require(by, "vetting.add_answer")
    weights = _waiting(offering, chosen, now)
    problems = [(one.title, one.why_not) for one in weights if one.why_not]
    if problems:
        raise Refused(problems)
    claims = [one.claim for one in weights]
    record_answers(
        offering=offering,
        given=[_as_answer(claim, offering) for claim in claims],
        by=by,
        now=now,
        because=because or "As the vendor answered in the questionnaire.",
    )
    current = offering.answers.filter(superseded_at=None)
    answers = dict(current.values_list("criterion", "pk"))
    for claim in claims:
        claim.answer_id = answers[claim.criterion]
    _judge(offering, claims, VendorClaim.State.ACCEPTED, because, by=by, now=now)
    return claims


@one_at_a_time
def reject_claims(
    *, offering: Offering, chosen: Chosen, because: str, by: User, now: datetime
) -> list[VendorClaim]:
    """End these claims without an answer. Raises Refused, also without a reason."""
    require(by, "vetting.add_answer")
    if not because.strip():
        raise Refused([("because", "Say why the vendor's answer is not taken.")])
    claims = [one.claim for one in _waiting(offering, chosen, now)]
    _judge(offering, claims, VendorClaim.State.REJECTED, because, by=by, now=now)
    return claims


def _waiting(offering: Offering, chosen: Chosen, now: datetime) -> list[Weighed]:
    """The chosen claims, if each still waits beside the answer that was seen. Raises Refused."""
    if not chosen:
        raise Refused([("", "Choose at least one of the vendor's answers.")])
    today = local_day(now)
    waiting = VendorClaim.objects.filter(
        pk__in=chosen, offering=offering, state=VendorClaim.State.WAITING
    ).select_related("reply")
    claims = waiting.defer("reply__content")
    found = weighed(offering, claims, Policy.objects.in_force(today).rules, today)
    if {one.claim.pk: one.held for one in found} != dict(chosen):
        raise Refused([("", MEANWHILE)])
    return found


def _as_answer(claim: VendorClaim, offering: Offering) -> AnswerInput:
    proof = _evidence(claim.reply, offering)
    return AnswerInput(claim.criterion, claim.value, proof, note=_note(claim))


def _evidence(reply: VendorReply, offering: Offering) -> EvidenceInput:
    """One reply is one proof, however many of its answers are accepted, and as old as it is."""
    day = local_day(reply.received_at)
    named = f"Questionnaire on {offering.full_name}, returned {day.isoformat()}"
    return EvidenceInput(
        kind=KIND,
        title=f"{named[:280]} ({reply.sha256[:8]})",
        seen_on=day,
        document_date=reply.filled_in_on,
        undated=reply.filled_in_on is None,
    )


def _note(claim: VendorClaim) -> str:
    """What the vendor points at: the questionnaire is the proof until somebody has read that."""
    named = [claim.document_title, claim.document_url]
    named += [claim.document_date.isoformat()] if claim.document_date else []
    document = ", ".join(part for part in named if part)
    return "\n".join(
        part for part in (f"The vendor names: {document}" if document else "", claim.remark) if part
    )


def _judge(
    offering: Offering,
    claims: list[VendorClaim],
    state: VendorClaim.State,
    because: str,
    *,
    by: User,
    now: datetime,
) -> None:
    for claim in claims:
        claim.state, claim.because = state, because
        claim.judged_by, claim.judged_at = by, now
    VendorClaim.objects.bulk_update(
        claims, ["state", "because", "judged_by", "judged_at", "answer"]
    )
    record_act(
        act=f"{state.value} a vendor's answers",
        subject=offering,
        by=by,
        now=now,
        because=because,
        after={claim.criterion: claim.value for claim in claims},
    )
