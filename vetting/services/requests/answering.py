"""Answer what productions ask for, or decline it, in words that every one of them is told."""

from datetime import date, datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Policy, VettingRequest
from vetting.models.alternatives import best_first, best_of, but_not
from vetting.models.requests import ENDED, UNDER_WAY
from vetting.scoring.reply import reply
from vetting.scoring.use import Permission, Use, answer_for
from vetting.scoring.vocabulary import Ceiling, Verdict
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.drafts import told_on
from vetting.services.refusals import Refused, refuse_if
from vetting.services.requests.handling import State, held, must_be
from vetting.services.telling.requests import tell_of_answer

LONGEST = 5000


@one_at_a_time
def answer_request(
    *,
    request: VettingRequest,
    state: str,
    answer: str,
    told: str,
    seen: str,
    by: User,
    now: datetime,
) -> VettingRequest:
    """End a request as answered or declined, or say something else than before. Raises Refused.

    `told` is the status of its offering that the answer was written for ("" without one): words
    that are out of date before they are sent are refused.
    """
    request = held(request, seen=seen, by=by)
    must_be(request, (*UNDER_WAY, *ENDED), f"It was joined to “{request.joined_to}”: answer that.")
    if state not in ENDED:
        raise Refused([("state", "Choose answered or declined.")])
    refuse_if(_problems(answer), "answer")
    status = _told_of(request, local_day(now))
    if status != told:
        raise Refused(
            [("answer", f"{request.offering} is {_label(status)} by now. Read it again.")]
        )
    before = {"state": request.state, "answer": request.answer}
    said_before = *before.values(), request.told_status
    request.state, request.answer = state, answer.strip()
    request.answered_at, request.told_status = now, status
    request.save()
    if said_before != (request.state, request.answer, status):
        tell_of_answer(request, now=now)
    after = {"state": request.state, "answer": request.answer, "status": status}
    record_act(act=str(state), subject=request, by=by, now=now, before=before, after=after)
    return request


@one_at_a_time
def reopen_request(
    *, request: VettingRequest, because: str, seen: str, by: User, now: datetime
) -> VettingRequest:
    """Take an answer back and work on the request again. Raises Refused."""
    request = held(request, seen=seen, by=by)
    must_be(request, ENDED, "It is not answered, so there is nothing to open again.")
    refuse_if([] if because.strip() else ["Say why in a sentence."], "because")
    again = VettingRequest.objects.under_way().filter(key=request.key).first()
    if again is not None:
        sentence = "Productions have asked for the same anew, and that request is under way: "
        raise Refused([("", f"{sentence}“{again}”. Work on that one.")])
    before = {"state": request.state, "answer": request.answer}
    request.state = State.IN_REVIEW if request.offering_id else State.OPEN
    request.answer, request.answered_at, request.told_status = "", None, ""
    request.save()
    record_act(
        act="opened again",
        subject=request,
        by=by,
        now=now,
        because=because,
        before=before,
        after={"state": request.state, "answer": ""},
    )
    return request


def draft_answer(offering: Offering, *, now: datetime) -> str:
    """What productions could be told of an offering today; for somebody to read and change."""
    today = local_day(now)
    status, tool = told_on(offering, today), offering.tool
    best = best_first(best_of([tool.category], today), tool.modalities, _answer)
    instead = [(r["name"], Verdict(r["status"])) for r in but_not({offering.pk}, best)]
    notice = Policy.objects.in_force(today).rules.notice
    return reply(offering.full_name, status, notice=notice, instead=instead)


def _answer(row: dict[str, str]) -> Permission:
    return answer_for(Verdict(row["status"]), Ceiling(row["ceiling"]), Use())


def _told_of(request: VettingRequest, today: date) -> str:
    return told_on(request.offering, today).verdict.value if request.offering else ""


def _label(status: str) -> str:
    return Verdict(status).label.lower() if status else "not linked"


def _problems(answer: str) -> list[str]:
    if not answer.strip():
        return ["Say in a sentence or two what every production that asks is told."]
    if len(answer) > LONGEST:
        return [f"Use at most {LONGEST} characters; these are {len(answer)}."]
    return []
