"""When each sort of regular work was last done, and who is doing it now."""

from django.db import models


class Heartbeat(models.Model):
    """One sort of regular work. Whoever holds the lease does it, until the lease runs out."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, help_text="Of the newest run that ended well.")
    done = models.JSONField(default=dict, help_text="What that run did, in numbers.")
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="Why the newest run did not end well.")

    def __str__(self) -> str:
        return self.name
