"""GET policies/: the released versions of the rules, each with all it says. Drafts never appear."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.lists.fields import answered, chosen_of_each, fields_of, refuse_for_a_file
from registry.api.lists.formats import TOML, FormatByParameter, download
from registry.api.lists.pagination import PAGING, Sorting, page_of
from registry.api.lists.parameters import Parameter, choice, has_control
from registry.api.lists.walk import Column
from registry.api.policies import rules_of
from registry.api.rows import Row
from registry.api.schema.policies import (
    POLICY_AS_TOML,
    PolicyDetailSerializer,
    PolicyPageSerializer,
)
from registry.api.shapes import Shown, day, shown_to
from vetting.models import Policy
from vetting.scoring.outcome import Plain
from vetting.scoring.policy_data import policy_as_data

NEWEST_FIRST = Sorting(
    {"effective_on": Column("effective_on", date.fromisoformat)}, usual="-effective_on"
)
LIST = (fields_of(PolicyPageSerializer), NEWEST_FIRST.parameter(), *PAGING)
DETAIL = (
    fields_of(PolicyDetailSerializer),
    Parameter(
        "format",
        choice(("json", "toml")),
        "json has the rules as data; toml is the released text itself, to the byte.",
        default="json",
    ),
)
COLUMNS = ("id", "version", "sha256", "effective_on", "released_at")


class PolicyList(Endpoint):
    """Every released policy. Three queries with the key's."""

    parameters = LIST

    @described(
        "policies_list",
        "List the released policies",
        PolicyPageSerializer,
        tag="policies",
        parameters=LIST,
        description="The versions of the rules, the newest first. One that counts only from a day "
        "to come is among them, with `in_force` false.",
    )
    def get(self, request: Request) -> Response:
        page = page_of(_released().values(*COLUMNS), NEWEST_FIRST, self.asked)
        shown, now = shown_to(request), _in_force(self.today)
        rows = chosen_of_each((_row(row, now, shown) for row in page.rows), self.asked)
        return Response(page.envelope(request, rows))


class PolicyDetail(Endpoint):
    """One released policy. Three queries with the key's, one more when its rules are first read."""

    content_negotiation_class = FormatByParameter
    parameters = DETAIL

    @described(
        "policies_retrieve",
        "Show the rules of one policy",
        PolicyDetailSerializer,
        tag="policies",
        parameters=DETAIL,
        files={TOML: POLICY_AS_TOML},
        description="The criteria with their answers, credits, knock-outs and conditions, what "
        "evidence is worth, the thresholds and the review cadence. `?format=toml` gives the text "
        "whose SHA-256 is `sha256`.",
    )
    def get(self, request: Request, version: str) -> Response | HttpResponse:
        # PostgreSQL takes no text with a zero byte, not even to find nothing.
        named = _released().filter(version="" if has_control(version) else version)
        row = named.values(*COLUMNS).first()
        if row is None:
            raise Http404("There is no released policy of this version.")
        if self.asked["format"] == "toml":
            refuse_for_a_file(self.asked)
            return download(_text(row), f"policy-{version}.toml", TOML)
        shown = _row(row, _in_force(self.today), shown_to(request))
        return answered({**shown, **_rules(row["id"], row["sha256"])}, self.asked)


def _released() -> QuerySet[Policy]:
    return Policy.objects.filter(state=Policy.State.RELEASED)


def _in_force(today: date) -> int | None:
    """The policy that counts today, or None where none does."""
    try:
        return Policy.objects.only("pk").in_force(today).pk
    except Policy.DoesNotExist:
        return None


def _row(row: Row, in_force: int | None, shown: Shown) -> Row:
    return {
        "version": row["version"],
        "sha256": row["sha256"],
        "effective_on": day(row["effective_on"]),
        "released_at": row["released_at"],
        "in_force": row["id"] == in_force,
        "url": shown.url("policies", row["version"]),
    }


def _text(row: dict[str, Any]) -> str:
    return _released().values_list("source", flat=True).get(pk=row["id"])


@lru_cache(maxsize=16)
def _rules(pk: int, seal: str) -> Plain:
    """A released text never changes, so its rules are put into words once in each process."""
    return policy_as_data(rules_of(pk, seal))
