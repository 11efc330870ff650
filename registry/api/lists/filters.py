"""Which offerings, tools and vendors a list leaves in: every filter, declared once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from registry.api.door.problems import Invalid
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.parameters import (
    ANY_DAY,
    BOOLEAN,
    HOST,
    MOMENT,
    SCORE,
    SLUG_TEXT,
    choice,
    text_of,
)
from registry.api.rows import Row, Rows
from registry.api.shapes import USABLE
from vetting.models import LookupName, StatusPeriod, Tool, Vendor
from vetting.models.days import midnight
from vetting.models.naming import host_and_parents, name_key
from vetting.scoring.vocabulary import Ceiling, Kind, Verdict

STATUS = choice([verdict.value for verdict in Verdict])
KIND = choice([kind.value for kind in Kind])
CEILING = choice([ceiling.value for ceiling in Ceiling])
WORDS = "Words that all occur in its names, its vendor's or its aliases."


class CatalogueFilter(StrictFilterSet):
    """What offerings and tools are both filtered by."""

    # The way from a row to its tool.
    tool_path = ""

    status = StrictFilter(STATUS, "What is told of it.", many=True, method="by_status")
    vendor = StrictFilter(
        SLUG_TEXT, "The slug of a vendor; 400 where there is none such.", method="by_vendor"
    )
    modality = StrictFilter(
        text_of(40), "What the tool makes, such as image or voice.", method="by_modality"
    )
    search = StrictFilter(text_of(100), WORDS, method="by_words")

    def by_modality(self, rows: QuerySet[Any, Row], _: str, wanted: str) -> QuerySet[Any, Row]:
        """Lists in JSON are searched as text: the one way that both databases share."""
        text = Cast(f"{self.tool_path}modalities", TextField())
        return rows.alias(made=text).filter(made__icontains=json.dumps(wanted))

    def by_vendor(self, rows: QuerySet[Any, Row], _: str, slug: str) -> QuerySet[Any, Row]:
        return rows.filter(**{f"{self.tool_path}vendor__slug": slug})


class OfferingFilter(CatalogueFilter):
    """Narrows `rows_on` a day. One more query where `domain` is asked for."""

    tool_path = "offering__tool__"

    tool = StrictFilter(
        SLUG_TEXT,
        "The slug of a tool; 400 where there is none such.",
        field_name="offering__tool__slug",
    )
    kind = StrictFilter(KIND, "Under what sort of plan it is used.", field_name="offering__kind")
    domain = StrictFilter(
        HOST,
        "A host or web address of the tool or plan; its parent domains count too.",
        method="by_domain",
    )
    usable = StrictFilter(
        BOOLEAN, "true: approved or conditional; false: the others.", method="by_usable"
    )
    p2_min = StrictFilter(
        SCORE, "The least score on principle 2.", field_name="p2", lookup_expr="gte"
    )
    p3_min = StrictFilter(
        SCORE, "The least score on principle 3.", field_name="p3", lookup_expr="gte"
    )
    ceiling = StrictFilter(CEILING, "Exactly this data ceiling.")
    review_due_before = StrictFilter(
        ANY_DAY,
        "Its next review is due before this day.",
        field_name="review_due_on",
        lookup_expr="lt",
    )
    valid_until_before = StrictFilter(
        ANY_DAY, "Its verdict ends before this day.", field_name="valid_until", lookup_expr="lt"
    )
    changed_since = StrictFilter(
        MOMENT, "Its status or its decision began at or after this.", method="by_change"
    )

    class Meta:
        model = StatusPeriod
        fields = ()

    def by_status(self, rows: Rows, _: str, wanted: tuple[str, ...]) -> Rows:
        return rows.filter(status__in=wanted)

    def by_usable(self, rows: Rows, _: str, wanted: bool) -> Rows:
        return rows.filter(status__in=USABLE) if wanted else rows.exclude(status__in=USABLE)

    def by_domain(self, rows: Rows, _: str, host: str) -> Rows:
        """The offerings of the most specific host that anybody uses."""
        hosts = list(host_and_parents(host))
        found = LookupName.objects.filter(key__in=hosts, what=LookupName.What.HOST)
        used = list(found.values_list("key", "tool_id", "offering_id"))
        nearest = next((h for h in hosts if any(key == h for key, _, _ in used)), None)
        tools = {tool for key, tool, offering in used if key == nearest and offering is None}
        offerings = {offering for key, _, offering in used if key == nearest and offering}
        return rows.filter(Q(offering__tool__in=tools) | Q(offering__in=offerings))

    def by_change(self, rows: Rows, _: str, since: date | datetime) -> Rows:
        """Periods begin on days, so a moment counts its whole day: a mirror misses no change."""
        if isinstance(since, datetime):
            first, moment = timezone.localtime(since).date(), since
        else:
            first, moment = since, midnight(since)
        return rows.filter(Q(starts_on__gte=first) | Q(decided_at__gte=moment))

    def by_words(self, rows: Rows, _: str, text: str) -> Rows:
        found = Q()
        for word in _words(text):
            named = _said(word)
            found &= (
                Q(name__icontains=word)
                | Q(offering__tool__vendor__name__icontains=word)
                | Q(offering__in=named.values("offering_id"))
                | Q(offering__tool__in=named.filter(offering=None).values("tool_id"))
            )
        return rows.filter(found)


class ToolFilter(CatalogueFilter):
    """Narrows tools; `status` asks for one such offering at least."""

    class Meta:
        model = Tool
        fields = ()

    def by_status(
        self, tools: QuerySet[Tool, Row], _: str, wanted: tuple[str, ...]
    ) -> QuerySet[Tool, Row]:
        told = StatusPeriod.objects.covering(self.day).filter(status__in=wanted)
        return tools.filter(Exists(told.filter(offering__tool=OuterRef("pk"))))

    def by_words(self, tools: QuerySet[Tool, Row], _: str, text: str) -> QuerySet[Tool, Row]:
        found = Q()
        for word in _words(text):
            named = Q(pk__in=_said(word).values("tool_id"))
            found &= Q(name__icontains=word) | Q(vendor__name__icontains=word) | named
        return tools.filter(found)


class VendorFilter(StrictFilterSet):
    """Narrows vendors."""

    search = StrictFilter(text_of(100), WORDS, method="by_words")

    class Meta:
        model = Vendor
        fields = ()

    def by_words(self, vendors: QuerySet[Vendor, Row], _: str, text: str) -> QuerySet[Vendor, Row]:
        """Each vendor once, however many of its tools are so named."""
        found = Q()
        for word in _words(text):
            found &= Q(name__icontains=word) | Q(tools__name__icontains=word)
        return vendors.filter(pk__in=Vendor.objects.filter(found).values("pk"))


def refuse_unknown_slugs(asked: Mapping[str, Any]) -> None:
    """Raise Invalid for a vendor or a tool that does not exist; asked only of an empty list."""
    errors = [
        (name, f"There is no {name} with this slug.")
        for name, model in (("vendor", Vendor), ("tool", Tool))
        if asked.get(name) and not model.objects.filter(slug=asked[name]).exists()
    ]
    if errors:
        raise Invalid(errors)


def _words(text: str) -> list[str]:
    """The words of a search, each once."""
    return list(dict.fromkeys(text.split()))


def _said(word: str) -> QuerySet[LookupName]:
    """The lookup rows in whose name the word occurs, whatever its case, accents and hyphens."""
    key = name_key(word)
    names = LookupName.objects.exclude(what=LookupName.What.HOST)
    return names.filter(key__contains=key) if key else names.none()
