"""The status of each offering as periods of days, past and to come, drawn by `scoring.timeline`.

A projection of decisions, chain and names for reading fast and for any day: a lapse is already in
it when the decision is made, so no job has to run, and a list is one table, filtered and sorted by
its own columns, whose `document` is sent as it is. `services.statuses` draws it with every act.
"""

from datetime import date

from django.db import models
from django.db.models import Expression, F, Q, QuerySet

from vetting.models.assessments import score_field
from vetting.models.catalogue import Offering
from vetting.models.decisions import VERDICTS, Decision
from vetting.scoring import timeline
from vetting.scoring.judgement import Point
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

REASONS = [(r.value, r.label) for r in StatusReason]
AT_A_GLANCE = ("ends_on", "status", "reason", "valid_until", "review_due_on")
CEILINGS = [(c.value, c.label) for c in Ceiling]


class StatusPeriodQuerySet(QuerySet["StatusPeriod"]):
    def covering(self, day: date | Expression) -> "StatusPeriodQuerySet":
        """The one period of each offering that holds on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class StatusPeriod(models.Model):
    """From `starts_on` to `ends_on` (both included; None: until further notice) this is told."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=VERDICTS)
    reason = models.CharField(max_length=16, choices=REASONS)
    because = models.TextField()
    ceiling = models.CharField(max_length=14, choices=CEILINGS)
    conditions = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    review_due_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    upstream_decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The decision below in the chain that the status comes from.",
    )
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=250, help_text="Tool and plan.")
    p2 = score_field("P2", null=True)
    p3 = score_field("P3", null=True)
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    document = models.TextField(help_text="The row that lists publish, as JSON.")

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
        indexes = [
            models.Index(fields=["status", "name", "offering"], name="period_by_status"),
            models.Index(fields=["status", "p2", "offering"], name="period_by_p2"),
            models.Index(fields=["status", "p3", "offering"], name="period_by_p3"),
            models.Index(fields=["name", "offering"], name="period_by_name"),
            # All that is counted of a day, and all that is told beside an offering, without texts.
            models.Index(fields=["starts_on", "offering", *AT_A_GLANCE], name="period_by_start"),
            models.Index(fields=["offering", "starts_on", *AT_A_GLANCE], name="period_of_offering"),
        ]

    def __str__(self) -> str:
        return f"{self.status} from {self.starts_on}"

    def as_fact(self) -> timeline.StatusPeriod:
        return timeline.StatusPeriod(
            self.starts_on,
            self.ends_on,
            Status(
                verdict=Verdict(self.status),
                reason=StatusReason(self.reason),
                because=self.because,
                ceiling=Ceiling(self.ceiling),
                conditions=tuple(Point(c["criterion"], c["text"]) for c in self.conditions),
                decision=self.decision_id,
                review_due_on=self.review_due_on,
                valid_until=self.valid_until,
                upstream_decision=self.upstream_decision_id,
            ),
        )
