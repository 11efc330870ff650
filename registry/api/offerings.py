"""GET offerings/: the list that a production filters, and the decisions on one of them."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.lists.fields import chosen_of_each, chosen_of_texts, fields_of
from registry.api.lists.filters import OfferingFilter, refuse_unknown_slugs
from registry.api.lists.pagination import PAGING, Sorting, page_of, score
from registry.api.lists.parameters import AS_OF
from registry.api.lists.walk import Column, PreparedSource, Source
from registry.api.policies import policy_on
from registry.api.rows import DAY, LISTED, Row, rows_on
from registry.api.schema.catalogue import HistoryPageSerializer, OfferingPageSerializer
from registry.api.shapes import day as shown_day
from registry.api.shapes import offering_texts, scores_of, shown_to
from vetting.models import Decision, Offering

SORTING = Sorting(
    {
        "name": Column("name"),
        "p2": Column("p2", score, nullable=True),
        "p3": Column("p3", score, nullable=True),
        "review_due_on": Column("review_due_on", date.fromisoformat, nullable=True),
        "decided_on": Column("decided_on", date.fromisoformat, nullable=True),
    },
    usual="name",
    key="offering_id",
)
OF_FEW_VALUES = {"status", "usable", "kind", "ceiling"}
LIST = (AS_OF, fields_of(OfferingPageSerializer), SORTING.parameter(), *PAGING)

NEWEST_FIRST = Sorting(
    {"decided_on": Column("decided_on", date.fromisoformat)}, usual="-decided_on"
)
HISTORY = (AS_OF, fields_of(HistoryPageSerializer), NEWEST_FIRST.parameter(), *PAGING)
HISTORY_COLUMNS = {
    "p2": "assessment__p2",
    "p3": "assessment__p3",
    "reasons": "assessment__result__reasons",
    "version": "policy__version",
}


class OfferingList(Endpoint):
    """Offerings with what is told of each on a day, in a fixed number of queries."""

    parameters = LIST
    filterset_class = OfferingFilter

    @described(
        "offerings_list",
        "List offerings with their status",
        OfferingPageSerializer,
        tag="offerings",
        parameters=LIST,
        filters=OfferingFilter,
        description="Every offering of the catalogue, narrowed by all the filters given. "
        "An unknown parameter or an odd value is an error, never ignored.",
    )
    def get(self, request: Request) -> HttpResponse:
        page = page_of(self.source(), SORTING, self.asked)
        if not page.rows:
            refuse_unknown_slugs(self.asked)
        policy = policy_on(self.day, self.stamp)
        notice = policy.rules.notice if policy else ""
        shown = shown_to(request, notice)
        texts = offering_texts(page.rows, shown)
        return page.answer(request, chosen_of_texts(texts, self.asked))

    def source(self) -> Source:
        """Prepared where nothing is asked but filters of few values, each of which is a shape."""
        columns = (*LISTED, SORTING.column(self.asked["ordering"]).field)
        if not self.filterset.filters.keys() <= OF_FEW_VALUES:
            return Source(self.filterset.filter_queryset(rows_on(self.day, columns)))
        shape = (columns, *((name, self.asked[name]) for name in self.filterset.filters))
        narrow = self.filterset.filter_queryset
        return PreparedSource(shape, lambda: narrow(rows_on(DAY, columns)), {"day": self.day})


class OfferingHistory(Endpoint):
    """Every decision on one offering, also those that something newer replaced."""

    parameters = HISTORY

    @described(
        "offerings_history_list",
        "List the decisions on an offering",
        HistoryPageSerializer,
        tag="offerings",
        parameters=HISTORY,
    )
    def get(self, request: Request, slug: str) -> Response:
        offering = Offering.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if offering is None:
            raise Http404("There is no offering with this slug.")
        decisions = Decision.objects.filter(offering_id=offering, decided_on__lte=self.day)
        named = {name: F(path) for name, path in HISTORY_COLUMNS.items()}
        page = page_of(decisions.annotate(**named).values(*OWN, *named), NEWEST_FIRST, self.asked)
        entries = chosen_of_each(map(_entry, page.rows), self.asked)
        return Response(page.envelope(request, entries))


OWN = (
    "id",
    "act",
    "verdict",
    "because",
    "ceiling",
    "conditions",
    "decided_on",
    "decided_at",
    "review_due_on",
    "valid_until",
    "override",
)


def _entry(row: Row) -> Row:
    return {
        "act": row["act"],
        "verdict": row["verdict"] or None,
        "because": row["because"],
        "scores": scores_of(row),
        "ceiling": row["ceiling"],
        "conditions": row["conditions"],
        "reasons": row["reasons"] or [],
        "policy": row["version"],
        "decided_on": shown_day(row["decided_on"]),
        "decided_at": row["decided_at"],
        "review_due_on": shown_day(row["review_due_on"]),
        "valid_until": shown_day(row["valid_until"]),
        "override": row["override"],
    }
