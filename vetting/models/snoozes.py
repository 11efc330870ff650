"""Reminders that somebody put off: until when, why, and who."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.catalogue import Offering


class Snooze(models.Model):
    """The owner is not reminded of this before `until`. No date of a verdict moves by it."""

    subject = models.CharField(max_length=80)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="snoozes")
    until = models.DateField(help_text="The first day on which reminders come again.")
    because = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, help_text="Taken back, or replaced by another.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ended_at=None), name="snooze_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(because=""), name="snooze_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} until {self.until}"
