"""Which offerings and tools a list leaves in: every filter as a condition on its columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from registry.api.parameters import (
    ANY_DAY,
    BOOLEAN,
    HOST,
    MOMENT,
    SCORE,
    SLUG_TEXT,
    Parameter,
    choice,
    text_of,
)
from registry.api.problems import Invalid
from registry.api.rows import Rows
from vetting.models import LookupName, Offering, Tool, Vendor
from vetting.models.naming import host_and_parents, name_key
from vetting.scoring.vocabulary import Ceiling, Kind, Verdict

USABLE = [verdict.value for verdict in Verdict if verdict.usable]

STATUS = Parameter("status", choice([v.value for v in Verdict]), "What is told of it.", many=True)
VENDOR = Parameter("vendor", SLUG_TEXT, "The slug of a vendor; 400 where there is none such.")
TOOL = Parameter("tool", SLUG_TEXT, "The slug of a tool; 400 where there is none such.")
MODALITY = Parameter("modality", text_of(40), "What the tool makes, such as image or voice.")
SEARCH = Parameter(
    "search", text_of(100), "Words that all occur in its names, its vendor's or its aliases."
)

OFFERING_FILTERS = (
    STATUS,
    VENDOR,
    TOOL,
    Parameter("kind", choice([k.value for k in Kind]), "Under what sort of plan it is used."),
    MODALITY,
    Parameter(
        "domain", HOST, "A host or web address of the tool or plan; its parent domains count too."
    ),
    Parameter("usable", BOOLEAN, "true: approved or conditional; false: the others."),
    Parameter("p2_min", SCORE, "The least score on principle 2."),
    Parameter("p3_min", SCORE, "The least score on principle 3."),
    Parameter("ceiling", choice([c.value for c in Ceiling]), "Exactly this data ceiling."),
    Parameter("review_due_before", ANY_DAY, "Its next review is due before this day."),
    Parameter("valid_until_before", ANY_DAY, "Its verdict ends before this day."),
    Parameter("changed_since", MOMENT, "Its status or its decision began at or after this."),
    SEARCH,
)

Asked = Mapping[str, Any]


def narrow_offerings(rows: Rows, asked: Asked) -> Rows:
    """The rows that pass every filter given. One more query where `domain` is asked for."""
    given = {name: value for name, value in asked.items() if value is not None}
    return rows.filter(*(make(given[name]) for name, make in CONDITIONS.items() if name in given))


def narrow_tools(tools: QuerySet[Tool], asked: Asked, day: date) -> QuerySet[Tool]:
    """The tools that pass every filter given; `status` asks for one such offering at least."""
    wanted = Q()
    if asked["vendor"]:
        wanted &= Q(vendor__slug=asked["vendor"])
    if asked["modality"]:
        wanted &= _modality(asked["modality"])
    if asked["status"]:
        offerings = Offering.objects.with_status_on(day).filter(_status(asked["status"]))
        wanted &= Q(Exists(offerings.filter(tool_id=OuterRef("pk"))))
    for word in words_of(asked["search"]):
        named = Q(pk__in=_said(word).values("tool_id"))
        wanted &= Q(name__icontains=word) | Q(vendor__name__icontains=word) | named
    return tools.alias(modalities_text=Cast("modalities", TextField())).filter(wanted)


def refuse_unknown_slugs(asked: Asked) -> None:
    """Raise Invalid for a vendor or a tool that does not exist; asked only of an empty list."""
    errors = [
        (name, f"There is no {name} with this slug.")
        for name, model in (("vendor", Vendor), ("tool", Tool))
        if asked.get(name) and not model.objects.filter(slug=asked[name]).exists()
    ]
    if errors:
        raise Invalid(errors)


def _status(values: tuple[str, ...]) -> Q:
    """An offering without a period is not vetted."""
    untold = Q(status=None) if Verdict.NOT_VETTED.value in values else Q()
    return Q(status__in=values) | untold


def _usable(wanted: bool) -> Q:
    return _status(tuple(v.value for v in Verdict if v.usable is wanted))


def _ceiling(wanted: str) -> Q:
    return Q(ceiling=wanted) | (Q(ceiling=None) if wanted == Ceiling.NONE.value else Q())


def _modality(wanted: str) -> Q:
    """Lists in JSON are searched as text: the one way that both databases share."""
    return Q(modalities_text__icontains=json.dumps(wanted))


def _domain(host: str) -> Q:
    """The offerings of the most specific host that anybody uses."""
    hosts = list(host_and_parents(host))
    found = LookupName.objects.filter(key__in=hosts, what=LookupName.What.HOST)
    rows = list(found.values_list("key", "tool_id", "offering_id"))
    nearest = next((h for h in hosts if any(key == h for key, _, _ in rows)), None)
    tools = {tool for key, tool, offering in rows if key == nearest and offering is None}
    offerings = {offering for key, _, offering in rows if key == nearest and offering}
    return Q(tool_id__in=tools) | Q(pk__in=offerings)


def _changed_since(since: date | datetime) -> Q:
    """Periods begin on days, so a moment counts its whole day: a mirror never misses a change."""
    if isinstance(since, datetime):
        return Q(starts_on__gte=timezone.localtime(since).date()) | Q(decided_at__gte=since)
    midnight = timezone.make_aware(datetime.combine(since, time.min))
    return Q(starts_on__gte=since) | Q(decided_at__gte=midnight)


def _search_offerings(text: str) -> Q:
    found = Q()
    for word in words_of(text):
        named = _said(word)
        found &= (
            Q(full_name__icontains=word)
            | Q(vendor_name__icontains=word)
            | Q(pk__in=named.values("offering_id"))
            | Q(tool_id__in=named.filter(offering=None).values("tool_id"))
        )
    return found


def words_of(text: str | None) -> list[str]:
    """The words of a search, each once."""
    return list(dict.fromkeys((text or "").split()))


def _said(word: str) -> Any:
    """The lookup rows in whose name the word occurs, whatever its case, accents and hyphens."""
    key = name_key(word)
    names = LookupName.objects.exclude(what=LookupName.What.HOST)
    return names.filter(key__contains=key) if key else names.none()


CONDITIONS: Mapping[str, Callable[[Any], Q]] = {
    "status": _status,
    "vendor": lambda slug: Q(vendor_slug=slug),
    "tool": lambda slug: Q(tool_slug=slug),
    "kind": lambda kind: Q(kind=kind),
    "modality": _modality,
    "domain": _domain,
    "usable": _usable,
    "p2_min": lambda least: Q(p2__gte=least),
    "p3_min": lambda least: Q(p3__gte=least),
    "ceiling": _ceiling,
    "review_due_before": lambda day: Q(review_due_on__lt=day),
    "valid_until_before": lambda day: Q(valid_until__lt=day),
    "changed_since": _changed_since,
    "search": _search_offerings,
}
