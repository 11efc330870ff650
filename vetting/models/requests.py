"""What productions ask to have vetted: one open request for each tool and plan, and who asks."""

from uuid import uuid4

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from vetting.models.catalogue import Offering
from vetting.models.productions import Production


class VettingRequestQuerySet(QuerySet["VettingRequest"]):
    def under_way(self) -> "VettingRequestQuerySet":
        """Those that a production may still join."""
        return self.filter(state__in=UNDER_WAY)

    def with_votes(self) -> "VettingRequestQuerySet":
        """Annotate how many productions ask, as `votes`."""
        return self.annotate(votes=_counted("pk"))


class VettingRequest(models.Model):
    """A tool, or one plan of it, that productions want to use and nobody has vetted for them."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        IN_REVIEW = "in_review", "in review"
        ANSWERED = "answered", "answered"
        DECLINED = "declined", "declined"

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    tool = models.CharField(max_length=120, help_text="As the first production called it.")
    plan = models.CharField(max_length=120, blank=True)
    vendor = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    key = models.CharField(max_length=255, help_text="Tool and plan as they are compared.")
    host = models.CharField(max_length=253, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN.value)
    answer = models.TextField(blank=True, help_text="What every production that asks is told.")
    answered_at = models.DateTimeField(null=True, blank=True)
    offering = models.ForeignKey(
        Offering, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    created_at = models.DateTimeField()

    objects = VettingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request"
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["open", "in_review"]),
                name="request_one_under_way",
                violation_error_message="There is a request for this tool and plan already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_review"], answered_at=None)
                | Q(state__in=["answered", "declined"], answered_at__isnull=False),
                name="request_answered_at_some_time",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="request_has_a_name"),
        ]
        indexes = [models.Index(fields=["state", "host"], name="request_by_host")]

    def __str__(self) -> str:
        return called(self.tool, self.plan)


UNDER_WAY = (VettingRequest.State.OPEN, VettingRequest.State.IN_REVIEW)


class RequestSupporterQuerySet(QuerySet["RequestSupporter"]):
    def with_votes(self) -> "RequestSupporterQuerySet":
        """Annotate how many productions ask for the same, as `votes`."""
        return self.annotate(votes=_counted("request"))


class RequestSupporter(models.Model):
    """One production that asks, with its own words for the tool and its own note."""

    request = models.ForeignKey(VettingRequest, on_delete=models.PROTECT, related_name="supporters")
    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="requests")
    asked_at = models.DateTimeField()
    words = models.CharField(max_length=250, help_text="What this production calls the tool.")
    url = models.URLField(max_length=2000, blank=True)
    purpose = models.TextField(blank=True, max_length=1000)
    needed_by = models.DateField(null=True, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    key_label = models.CharField(max_length=80, blank=True, help_text="Which API key asked.")

    objects = RequestSupporterQuerySet.as_manager()

    class Meta:
        verbose_name = "production that asks"
        verbose_name_plural = "productions that ask"
        constraints = [
            models.UniqueConstraint(fields=["request", "production"], name="request_voted_once"),
        ]
        indexes = [models.Index(fields=["production", "asked_at"], name="request_newest")]

    def __str__(self) -> str:
        return self.words


def _counted(request: str) -> Subquery:
    """How many support the request of the row at hand; no join, so filters do not change it."""
    same = RequestSupporter.objects.filter(request=OuterRef(request)).order_by()
    return Subquery(same.values("request").annotate(votes=Count("pk")).values("votes"))


def called(tool: str, plan: str) -> str:
    """A tool and its plan in one."""
    return f"{tool} - {plan}" if plan else tool
