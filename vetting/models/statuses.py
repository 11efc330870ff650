"""The status of each offering as periods of days, past and to come, drawn by `scoring.timeline`.

A projection of decisions and chain for reading fast and for any day: a lapse is already in it when
the decision is made, so no job has to run. `services.statuses` draws it anew with every act.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from vetting.models.catalogue import Offering
from vetting.models.decisions import VERDICTS, Decision
from vetting.scoring import status as scoring_status
from vetting.scoring.judgement import Point
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict


class StatusPeriodQuerySet(QuerySet["StatusPeriod"]):
    def covering(self, day: date) -> "StatusPeriodQuerySet":
        """The one period of each offering that holds on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class StatusPeriod(models.Model):
    """From `starts_on` to `ends_on` (both included; None: until further notice) this is told."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=VERDICTS)
    reason = models.CharField(max_length=16, choices=[(r.value, r.label) for r in StatusReason])
    because = models.TextField()
    ceiling = models.CharField(max_length=14, choices=[(c.value, c.label) for c in Ceiling])
    conditions = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    review_due_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    objects = StatusPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "starts_on"], name="period_starts_once"),
            models.UniqueConstraint(
                fields=["offering"], condition=Q(ends_on=None), name="period_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["status", "starts_on"], name="period_by_status")]

    def __str__(self) -> str:
        return f"{self.status} from {self.starts_on}"

    def as_fact(self) -> scoring_status.StatusPeriod:
        return scoring_status.StatusPeriod(
            self.starts_on,
            self.ends_on,
            scoring_status.Status(
                verdict=Verdict(self.status),
                reason=StatusReason(self.reason),
                because=self.because,
                ceiling=Ceiling(self.ceiling),
                conditions=tuple(Point(c["criterion"], c["text"]) for c in self.conditions),
                decision=self.decision_id,
                review_due_on=self.review_due_on,
                valid_until=self.valid_until,
            ),
        )
