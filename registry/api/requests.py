"""POST and GET requests/: a production asks for a tool to be vetted, and sees what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.asker import key_of, production_of
from registry.api.door.authentication import HasScope
from registry.api.door.busy import or_unavailable
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.door.problems import Invalid
from registry.api.lists.fields import answered, chosen_of_each, fields_of
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.newest import newest_first
from registry.api.lists.pagination import PAGING, page_of
from registry.api.lists.parameters import choice, read, text_of
from registry.api.rows import Row
from registry.api.schema.requests import (
    EXAMPLES,
    STATES,
    AskedAnswerSerializer,
    AskedSerializer,
    RequestPageSerializer,
    RequestSerializer,
)
from registry.api.shapes import Shown, day, named, shown_to
from registry.api.wishes import read_wish
from vetting.models import ApiKey, Production, RequestSupporter
from vetting.models.known import Known, known_to
from vetting.services.intake import Outcome, Refused, ask

Rows = QuerySet[Any, Row]

NEWEST = newest_first("asked_at")
LIST = (fields_of(RequestPageSerializer), NEWEST.parameter(), *PAGING)
ONE = (fields_of(RequestSerializer),)
OWN = ("id", "asked_at", "words", "url", "purpose", "needed_by", "contact", "formerly")
COLUMNS = {
    name: f"request__{name}"
    for name in (
        "code", "tool", "plan", "vendor", "key", "host", "state", "votes", "answer", "answered_at",
        "offering_id",
    )
}  # fmt: skip
MESSAGES = {
    Outcome.OPENED: "Your request is open.",
    Outcome.JOINED: "This was asked for already; your production is counted with it now.",
    Outcome.ASKED_BEFORE: "Your production has asked for this before; only your own note changed.",
}


class HasRequestsScope(HasScope):
    """What productions ask for; never without a key."""

    scope = ApiKey.Scope.REQUESTS


class RequestFilter(StrictFilterSet):
    """Narrows the requests of a production."""

    state = StrictFilter(choice(STATES), "How far it is.", many=True, method="by_state")
    search = StrictFilter(
        text_of(100), "Words that all occur in the tool, plan or vendor.", method="by_words"
    )

    class Meta:
        model = RequestSupporter
        fields = ()

    def by_state(self, rows: Rows, _: str, wanted: tuple[str, ...]) -> Rows:
        return rows.filter(state__in=wanted)

    def by_words(self, rows: Rows, _: str, text: str) -> Rows:
        found = Q()
        for word in text.split():
            names = ("tool", "plan", "vendor", "words")
            found &= Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR)
        return rows.filter(found)


class RequestList(Endpoint):
    """The own requests, and the way to ask. A list costs four queries with the key's."""

    permission_classes = (HasRequestsScope,)
    parameters = None

    @described(
        "requests_list",
        "List what your production asked for",
        RequestPageSerializer,
        tag="requests",
        parameters=LIST,
        filters=RequestFilter,
    )
    def get(self, request: Request) -> Response:
        self.filterset = RequestFilter(request.query_params, LIST)
        rows = self.filterset.filter_queryset(_rows(production_of(request)))
        page = page_of(rows, NEWEST, self.filterset.asked)
        shown = chosen_of_each(_shown(page.rows, shown_to(request)), self.filterset.asked)
        return Response(page.envelope(request, shown))

    @described(
        "requests_create",
        "Ask for a tool to be vetted",
        AskedAnswerSerializer,
        tag="requests",
        body=AskedSerializer,
        created=True,
        writes=True,
        examples=EXAMPLES,
        description="201 for a new request. 200 where it was asked for already, under the same "
        "name or on the same host with the same plan: your production then joins that request. "
        "Asking again changes nothing but your own note. `known` names what is vetted already.",
    )
    def post(self, request: Request) -> Response:
        read(request.query_params, ())
        now, key = timezone.now(), key_of(request)
        wish = read_wish(request.data, today=timezone.localdate(now))
        try:
            with or_unavailable():
                supporter, outcome = ask(
                    wish=wish, production=key.production, key_label=key.label, now=now
                )
        except Refused as refused:
            raise Invalid(refused.problems) from refused
        shown = shown_to(request)
        (row,) = _shown(_rows(key.production).filter(pk=supporter.pk), shown)
        row |= {"joined": outcome is not Outcome.OPENED, "message": MESSAGES[outcome]}
        if outcome is not Outcome.OPENED:
            return Response(row)
        return Response(row, status=201, headers={"Location": shown.url("requests", row["id"])})


class RequestDetail(Endpoint):
    """One of the own requests."""

    permission_classes = (HasRequestsScope,)
    parameters = ONE

    @described(
        "requests_retrieve",
        "Show what came of one request",
        RequestSerializer,
        tag="requests",
        parameters=ONE,
        description="The desk joins requests that turn out to mean the same. An id that was joined "
        "to another still answers, with the request that goes on: `id` is then the other's, and "
        "`formerly` names the one asked for.",
    )
    def get(self, request: Request, id: UUID) -> Response:
        found = _shown(_of_code(production_of(request), id), shown_to(request))
        if not found:
            raise Http404("Your production has no request of this id.")
        return answered(found[0], self.asked)


def _rows(production: Production) -> Rows:
    """What this production asked for, with its own note alone."""
    own = RequestSupporter.objects.filter(production=production, request__joined_to=None)
    columns = {name: F(path) for name, path in COLUMNS.items()}
    return own.annotate(**columns).values(*OWN, *COLUMNS)


def _of_code(production: Production, code: UUID) -> Rows:
    """The request of this id, or the one that it was joined to since this production asked."""
    asked = RequestSupporter.objects.filter(production=production, request__code=code)
    goes_on = Q(request__in=asked.values("request__joined_to"))
    return _rows(production).filter(Q(code=code) | goes_on)


def _shown(rows: Rows | list[Row], shown: Shown) -> list[Row]:
    rows = list(rows)
    known = known_to(rows, timezone.localdate()) if rows else Known()
    return [_request(row, known, shown) for row in rows]


def _request(row: Row, known: Known, shown: Shown) -> Row:
    offering = known.offerings.get(row["offering_id"])
    return {
        "id": str(row["code"]),
        "formerly": row["formerly"],
        "tool": row["tool"],
        "plan": row["plan"],
        "vendor": row["vendor"],
        "url": row["url"],
        "state": row["state"],
        "votes": row["votes"],
        "asked_at": row["asked_at"],
        "your_words": row["words"],
        "your_purpose": row["purpose"],
        "your_needed_by": day(row["needed_by"]),
        "your_contact": row["contact"],
        "known": [named(offering, shown) for offering in known.meant(row)],
        "answer": row["answer"],
        "answered_at": row["answered_at"],
        "offering": named(offering, shown) if offering else None,
    }
