"""The released and drafted rules, as their exact text with its fingerprint."""

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from vetting.scoring.loader import load_policy
from vetting.scoring.policy import Policy as Rules


class PolicyQuerySet(QuerySet["Policy"]):
    def in_force(self, day: date) -> "Policy":
        """The released policy in effect on `day`. Raises Policy.DoesNotExist where none is."""
        released = self.filter(state=Policy.State.RELEASED, effective_on__lte=day)
        return released.latest("effective_on", "pk")


class Policy(models.Model):
    """One version of the rules. A released policy is never changed again, by nobody."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        RELEASED = "released", "released"

    version = models.CharField(max_length=20, unique=True)
    source = models.TextField(help_text="The policy as TOML.")
    sha256 = models.CharField(max_length=64, help_text="Fingerprint of the text.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT.value)
    effective_on = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    shipped = models.BooleanField(default=False, help_text="Came with the product.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        permissions = [("release_policy", "Can release a policy that somebody else drafted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", released_at=None)
                | Q(state="released", released_at__isnull=False, effective_on__isnull=False),
                name="policy_released_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(shipped=True)
                | (Q(author__isnull=False, approver__isnull=False) & ~Q(author=F("approver"))),
                name="policy_released_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def rules(self) -> Rules:
        """The rules themselves; parsed once for each text."""
        return _parsed(self.source)


@lru_cache(maxsize=16)
def _parsed(source: str) -> Rules:
    return load_policy(source)
