"""What is known of an offering: answers, each with its evidence. Superseded, never overwritten."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vetting.models.catalogue import Offering
from vetting.models.evidence import Evidence
from vetting.scoring import judgement
from vetting.scoring.outcome import Plain
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.published import published_answer
from vetting.scoring.vocabulary import AnswerType


class Answer(models.Model):
    """The value given for one criterion of one offering, from `recorded_at` to `superseded_at`."""

    class Origin(models.TextChoices):
        CATALOG = "catalog", "catalogue file"
        # What a catalogue file said, on its proof read again at the desk: a file may replace it.
        REREAD = "reread", "catalogue file, read again"
        DESK = "desk", "vetting desk"
        INHERITED = "inherited", "inherited from the plan"

    class Confidence(models.TextChoices):
        HIGH = "high", "high"
        MEDIUM = "medium", "medium"
        LOW = "low", "low"

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField(max_length=60)
    value = models.JSONField(help_text="A key, a number of days or a day as YYYY-MM-DD.")
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="answers", null=True, blank=True
    )
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    # Heirs are found through their tenant, and nearly every answer is nobody's heir.
    inherited_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="The plan's answer that this tenant's was carried over from.",
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(
        max_length=10,
        choices=Origin.choices,
        blank=True,
        help_text="Whether a catalogue file, the desk or the plan's new answer ended it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "criterion"],
                condition=Q(superseded_at=None),
                name="answer_one_current",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, superseded_by="")
                | Q(
                    # Without this an empty day would make the comparison unknown, and so pass.
                    superseded_at__isnull=False,
                    superseded_at__gte=F("recorded_at"),
                    superseded_by__gt="",
                ),
                name="answer_superseded_later_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(origin="inherited", inherited_from__isnull=False)
                | (~Q(origin="inherited") & Q(inherited_from=None)),
                name="answer_inherited_from_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["offering", "recorded_at"], name="answer_by_offering")]

    def __str__(self) -> str:
        return f"{self.criterion} = {self.value}"

    def as_fact(self, rules: Rules) -> judgement.Answer:
        """The answer as the rules read it; its evidence must be at hand."""
        criterion = rules.criteria.get(self.criterion)
        value = self.value
        if criterion is not None and criterion.answer_type is AnswerType.DATE:
            value = date.fromisoformat(value)
        return judgement.Answer(value, self.evidence.as_fact() if self.evidence else None)

    def as_published(self) -> Plain:
        """The answer as it is shown to anybody; its evidence must be at hand."""
        return published_answer(vars(self), vars(self.evidence) if self.evidence else None)
