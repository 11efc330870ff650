"""The trail: one entry for every act, each sealed with the one before. The database keeps it so."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Who did what, why, and what changed. Labels are copies: they outlive what they name."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="The actor's name on that day.")
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=120)
    subject = models.CharField(max_length=250, help_text="What it was called on that day.")
    because = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous_sha256 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class AuditHead(models.Model):
    """The newest seal; its row is what concurrent writers queue for."""

    sha256 = models.CharField(max_length=64)
    entries = models.PositiveBigIntegerField(default=0)
    acted_at = models.DateTimeField(null=True, help_text="The moment of the newest act.")
    changed_at = models.DateTimeField(
        null=True, help_text="The same as a whole second that no earlier act has had."
    )

    def __str__(self) -> str:
        return self.sha256
