"""Who may handle a request, and whether it is still as it was when they looked at it."""

from django.contrib.auth.models import User

from vetting.models import VettingRequest
from vetting.scoring.reply import day_in_words
from vetting.services.permissions import require
from vetting.services.refusals import Refused

HANDLE = "vetting.change_vettingrequest"
MOST_NAMED = 5
State = VettingRequest.State


def held(request: VettingRequest, *, seen: str, by: User) -> VettingRequest:
    """The request as it is now, for an act on it. The caller acts one at a time.

    Raises Refused where somebody else was faster: `seen` is the version that `by` looked at.
    """
    require(by, HANDLE)
    row = VettingRequest.objects.get(pk=request.pk)
    if row.version != seen:
        happened = _happened(row)
        raise Refused(
            [("", f"Somebody else handled this request since you opened the page: {happened}.")]
        )
    return row


def _happened(request: VettingRequest) -> str:
    if request.state == State.OPEN:
        return "it is open again"
    if request.state == State.IN_REVIEW:
        return f"it is in review as {request.offering}"
    if request.state == State.JOINED:
        return f"it was joined to “{request.joined_to}”"
    return f"it was {request.get_state_display()} with these words: “{request.answer}”"


def must_be(request: VettingRequest, states: tuple[str, ...], sentence: str) -> None:
    """Raise Refused unless the request is in one of these states."""
    if request.state not in states:
        raise Refused([("", sentence)])


def asked_by(request: VettingRequest) -> str:
    """Who asks, by name, the first of them first; and how many more."""
    asking = request.supporters.order_by("asked_at", "pk")
    names = list(asking.values_list("production__name", flat=True)[:MOST_NAMED])
    if more := request.votes - len(names):
        names.append(f"{more} more")
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def why_vetted(request: VettingRequest) -> str:
    """The reason of a review that a request led to."""
    needed = f" Needed by {day_in_words(request.needed_by)}." if request.needed_by else ""
    return f"Requested as “{request}” by {asked_by(request)}.{needed}"
