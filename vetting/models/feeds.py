"""Calendar feeds of people and teams. The secret in the address is kept as a hash."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.contacts import Team


class CalendarFeed(models.Model):
    """One secret address that a calendar reads. There may be several, each revoked on its own."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="feeds"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="feeds")
    label = models.CharField(max_length=80, help_text="Which calendar reads it.")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, team=None) | Q(person=None, team__isnull=False),
                name="feed_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.label
