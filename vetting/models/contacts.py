"""Who is to be reached at the desk: teams with a lead, and how each person wants to be told."""

from django.conf import settings
from django.db import models

from vetting.models.catalogue import SLUG


class Team(models.Model):
    """People who look after offerings together, and whom their lead stands behind."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Is told on the day something is due, and from then on.",
    )
    created_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """How one person of the desk is told. Whoever has none is told by mail, and of everything."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    by_mail = models.BooleanField(default=True, help_text="One mail a day, if there is anything.")
    by_chat = models.BooleanField(
        default=False, help_text="One message a day in the chat that you name below."
    )
    as_lead = models.BooleanField(
        default=True, help_text="What is due or overdue with somebody of the team that you lead."
    )
    as_head = models.BooleanField(
        default=True, help_text="What has been overdue for two weeks, as head of security."
    )

    def __str__(self) -> str:
        return str(self.person)
