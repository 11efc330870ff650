"""The outbox: what there is to tell whom (a notice, once and for all), and the messages it goes in.

Neither is an act of the desk: they have no audit entry, and what the API publishes is as it was.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.catalogue import Offering
from vetting.models.endpoints import Endpoint

TO_ONE = Q(person__isnull=False, endpoint=None) | Q(person=None, endpoint__isnull=False)


class Message(models.Model):
    """What goes out in one piece; `code` is its id for the receiver, the same at every attempt."""

    class What(models.TextChoices):
        DIGEST = "digest", "the day's reminders"
        EVENT = "event", "event"
        TEST = "test", "test"

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENDING = "sending", "being sent"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        DROPPED = "dropped", "no longer needed"

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    what = models.CharField(max_length=10, choices=What.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    on = models.DateField(help_text="The day that it is about, where the site is.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="Not to be tried before this moment.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="Who is sending it.")
    claimed_until = models.DateTimeField(
        null=True, help_text="From then on whoever claimed it is taken for dead."
    )
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="Why the newest attempt failed.")
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True, help_text="As it was sent; kept for a while.")
    html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=TO_ONE, name="message_to_one"),
            models.UniqueConstraint(
                fields=["person", "on"],
                condition=Q(what="digest", person__isnull=False),
                name="message_one_digest_a_day",
            ),
            models.UniqueConstraint(
                fields=["endpoint", "on"],
                condition=Q(what="digest", endpoint__isnull=False),
                name="message_one_digest_there_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state="sending") & Q(claim=None, claimed_until=None),
                name="message_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
                name="message_sent_at_some_time",
            ),
        ]
        indexes = [
            # Not for those that wait alone: SQLite would then sort them by another index each time.
            models.Index(fields=["state", "next_at", "id"], name="message_due"),
            models.Index(
                fields=["claimed_until"], condition=Q(state="sending"), name="message_claimed"
            ),
            models.Index(fields=["state", "made_at", "id"], name="message_by_state"),
            models.Index(fields=["made_at", "id"], name="message_by_age"),
        ]

    def __str__(self) -> str:
        return self.heading or f"{self.get_what_display()} of {self.on}"


class Notice(models.Model):
    """One thing that one recipient is told: never twice. Its channel is that of the recipient."""

    subject = models.CharField(max_length=80, help_text="What it is about, such as review:12.")
    step = models.CharField(max_length=20, help_text="Which of its steps, such as before-14.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="+")
    offering = models.ForeignKey(
        Offering, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    on = models.DateField(help_text="The day on which it was found to be told.")
    day = models.DateField(null=True, help_text="The day that the subject is about.")
    facts = models.JSONField(default=dict, help_text="What it takes to put it into words.")
    made_at = models.DateTimeField()
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, related_name="notices"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=TO_ONE, name="notice_to_one"),
            models.UniqueConstraint(
                fields=["subject", "step", "person"],
                condition=Q(person__isnull=False),
                name="notice_once_to_a_person",
            ),
            models.UniqueConstraint(
                fields=["subject", "step", "endpoint"],
                condition=Q(endpoint__isnull=False),
                name="notice_once_to_an_endpoint",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(message=None), name="notice_waiting"),
            models.Index(fields=["offering", "-id"], name="notice_of_offering"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.step}"
