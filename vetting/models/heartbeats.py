"""When each sort of regular work was last done, and who is doing it now."""

from datetime import datetime, timedelta

from django.db import models


class Pulse(models.TextChoices):
    """How regular work stands, in the words that monitors are told."""

    OK = "ok", "ok"
    LATE = "late", "late"
    NEVER = "never ran", "never ran"
    FAILED = "failed", "failed"


class Heartbeat(models.Model):
    """One sort of regular work. Whoever holds the lease does it, until the lease runs out."""

    # The work by whose name it is asked whether all goes well: whoever finds what is due, sends.
    DUE = "finding"

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

    def pulse(self, now: datetime, late_after: timedelta) -> Pulse:
        """A run that failed counts until another one ends well."""
        finished, failed = self.finished_at, self.failed_at
        if failed is not None and (finished is None or failed > finished):
            return Pulse.FAILED
        if finished is None:
            return Pulse.NEVER
        return Pulse.LATE if now - finished > late_after else Pulse.OK
