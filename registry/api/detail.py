"""GET offerings/{slug}/: one offering with its answers, its assessment and the way forward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.alternatives import alternative, alternatives_to, usable_in
from registry.api.described import described
from registry.api.endpoint import Endpoint
from registry.api.explained import answer_row, answers_of, explained, with_answers
from registry.api.fields import answered, fields_of
from registry.api.freshness import Stamp
from registry.api.parameters import AS_OF
from registry.api.policies import policy_on
from registry.api.rows import LISTED, Row, below, rows_on, told
from registry.api.schema.detail import OfferingDetailSerializer
from registry.api.shapes import Shown, brief, is_usable, offering_row, shown_to
from vetting.scoring.use import Permission, Use, permission

PARAMETERS = (AS_OF, fields_of(OfferingDetailSerializer))
COLUMNS = (*LISTED, "because", "category", "modalities", "override")


class OfferingDetail(Endpoint):
    """One offering, in a fixed number of queries."""

    parameters = PARAMETERS

    @described(
        "offerings_retrieve",
        "Show one offering with its answers and what would make it a yes",
        OfferingDetailSerializer,
        tag="offerings",
        parameters=PARAMETERS,
        description="On a past day the answers are those in force at the end of it, judged by the "
        "policy of that day.",
    )
    def get(self, request: Request, slug: str) -> Response:
        offering = with_answers(slug, self.day)
        if offering is None:
            raise Http404("There is no offering with this slug.")
        row = rows_on(self.day, COLUMNS).get(offering=offering)
        policy = policy_on(self.day, self.stamp)
        notice = policy.rules.notice if policy else ""
        shown = shown_to(request, notice)
        links = below([offering.pk], self.day).get(offering.pk, [])
        return answered(
            {
                **offering_row(row, shown),
                "plan": offering.name,
                "because": row["because"],
                "aliases": offering.aliases,
                "login_domains": offering.login_domains,
                "out_of_scope": offering.out_of_scope,
                "override": row["override"],
                **explained(offering, policy, self.day),
                "answers": [answer_row(answer) for answer in answers_of(offering)],
                "chain": [brief(link, shown) for link in links],
                "alternatives": _instead(row, self.day, shown, self.stamp),
            },
            self.asked,
        )


def _instead(row: Row, day: date, shown: Shown, stamp: Stamp) -> list[Row]:
    """Only what is not usable needs something else."""
    if is_usable(row):
        return []
    pool = usable_in([row["category"]], day, stamp)
    best: Iterable[Row] = alternatives_to(row, pool, _answer, apart_from={row["offering_id"]})
    return [alternative(other, _answer(other), shown) for other in best]


def _answer(row: Row) -> Permission:
    return permission(told(row), Use()).permission
