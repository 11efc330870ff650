"""Who asks: productions and their API keys. A key is stored as a hash and shown once."""

from django.conf import settings
from django.db import models

from vetting.models.audit import AuditHead
from vetting.models.catalogue import SLUG


class Production(models.Model):
    """A title that uses tools."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    active = models.BooleanField(
        default=True, help_text="Keys of a production that is not active are refused."
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """What a production's scripts show. Only a SHA-256 of the secret is kept."""

    class Scope(models.TextChoices):
        READ = "read", "read the catalogue"
        CHECK = "check", "use the decision call"
        REQUESTS = "requests", "ask for a tool to be vetted"
        MANIFESTS = "manifests", "keep a list of tools"
        SUBSCRIPTIONS = "subscriptions", "be told when a status changes"

    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=80, help_text="What uses it, such as render pipeline.")
    prefix = models.CharField(max_length=16, unique=True)
    sha256 = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: as the site has it. 0: no limit."
    )
    window_starts_at = models.DateTimeField(
        null=True, editable=False, help_text="The minute that window_requests is about."
    )
    window_requests = models.PositiveIntegerField(
        default=0, editable=False, help_text="What the web processes have told of that minute."
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        help_text="The key whose place this one takes.",
    )

    # Only a key that was read at the gate of the API has it; see models/gate.py.
    head: AuditHead

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.prefix} ({self.label})"
