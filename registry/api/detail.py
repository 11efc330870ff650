"""GET offerings/{slug}/: one offering with its answers, its assessment and the way forward.

Nearly all of it is drawn when it changes, as JSON texts: here they are joined and sent.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from registry.api.alternatives import alternative, at_hand
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.door.freshness import Stamp
from registry.api.explained import explained
from registry.api.lists.fields import chosen_of_texts, fields_of
from registry.api.lists.parameters import AS_OF
from registry.api.policies import policy_on
from registry.api.rows import Row
from registry.api.schema.detail import OfferingDetailSerializer
from registry.api.shapes import USABLE, Shown, brief, offering_texts, shown_to
from vetting.models.alternatives import best_first, but_not
from vetting.models.in_full import InFull, chain_of, in_full
from vetting.scoring.use import Permission, Use, answer_for
from vetting.scoring.vocabulary import Ceiling, Verdict
from vetting.scoring.written import written

PARAMETERS = (AS_OF, fields_of(OfferingDetailSerializer))
NO_RULES = ""


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
    def get(self, request: Request, slug: str) -> HttpResponse:
        day = self.day
        policy = policy_on(day, self.stamp)
        # What is stored explains the answers of now, and on a past day there were others.
        today = day == self.stamp.day
        row = in_full(slug, day, policy.seal if policy and today else NO_RULES)
        if row is None:
            raise Http404("There is no offering with this slug.")
        shown = shown_to(request, policy.rules.notice if policy else "")
        why = explained(row, policy, day)
        listed = {"document": row.document, "slug": row.slug, "status": row.status}
        text = _joined(
            *offering_texts([listed], shown),
            plan=written(row.plan),
            because=written(row.because),
            aliases=row.aliases,
            login_domains=row.login_domains,
            out_of_scope=written(row.out_of_scope),
            override=row.override or "null",
            assessment=why.assessment,
            criteria=why.criteria,
            answers=why.answers,
            path_to_yes=why.path_to_yes,
            chain=_chain(row, day, shown),
            alternatives=_instead(row, day, shown.root, self.stamp),
        )
        (text,) = chosen_of_texts([text], self.asked)
        return HttpResponse(text, content_type="application/json")


def _joined(listed: str, **parts: str) -> str:
    """The row of the list with these fields more, all of them JSON already."""
    more = "".join(f',"{name}":{text}' for name, text in parts.items())
    return f"{listed[:-1]}{more}}}"


def _chain(row: InFull, day: date, shown: Shown) -> str:
    if not row.runs_on_any:
        return "[]"
    return written([brief(link, shown) for link in chain_of(row.pk, day)])


def _instead(row: InFull, day: date, root: str, stamp: Stamp) -> str:
    """Only what is not usable needs something else."""
    if row.status in USABLE:
        return "[]"
    best = _usable_like(row.category, row.modalities, day, root, stamp)
    return f"[{','.join(text for slug, text in best if slug != row.slug)}]"


@lru_cache(maxsize=512)
def _usable_like(
    category: str, modalities: str, day: date, root: str, stamp: Stamp
) -> list[tuple[str, str]]:
    """The slugs and rows of what is usable and makes the same.

    What is not usable is none of them, unless it became so a moment after the stamp.
    """
    pool, shown = at_hand([category], day, stamp)[category], Shown(root)
    best = but_not((), best_first(pool, json.loads(modalities), _answer))
    return [(r["slug"], written(alternative(r, _answer(r), shown))) for r in best]


def _answer(row: Row) -> Permission:
    return answer_for(Verdict(row["status"]), Ceiling(row["ceiling"]), Use())
