"""GET changes/: every status change in order, for mirrors that must not miss one.

Two rows of changes are read as one: the numbered log that acts write, and what the calendar did
since the last act. A cursor says how far a reader has come in both, so what it was told by the
calendar is not told again when the next act writes that into the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.lists.fields import chosen, fields_of
from registry.api.lists.pagination import LARGEST_ID, PAGING
from registry.api.lists.parameters import Parameter, Reader
from registry.api.lists.tokens import address_at, packed, unpacked
from registry.api.schema.changes import StatusChangePageSerializer
from registry.api.shapes import USABLE, Shown, day, shown_to
from vetting.models import Offering, StatusChange
from vetting.models.changes import LAST_OFFERING, Place, changes_by_calendar

TOKEN = re.compile(r"[A-Za-z0-9_-]{4,200}\Z", re.ASCII)
BROKEN = "This is not a cursor: take it from cursor or next of a page, or from a change."


@dataclass(frozen=True, slots=True)
class Position:
    """After this number of the log, and after this place in what the calendar did."""

    number: int = 0
    place: Place | None = None

    def token(self) -> str:
        place = [self.place[0].isoformat(), self.place[1]] if self.place else []
        return packed([self.number, *place])

    def after(self, change: StatusChange) -> Position:
        if change.number is not None:
            return replace(self, number=change.number)
        return replace(self, place=(change.on, change.offering_id))


def read_position(token: str) -> Position:
    """The position in a token. Raises ValueError for everything that we did not make."""
    try:
        if not TOKEN.match(token):
            raise ValueError(BROKEN)
        number, *place = unpacked(token)
        position = Position(number, (date.fromisoformat(place[0]), place[1]) if place else None)
    except (TypeError, IndexError, ValueError) as error:
        raise ValueError(BROKEN) from error
    keys = (position.number, *(position.place or ())[1:])
    if any(type(key) is not int or not 0 <= key <= LARGEST_ID for key in keys):
        raise ValueError(BROKEN)
    return position


AFTER = Parameter(
    "after",
    Reader(read_position, {"type": "string", "pattern": "^[A-Za-z0-9_-]{4,200}$"}),
    "Where to go on: a cursor of this log. Left out, the log is read from its beginning.",
)
PAGE_SIZE = PAGING[0]
PARAMETERS = (AFTER, fields_of(StatusChangePageSerializer), PAGE_SIZE)


class ChangeList(Endpoint):
    """The log from a position on; the number of queries does not grow with it."""

    parameters = PARAMETERS

    @described(
        "changes_list",
        "List the status changes in order",
        StatusChangePageSerializer,
        tag="changes",
        parameters=PARAMETERS,
        description="Read from the beginning, follow next while there is one, then keep cursor and "
        "ask again with ?after= it. No change is left out or told twice.",
    )
    def get(self, request: Request) -> Response:
        start, size = self.asked["after"] or Position(), self.asked["page_size"]
        found = changes_after(start, size + 1, self.today)
        more, found = len(found) > size, found[:size]
        names = Offering.objects.in_bulk({change.offering_id for change in found})
        shown, position, results = shown_to(request), start, []
        for change in found:
            position = position.after(change)
            row = _row(change, names[change.offering_id], position, shown)
            results.append(chosen(row, self.asked))
        cursor = position.token() if position != Position() else None
        return Response(
            {
                "next": address_at(request, "after", position) if more else None,
                "previous": None,
                "cursor": cursor,
                "results": results,
            }
        )


def changes_after(start: Position, most: int, today: date) -> list[StatusChange]:
    """At most so many changes from a position on, the log's first. Two queries, or four or five."""
    extent = StatusChange.objects.extent()
    found = list(_log_after(start).order_by("number")[:most])
    reached = (extent[1], LAST_OFFERING)
    if len(found) == most or extent[1] >= today:
        return found
    later = changes_by_calendar(max(reached, start.place or reached), today)
    more = list(islice(later, most - len(found)))
    # An act that came between these queries has written them into the log: they are read there.
    return found + more if StatusChange.objects.extent() == extent else found


def _log_after(start: Position) -> QuerySet[StatusChange]:
    """The log after its number, without what the calendar did up to the place already told."""
    log = StatusChange.objects.filter(number__gt=start.number)
    if start.place is None:
        return log
    on, offering = start.place
    return log.exclude(Q(calendar=True) & (Q(on__lt=on) | Q(on=on, offering_id__lte=offering)))


def _row(
    change: StatusChange, offering: Offering, position: Position, shown: Shown
) -> dict[str, Any]:
    before = {"status": change.status_before, "status_reason": change.reason_before}
    return {
        "cursor": position.token(),
        "at": change.at,
        "on": day(change.on),
        "cause": "calendar" if change.calendar else "act",
        "offering": {
            "slug": offering.slug,
            "name": offering.full_name,
            "url": shown.url("offerings", offering.slug),
        },
        "before": before if change.status_before else None,
        "after": {
            "status": change.status,
            "status_reason": change.reason,
            "usable": change.status in USABLE,
            "ceiling": change.ceiling,
            "conditions": change.conditions,
            "valid_until": day(change.valid_until),
        },
        "because": change.because,
    }
