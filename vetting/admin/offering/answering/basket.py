"""The documents that an answer may rest on as they are: those of this offering, then its kin's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from vetting.admin.parts.badges import day
from vetting.models import Answer, Evidence, Offering
from vetting.scoring.evidence import last_day
from vetting.scoring.policy import EvidenceKind, Policy

MOST_OWN, MOST_OTHERS, MOST_UNUSED = 60, 30, 10
# Where documents that no answer rests on yet are looked for.
NEWEST = 200
LONGEST_TITLE = 70
KEY = re.compile(r"e[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is kept, how strong it is by the rules, and whether it still counts."""

    row: Evidence
    kind: EvidenceKind | None
    until: date | None
    today: date

    @property
    def key(self) -> str:
        return key_of(self.row)

    @property
    def ran_out(self) -> bool:
        return self.until is not None and self.until < self.today

    @property
    def label(self) -> str:
        """“Order form · Signed agreement, grade A · read 1 Sep 2026”"""
        title = Truncator(self.row.title).chars(LONGEST_TITLE)
        end = f" · RAN OUT {day(self.until)}" if self.ran_out else ""
        return f"{title} · {self.about}{end}"

    @property
    def about(self) -> str:
        kind = f"{self.kind.label}, grade {self.kind.grade.key}" if self.kind else self.row.kind
        return f"{kind} · {self._dated()}"

    def _dated(self) -> str:
        if self.row.undated:
            return f"undated, read {day(self.row.seen_on)}"
        if self.row.document_date:
            return f"of {day(self.row.document_date)}"
        return f"read {day(self.row.seen_on)}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents that have something in common, in words."""

    label: str
    documents: list[Document]


class Basket:
    """What lies at hand for one offering, and by which key a page asks for it."""

    def __init__(self, shelves: Iterable[Shelf]) -> None:
        self.shelves = [shelf for shelf in shelves if shelf.documents]
        self.documents = {d.key: d.row for shelf in self.shelves for d in shelf.documents}

    def __len__(self) -> int:
        return len(self.documents)

    def options(self, chosen: str, new: Iterable[tuple[str, str]] = ()) -> SafeString:
        """The choices of one menu; `new` are documents that are only being entered."""
        groups = [
            ("New, entered on this page", list(new)),
            *((s.label, [(d.key, d.label) for d in s.documents]) for s in self.shelves),
        ]
        return format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            ((label, _options(pairs, chosen)) for label, pairs in groups if pairs),
        )


def key_of(evidence: Evidence) -> str:
    return f"e{evidence.pk}"


def basket_of(
    offering: Offering, rules: Policy, today: date, *, also: Iterable[str] = ()
) -> Basket:
    """What lies at hand; `also` are keys that a page offered earlier, and that may be older."""
    vendor = offering.tool.vendor
    own = Evidence.objects.filter(pk__in=_proofs(offering=offering)).order_by("-pk")[:MOST_OWN]
    used = Answer.objects.filter(evidence=OuterRef("pk"))
    tool = used.filter(offering__tool=offering.tool_id)
    kin = Evidence.objects.filter(pk__in=_proofs(offering__tool__vendor=vendor))
    kin = kin.exclude(pk__in=[row.pk for row in own]).annotate(same_tool=Exists(tool))
    others = list(kin.order_by("-same_tool", "-pk")[:MOST_OTHERS])
    newest = Evidence.objects.order_by("-pk")[:NEWEST]
    unused = Evidence.objects.filter(~Exists(used), pk__in=newest.values("pk")).order_by("-pk")
    shelves: list[tuple[str, list[Evidence]]] = [
        ("Used on this offering", list(own)),
        (f"Other offerings of {offering.tool.name}", [row for row in others if row.same_tool]),
        (f"Other tools of {vendor.name}", [row for row in others if not row.same_tool]),
        ("No answer rests on it yet", list(unused[:MOST_UNUSED])),
    ]
    known = {key_of(row) for _, rows in shelves for row in rows}
    missing = [int(key[1:]) for key in sorted(set(also) - known) if KEY.fullmatch(key)]
    if missing:
        shelves.append(("Chosen before", list(kin.filter(pk__in=missing))))
    return Basket(
        Shelf(label, [document_of(row, rules, today) for row in rows]) for label, rows in shelves
    )


def document_of(row: Evidence, rules: Policy, today: date) -> Document:
    kind = rules.evidence_kinds.get(row.kind)
    return Document(row, kind, last_day(row.as_fact(), rules) if kind else None, today)


def _proofs(**offering: object) -> QuerySet[Answer, int]:
    answers = Answer.objects.filter(**offering, evidence__isnull=False)
    return answers.values_list("evidence", flat=True)


def option(key: str, label: str, *, chosen: bool) -> SafeString:
    if chosen:
        return format_html('<option value="{}" selected>{}</option>', key, label)
    return format_html('<option value="{}">{}</option>', key, label)


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    rows = (option(key, label, chosen=key == chosen) for key, label in pairs)
    return format_html_join("", "{}", ((row,) for row in rows))
