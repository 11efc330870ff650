"""What the rules said of an offering's answers on a day. Computed, never edited."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from vetting.models.catalogue import Offering
from vetting.models.policies import Policy
from vetting.scoring.vocabulary import Ceiling, Verdict


def score_field(label: str, *, null: bool = False) -> "models.DecimalField[object, object]":
    """A score from 0.0 to 100.0 as it is shown."""
    return models.DecimalField(label, max_digits=4, decimal_places=1, null=null)


def spaced(keys: Sequence[str]) -> str:
    """Keys as one text in which each can be looked for whole."""
    return f" {' '.join(keys)} " if keys else ""


class Assessment(models.Model):
    """One outcome of the rules. Scores are rounded to the decimal that is shown."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="assessments")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    assessed_on = models.DateField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=12, choices=[(v.value, v.label) for v in Verdict])
    p2 = score_field("P2")
    p3 = score_field("P3")
    p2_max = score_field("P2 at most")
    p3_max = score_field("P3 at most")
    ceiling = models.CharField(max_length=14, choices=[(c.value, c.label) for c in Ceiling])
    open_questions = models.PositiveSmallIntegerField()
    open_keys = models.TextField(
        default="",
        blank=True,
        editable=False,
        help_text="The criteria that are open, each between spaces, for counting and lists.",
    )
    result = models.JSONField(help_text="The whole outcome with its reasons.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering"],
                condition=Q(superseded_at=None),
                name="assessment_one_current",
            ),
        ]
        indexes = [
            models.Index(fields=["assessed_at", "id"], name="assessment_by_moment"),
            # What lists and plots read of the current ones, without their long outcomes. SQLite
            # reads the row after all where a column that it is asked about is left out.
            models.Index(
                fields=["offering", "verdict", "p2", "p3", "open_keys", "superseded_at"],
                condition=Q(superseded_at=None),
                name="assessment_at_a_glance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} on {self.assessed_on}"
