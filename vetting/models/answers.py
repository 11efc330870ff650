"""What is known of an offering: answers, each with its evidence. Superseded, never overwritten."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vetting.models.catalogue import Offering
from vetting.scoring import evidence as scoring_evidence
from vetting.scoring import judgement
from vetting.scoring.outcome import Plain
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.published import published_answer
from vetting.scoring.vocabulary import AnswerType


class Evidence(models.Model):
    """What proves an answer. One proof may carry many answers; a proof is never edited."""

    kind = models.CharField(max_length=40, help_text="Which sort of proof; its policy grades it.")
    title = models.CharField(max_length=300, help_text="What the document is called.")
    url = models.URLField(max_length=1000, blank=True, help_text="Where it can be read.")
    document_date = models.DateField(
        null=True, blank=True, help_text="The date on the document; empty when it carries none."
    )
    seen_on = models.DateField(help_text="The day on which somebody read it.")
    expires_on = models.DateField(
        null=True, blank=True, help_text="Only if the document states its own end."
    )
    undated = models.BooleanField(default=False, help_text="The document carries no date.")
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    counts_until = models.DateField(
        null=True, editable=False, db_index=True, help_text="The last day on which it counts."
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(undated=False) | Q(document_date=None), name="evidence_undated_no_date"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def as_fact(self) -> scoring_evidence.Evidence:
        return scoring_evidence.Evidence(
            kind=self.kind,
            seen_on=self.seen_on,
            document_date=self.document_date,
            expires_on=self.expires_on,
            title=self.title,
            url=self.url,
        )


class Answer(models.Model):
    """The value given for one criterion of one offering, from `recorded_at` to `superseded_at`."""

    class Origin(models.TextChoices):
        CATALOG = "catalog", "catalogue file"
        DESK = "desk", "vetting desk"

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
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(
        max_length=10,
        choices=Origin.choices,
        blank=True,
        help_text="Whether a catalogue file or the desk ended it.",
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
