"""What people look after, with all that runs out or waits about it, due or not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from vetting.models import Decision, Policy, StatusPeriod
from vetting.models.waiting import USABLE
from vetting.scoring.policy import Cadence
from vetting.scoring.reminding import Matter, Subject, subject_of


@dataclass(frozen=True, slots=True)
class Found:
    """`offerings` are key and name of the first few; `others` says how many more there are."""

    subject: Subject
    offerings: tuple[tuple[int, str], ...]
    others: int = 0
    title: str = ""
    because: str = ""
    last_usable: date | None = None


def looked_after_by(people: Collection[int], today: date) -> list[Found]:
    """All that these people (keys) look after, the next day first. Two queries."""
    theirs = Q(offering__owner__in=people) | Q(offering__owner=None, author__in=people)
    told = StatusPeriod.objects.covering(today).values("decision")
    rows = Decision.objects.filter(theirs, pk__in=told).select_related("offering")
    cadence = Policy.objects.in_force(today).rules.cadence
    found = [each for row in rows for each in _found(row, cadence)]
    return sorted(found, key=lambda each: (each.subject.day, each.subject.key))


def _found(row: Decision, cadence: Cadence) -> Iterator[Found]:
    usable = row.verdict in USABLE and row.valid_until is not None
    last = row.valid_until + timedelta(row.grace_days) if usable and row.valid_until else None
    for matter, key, day, title in _ends(row):
        subject = subject_of(matter, f"{matter}:{key}", day, cadence, row.tier)
        about = ((row.offering_id, row.offering.full_name),)
        yield Found(subject, about, title=title, last_usable=last)


def _ends(row: Decision) -> Iterator[tuple[Matter, str, date, str]]:
    if row.review_due_on is not None:
        yield Matter.REVIEW, str(row.pk), row.review_due_on, ""
    contract = row.offering.contract_ends_on
    if contract is not None and row.verdict in USABLE:
        yield Matter.CONTRACT, f"{row.offering_id}:{contract}", contract, ""
    if row.override:
        day = date.fromisoformat(row.override["ends_on"])
        yield Matter.OVERRIDE, str(row.pk), day, row.override["risk_owner"]
