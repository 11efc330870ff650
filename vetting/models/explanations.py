"""What the rules say of each offering's answers now, as texts that are sent as they are.

A projection of answers and policy for reading fast, drawn by `services.explanations` with every
act that changes them. Where none holds on a day, the same is worked out while somebody waits.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from vetting.models.catalogue import Offering


class Explanation(models.Model):
    """From `drawn_on` to `holds_until` (None: for good) this explains, under one policy."""

    offering = models.OneToOneField(
        Offering, on_delete=models.CASCADE, primary_key=True, related_name="explanation"
    )
    policy_sha256 = models.CharField(max_length=64, help_text="The text of the rules it is by.")
    drawn_on = models.DateField()
    holds_until = models.DateField(null=True)
    assessment = models.TextField(help_text="The outcome as JSON, without its day.")
    criteria = models.TextField(help_text="How each criterion stands, as JSON.")
    answers = models.TextField(help_text="The answers in force, as JSON.")
    path_to_yes = models.TextField(help_text="The path to yes on the day it was drawn, as JSON.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holds_until=None) | Q(holds_until__gte=F("drawn_on")),
                name="explanation_holds_when_drawn",
            ),
        ]

    def __str__(self) -> str:
        return f"Drawn on {self.drawn_on}"

    def holds_on(self, day: date, policy_sha256: str) -> bool:
        """Whether it explains what this text of the rules says on `day`."""
        in_time = self.drawn_on <= day and (self.holds_until is None or day <= self.holds_until)
        return in_time and self.policy_sha256 == policy_sha256

    def says(self, assessment: str, criteria: str, answers: str) -> bool:
        """Whether it says just this. While it holds, the path to yes follows from these three."""
        return (self.assessment, self.criteria, self.answers) == (assessment, criteria, answers)
