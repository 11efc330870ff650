"""GET receipts/: what the decision call told a production, shown again to the letter."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.check.items import Item, Question
from registry.api.door.asker import production_of
from registry.api.door.authentication import HasCheckScope
from registry.api.door.busy import or_unavailable
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.lists.fields import chosen_of_each, fields_of
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.newest import newest_first
from registry.api.lists.pagination import PAGING, page_of
from registry.api.lists.parameters import MOMENT
from registry.api.policies import InForce
from registry.api.rows import Row
from registry.api.schema.receipts import EXAMPLE, ReceiptPageSerializer, ReceiptSerializer
from registry.api.shapes import Shown, shown_to
from registry.api.written import sent
from vetting.models import Receipt
from vetting.models.days import midnight
from vetting.scoring.use import Use
from vetting.scoring.written import written
from vetting.services.intake import Told, keep_receipt, unpacked

NEWEST = newest_first("made_at")
LIST = (fields_of(ReceiptPageSerializer), NEWEST.parameter(), *PAGING)
COLUMNS = ("id", "code", "made_at", "made_on", "as_of", "policy", "items", "summary")


def with_receipt(
    question: Question,
    answer: bytes,
    summary: dict[str, int],
    policy: InForce | None,
    request: Request,
) -> HttpResponse:
    """Keep the answer, then send it with the code of its receipt.

    It is in JSON already: what is sent and what is kept are the same bytes.
    """
    told = Told(
        question=sent(written(_shown(question))),
        answer=answer,
        as_of=question.day,
        policy=policy.version if policy else "",
        policy_sha256=policy.seal if policy else "",
        items=len(question.items),
        summary=summary,
    )
    with or_unavailable():
        code = keep_receipt(production=production_of(request), told=told, now=timezone.now())
    return _sent(told.answer, sent(written({"receipt": code})))


class ReceiptFilter(StrictFilterSet):
    """Narrows a production's receipts."""

    made_since = StrictFilter(
        MOMENT, "Made at or after this moment or day.", method="by_moment", field_name="made_at"
    )

    class Meta:
        model = Receipt
        fields = ()

    def by_moment(
        self, rows: QuerySet[Receipt, Row], _: str, since: date | datetime
    ) -> QuerySet[Receipt, Row]:
        if not isinstance(since, datetime):
            since = midnight(since)
        return rows.filter(made_at__gte=since)


class ReceiptList(Endpoint):
    """A production's own receipts. Two queries with the key's."""

    permission_classes = (HasCheckScope,)
    parameters = LIST
    filterset_class = ReceiptFilter

    def outside_the_stamp(self) -> list[str]:
        """Checking is no act of the desk: only a new receipt tells."""
        own = Receipt.objects.filter(production=production_of(self.request))
        return [str(own.aggregate(newest=Max("pk"))["newest"])]

    @described(
        "receipts_list",
        "List your receipts",
        ReceiptPageSerializer,
        tag="receipts",
        parameters=LIST,
        filters=ReceiptFilter,
        description="One for each answer of the decision call to your production. The same answer "
        "to the same question on the same day has one receipt.",
    )
    def get(self, request: Request) -> Response:
        own = Receipt.objects.filter(production=production_of(request)).values(*COLUMNS)
        page = page_of(self.filterset.filter_queryset(own), NEWEST, self.asked)
        shown = shown_to(request)
        rows = chosen_of_each((_listed(row, shown) for row in page.rows), self.asked)
        return Response(page.envelope(request, rows))


class ReceiptDetail(Endpoint):
    """One receipt of the own production: the bytes that were sent, and what they answered."""

    permission_classes = (HasCheckScope,)
    # It never changes, so its tag never does.
    stamped = False

    @described(
        "receipts_retrieve",
        "Show an answer again as it was given",
        ReceiptSerializer,
        tag="receipts",
        examples=[EXAMPLE],
        description="The very answer that was sent, with the question, the policy and the time. "
        "It never changes, whatever is decided later.",
    )
    def get(self, request: Request, id: str) -> HttpResponse:
        receipt = Receipt.objects.filter(production=production_of(request), code=id).first()
        if receipt is None:
            raise Http404("Your production has no receipt of this name.")
        rest = {
            "receipt": receipt.code,
            "made_at": receipt.made_at,
            "made_on": receipt.made_on.isoformat(),
            "policy_sha256": receipt.policy_sha256 or None,
            "question": json.loads(unpacked(receipt.question)),
        }
        return _sent(unpacked(receipt.answer), JSONRenderer().render(rest))


def _sent(answer: bytes, rest: bytes) -> HttpResponse:
    """Two objects in JSON as one."""
    return HttpResponse(answer[:-1] + b"," + rest[1:], content_type=JSONRenderer.media_type)


def _shown(question: Question) -> Row:
    """The question as it was read; it can be asked again just so."""
    use = question.use
    return {
        "as_of": question.day.isoformat(),
        "use": _use(use) if use else None,
        "items": [_item(item) for item in question.items],
    }


def _use(use: Use) -> Row:
    return {
        "data": list(use.data),
        "output": use.output,
        "activities": list(use.activities),
        "approvals_held": list(use.approvals_held),
    }


def _item(item: Item) -> dict[str, Any]:
    """The fields given; those that could not be read are named in the errors of the result."""
    given = {
        "ref": item.ref,
        "tool": item.tool,
        "plan": item.plan,
        "offering": item.offering,
        "domain": item.domain,
        "url": item.url,
    }
    return {name: value for name, value in given.items() if value not in (None, "")}


def _listed(row: Row, shown: Shown) -> Row:
    return {
        "receipt": row["code"],
        "made_at": row["made_at"],
        "made_on": row["made_on"].isoformat(),
        "as_of": row["as_of"].isoformat(),
        "policy": row["policy"] or None,
        "items": row["items"],
        "summary": row["summary"],
        "url": shown.url("receipts", row["code"]),
    }
