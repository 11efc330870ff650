"""Where messages go beside people's mail: webhooks, chats and addresses; who is told of what."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.catalogue import Offering
from vetting.models.contacts import Team
from vetting.models.productions import Production


class Endpoint(models.Model):
    """One address outside, of a production, a team or a person.

    A webhook's secret is nowhere kept: it is made from the site's key, `code` and `generation`.
    """

    class Channel(models.TextChoices):
        WEBHOOK = "webhook", "webhook"
        CHAT = "chat", "chat"
        MAIL = "mail", "mail"

    class Style(models.TextChoices):
        SLACK = "slack", "Slack, or what takes its messages"
        TEAMS = "teams", "Microsoft Teams"

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    style = models.CharField(max_length=10, choices=Style.choices, blank=True)
    label = models.CharField(max_length=80, help_text="What listens there, such as render farm.")
    address = models.CharField(max_length=2000, help_text="An https address, or a mail address.")
    production = models.ForeignKey(
        Production, on_delete=models.PROTECT, null=True, blank=True, related_name="endpoints"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="endpoints"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="endpoints",
    )
    generation = models.PositiveIntegerField(default=1, editable=False)
    previous_until = models.DateTimeField(
        null=True, editable=False, help_text="Until then the secret before signs too."
    )
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Attempts in a row that failed."
    )
    paused_at = models.DateTimeField(
        null=True, editable=False, help_text="Messages wait until it is resumed."
    )
    paused_because = models.TextField(blank=True, editable=False)
    removed_at = models.DateTimeField(
        null=True, editable=False, help_text="Nothing is sent there any more."
    )
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Empty where the production did it itself over the API.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(production__isnull=False, team=None, person=None)
                | Q(production=None, team__isnull=False, person=None)
                | Q(production=None, team=None, person__isnull=False),
                name="endpoint_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(channel="chat", style__gt="") | ~Q(channel="chat") & Q(style=""),
                name="endpoint_chat_has_style",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_because="")
                | Q(paused_at__isnull=False, paused_because__gt=""),
                name="endpoint_paused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Subscription(models.Model):
    """A production is told when what is told of an offering changes."""

    production = models.ForeignKey(
        Production, on_delete=models.PROTECT, related_name="subscriptions"
    )
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="subscriptions")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["production", "offering"], name="subscribed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.production_id} to {self.offering_id}"
