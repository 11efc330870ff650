"""What is told of an offering, each time it became something else: a numbered log for mirrors."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.db.models import Max, Q, QuerySet

from vetting.models.catalogue import Offering
from vetting.models.days import midnight
from vetting.models.decisions import VERDICTS
from vetting.models.statuses import CEILINGS, REASONS, StatusPeriod
from vetting.scoring.movement import Movement, movement

CHUNK = 500
LAST_OFFERING = 2**63 - 1

Place = tuple[date, int]


class StatusChangeQuerySet(QuerySet["StatusChange"]):
    def extent(self) -> tuple[int, date]:
        """The number of the newest change, and the newest day: what the calendar did later is not
        in the log yet."""
        found = self.aggregate(number=Max("number"), day=Max("on"))
        return found["number"] or 0, found["day"] or date.min


class StatusChange(models.Model):
    """From one status to another. Numbers have no gaps and follow the order of the acts.

    What the calendar changes is written by the first act after it. Until then it is read from
    the status periods, by the same function: `changes_by_calendar`.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(help_text="When it was done; midnight where the calendar did it.")
    on = models.DateField()
    calendar = models.BooleanField(default=False, help_text="Time passed; nobody did it.")
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="changes")
    status_before = models.CharField(max_length=12, choices=VERDICTS, blank=True)
    reason_before = models.CharField(max_length=16, choices=REASONS, blank=True)
    status = models.CharField(max_length=12, choices=VERDICTS)
    reason = models.CharField(max_length=16, choices=REASONS)
    movement = models.CharField(
        max_length=10,
        choices=[(m.value, m.value) for m in Movement],
        blank=True,
        help_text="Empty where those who go by the status do as before.",
    )
    because = models.TextField()
    ceiling = models.CharField(max_length=14, choices=CEILINGS)
    conditions = models.JSONField(default=list)
    valid_until = models.DateField(null=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["on"], name="change_by_day")]

    def __str__(self) -> str:
        return f"{self.number}: {self.status} on {self.on}"


def change_between(before: StatusPeriod | None, after: StatusPeriod) -> StatusChange | None:
    """The change from one period to the next, without its number and time; None where none."""
    told = after.as_fact().status
    was = before.as_fact().status if before is not None else None
    if was is not None and told.same_for_readers(was):
        return None
    return StatusChange(
        offering_id=after.offering_id,
        status_before=before.status if before else "",
        reason_before=before.reason if before else "",
        status=after.status,
        reason=after.reason,
        movement=(movement(was, told) or "") if was is not None else "",
        because=after.because,
        ceiling=after.ceiling,
        conditions=after.conditions,
        valid_until=after.valid_until,
    )


def changes_by_calendar(after: Place, until: date) -> Iterator[StatusChange]:
    """What the calendar alone changed beyond a place (a day and an offering's key) up to a day.

    In the order of days and then of offerings, so that a reader may stop anywhere and go on later.
    """
    day, offering = after
    while True:
        beyond = Q(starts_on__gt=day) | Q(starts_on=day, offering_id__gt=offering)
        begun = StatusPeriod.objects.filter(beyond, starts_on__lte=until)
        chunk = list(begun.order_by("starts_on", "offering_id")[:CHUNK])
        if not chunk:
            return
        ended = _ended(chunk)
        for period in chunk:
            before = ended.get((period.offering_id, period.starts_on - timedelta(1)))
            if before is not None and (change := change_between(before, period)):
                change.on, change.calendar = period.starts_on, True
                change.at = midnight(period.starts_on)
                yield change
        day, offering = chunk[-1].starts_on, chunk[-1].offering_id


def _ended(chunk: list[StatusPeriod]) -> dict[tuple[int, date | None], StatusPeriod]:
    """The periods that ended when these began."""
    ended = StatusPeriod.objects.filter(
        offering__in={period.offering_id for period in chunk},
        ends_on__gte=chunk[0].starts_on - timedelta(1),
        ends_on__lt=chunk[-1].starts_on,
    )
    return {(period.offering_id, period.ends_on): period for period in ended}
