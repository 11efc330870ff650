"""Which productions are warned that a verdict runs out, two weeks before its last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from vetting.models import Notice, StatusPeriod, Subscription
from vetting.scoring.vocabulary import Verdict
from vetting.services.outbox.notices import Telling
from vetting.services.telling.listeners import Heard, listeners_of

DAYS_BEFORE = 14
STEP = f"before-{DAYS_BEFORE}"
CHUNK = 500
USABLE = [verdict.value for verdict in Verdict if verdict.usable]
COLUMNS = ("offering_id", "decision_id", "status", "valid_until", "lapses_on")

Row = dict[str, Any]


def expiring_tellings(today: date) -> Iterator[Telling]:
    """What is to be said by today and is not said yet; a day in the past too, while grace lasts.

    The day is the earliest of the chain, so it may move without a decision on the offering itself,
    as the one below is renewed or shortened. It is a part of the subject: another last day is
    another warning, and each is given once. Costs two queries for each 500 offerings that run out
    and have subscribers, and one for all.
    """
    near = _running_out(today)
    for rows in (near[start : start + CHUNK] for start in range(0, len(near), CHUNK)):
        heard = listeners_of({row["offering_id"] for row in rows})
        found = [each for row in rows for each in _tellings(row, heard)]
        said = _said({each.subject for each in found})
        yield from (each for each in found if (each.subject, each.endpoint) not in said)


def _running_out(today: date) -> list[Row]:
    """The usable offerings with subscribers whose last day is near, and when each lapses."""
    later = StatusPeriod.objects.filter(offering=OuterRef("offering"), starts_on__gt=today)
    ends = later.exclude(status__in=USABLE).order_by("starts_on").values("starts_on")
    near = StatusPeriod.objects.covering(today).filter(
        Exists(Subscription.objects.filter(offering=OuterRef("offering"))),
        status__in=USABLE,
        valid_until__lte=today + timedelta(DAYS_BEFORE),
    )
    found = near.annotate(lapses_on=Subquery(ends[:1])).order_by("valid_until", "offering")
    return list(found.values(*COLUMNS))


def _tellings(row: Row, heard: dict[int, Heard]) -> Iterator[Telling]:
    offering = heard.get(row["offering_id"])
    if offering is None:
        return
    last, lapses_on = row["valid_until"], row["lapses_on"]
    facts = {
        "type": "offering.expiring",
        "offering": offering.named,
        "status": row["status"],
        "valid_until": last.isoformat(),
        "lapses_on": lapses_on.isoformat() if lapses_on else None,
    }
    for endpoint in offering.endpoints:
        yield Telling(
            subject=f"expiring:{row['decision_id']}:{last.isoformat()}",
            step=STEP,
            endpoint=endpoint,
            offering=row["offering_id"],
            day=last,
            facts=facts,
        )


def _said(subjects: set[str]) -> set[tuple[str, int | None]]:
    there = Notice.objects.filter(subject__in=subjects, step=STEP).exclude(endpoint=None)
    return set(there.values_list("subject", "endpoint_id"))
