"""Tell every production that asks for a tool what the desk answered."""

from collections.abc import Iterator
from datetime import UTC, datetime

from vetting.models import Endpoint, VettingRequest
from vetting.services.assessments import local_day
from vetting.services.outbox.notices import Telling, put

MOMENT = "%Y%m%dT%H%M%S%fZ"


def tell_of_answer(request: VettingRequest, *, now: datetime) -> None:
    """Put the answer down for the endpoints of all that ask, in the transaction that gives it.

    An answer that says something else is another step of the same thing, so it is told anew.
    """
    put(_tellings(request, now), on=local_day(now), now=now)


def _tellings(request: VettingRequest, now: datetime) -> Iterator[Telling]:
    facts = facts_of(request)
    asking = Endpoint.objects.filter(
        removed_at=None,
        production__active=True,
        production__in=request.supporters.values("production"),
    )
    for endpoint in asking.order_by("pk").values_list("pk", flat=True):
        yield Telling(
            subject=f"request:{request.code}:{now.astimezone(UTC).strftime(MOMENT)}",
            step="answered",
            endpoint=endpoint,
            offering=request.offering_id,
            facts=facts,
        )


def facts_of(request: VettingRequest) -> dict[str, object]:
    """What is told of it. The words of those who ask are nobody else's business."""
    offering = request.offering
    return {
        "type": "request.answered",
        "request": {
            "id": str(request.code),
            "tool": request.tool,
            "plan": request.plan,
            "state": str(request.state),
        },
        "answer": request.answer,
        "offering": {"slug": offering.slug, "name": offering.full_name} if offering else None,
        "status": request.told_status or None,
    }
