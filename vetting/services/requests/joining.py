"""Join two requests that mean the same: who asked for one of them now asks for the other."""

from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import RequestSupporter, VettingRequest
from vetting.models.requests import UNDER_WAY
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.intake.votes import count_votes
from vetting.services.refusals import refuse_if
from vetting.services.requests.handling import State, held

LONGEST_CONTACT = 200


@one_at_a_time
def join_requests(
    *, request: VettingRequest, into: VettingRequest, seen: str, by: User, now: datetime
) -> VettingRequest:
    """`into` goes on for both. Raises Refused.

    Who asked keeps their own note and the earlier of their days. The request that ends keeps its
    rows as they were, and its id answers with the one that goes on.
    """
    request = held(request, seen=seen, by=by)
    into = VettingRequest.objects.get(pk=into.pk)
    refuse_if(_problems(request, into))
    asking = list(request.supporters.select_related("production").order_by("asked_at", "pk"))
    for supporter in asking:
        _bring(supporter, into, str(request.code))
    before = {"state": request.state, "offering": _slug(request), "votes": request.votes}
    request.joined.update(joined_to=into)
    request.state, request.joined_to, request.offering = State.JOINED, into, None
    request.save()
    _complete(into, request)
    count_votes(into)
    record_act(
        act="joined to another",
        subject=request,
        by=by,
        now=now,
        before=before,
        after={
            "state": State.JOINED.value,
            "goes on as": str(into),
            "id of that": str(into.code),
            "productions": [supporter.production.slug for supporter in asking],
            "votes": into.votes,
        },
    )
    return into


def goes_on(one: VettingRequest, other: VettingRequest) -> VettingRequest:
    """Which of two stands for both: the one that is further, that more ask for, or the older."""
    return min(one, other, key=lambda r: (r.offering_id is None, -r.votes, r.created_at, r.pk))


def _problems(request: VettingRequest, into: VettingRequest) -> list[str]:
    if request.pk == into.pk:
        return ["This is the same request."]
    if request.state not in UNDER_WAY or into.state not in UNDER_WAY:
        return ["Only requests that are open or in review can be joined."]
    if request.offering_id not in (None, into.offering_id):
        return [f"“{request}” is in review as {request.offering}, and “{into}” is not."]
    return []


def _bring(supporter: RequestSupporter, into: VettingRequest, code: str) -> None:
    """Let a production that asked for the one ask for the other, in its own words."""
    own = into.supporters.filter(production=supporter.production).first()
    formerly = [*supporter.formerly, code]
    if own is None:
        supporter = RequestSupporter.objects.get(pk=supporter.pk)
        supporter.pk, supporter.request, supporter.formerly = None, into, formerly
        supporter.save(force_insert=True)
        return
    own.asked_at = min(own.asked_at, supporter.asked_at)
    own.needed_by = min((d for d in (own.needed_by, supporter.needed_by) if d), default=None)
    own.purpose = "\n\n".join(dict.fromkeys(t for t in (own.purpose, supporter.purpose) if t))
    own.contact = _both(own.contact, supporter.contact)
    own.url = own.url or supporter.url
    own.formerly = [*own.formerly, *formerly]
    own.save()


def _both(first: str, second: str) -> str:
    both = "; ".join(dict.fromkeys(text for text in (first, second) if text))
    return both if len(both) <= LONGEST_CONTACT else first


def _complete(into: VettingRequest, request: VettingRequest) -> None:
    """What only the other one says is not lost."""
    for name in ("vendor", "url", "host"):
        setattr(into, name, getattr(into, name) or getattr(request, name))
    into.save(update_fields=["vendor", "url", "host"])


def _slug(request: VettingRequest) -> str:
    return request.offering.slug if request.offering else ""
