"""Which events a message to a production tells of, and what held before them, read in bulk.

A message by mail or to a chat may have waited while an offering changed more than once. Its reader
knows what held before the first of these changes: so the newest is told, from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KT
from django.db.models.functions import RowNumber

from vetting.models import Notice, StatusChange, waiting
from vetting.reminders.words.moves import Before, Kind
from vetting.reminders.words.standing import still_expiring
from vetting.scoring.vocabulary import Verdict

CHANGE = "change:"


@dataclass(frozen=True, slots=True)
class Happened:
    """How many events there are of each kind, and the first few of each."""

    counts: dict[Kind, int]
    first: Sequence[Notice]


def happened(notices: QuerySet[Notice], today: date, most: int) -> Happened:
    """In two queries, with at most so many of each kind."""
    true = _told_still(notices, today).annotate(kind=_kind())
    counts = true.order_by().values_list("kind").annotate(n=Count("*"))
    place = Window(RowNumber(), partition_by="kind", order_by=F("id").asc())
    first = true.annotate(place=place).filter(place__lte=most).order_by("kind", "place")
    found = {Kind(kind): n for kind, n in counts}
    return Happened(found, list(first.select_related("offering")))


def asked_before(notices: Sequence[Notice]) -> dict[int, Before]:
    """By the key of the notice, what was asked before the change it tells of. Two queries."""
    numbers = {notice.pk: number for notice in notices if (number := _number(notice))}
    earlier = StatusChange.objects.filter(
        offering=OuterRef("offering"), number__lt=OuterRef("number")
    ).order_by("-number")
    rows = StatusChange.objects.filter(number__in=numbers.values())
    was = dict(rows.values_list("number", Subquery(earlier.values("number")[:1])))
    held = StatusChange.objects.in_bulk([number for number in was.values() if number])
    return {
        key: Before(held[at].conditions, held[at].ceiling)
        for key, number in numbers.items()
        if (at := was.get(number) or 0) in held
    }


def _told_still(notices: QuerySet[Notice], today: date) -> QuerySet[Notice]:
    """The newest change of each offering, with where the first of them came from."""
    same = Notice.objects.filter(
        message=OuterRef("message"), offering=OuterRef("offering"), subject__startswith=CHANGE
    )
    first = same.order_by("pk")
    named = {"status": "facts__before__status", "reason": "facts__before__status_reason"}
    return (
        still_expiring(notices, today)
        .exclude(Q(subject__startswith=CHANGE) & Q(Exists(same.filter(pk__gt=OuterRef("pk")))))
        .annotate(
            **{
                f"{name}_before": Subquery(first.annotate(was=KT(path)).values("was")[:1])
                for name, path in named.items()
            },
            first_change=Subquery(first.values("subject")[:1]),
        )
    )


def _kind() -> Case:
    """From what held before the first change to what holds after the newest."""
    approved, conditional = Verdict.APPROVED.value, Verdict.CONDITIONAL.value
    usable = Q(facts__after__usable=True)
    stricter = Q(status_before=approved, facts__after__status=conditional) | ~Q(step="loosened")
    return Case(
        When(subject__startswith="request:", then=Value(Kind.ANSWERED.value)),
        When(subject__startswith="expiring:", then=Value(Kind.EXPIRING.value)),
        When(usable & stricter, then=Value(Kind.STRICTER.value)),
        When(usable, then=Value(Kind.LOOSENED.value)),
        When(
            Q(step="loosened") & ~Q(status_before__in=waiting.USABLE),
            then=Value(Kind.LOOSENED.value),
        ),
        default=Value(Kind.STOP.value),
        output_field=IntegerField(),
    )


def _number(notice: Notice) -> int:
    """Of the first change that a notice tells of; 0 where it tells of something else."""
    if not notice.subject.startswith(CHANGE):
        return 0
    return int(vars(notice)["first_change"].removeprefix(CHANGE))
