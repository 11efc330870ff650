"""What productions ask to have vetted: one open request for each tool and plan, and who asks."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from vetting.models.catalogue import Offering
from vetting.models.changes import StatusChange
from vetting.models.decisions import VERDICTS, Decision, Review
from vetting.models.productions import Production
from vetting.models.statuses import StatusPeriod
from vetting.scoring.status import Act


class VettingRequestQuerySet(QuerySet["VettingRequest"]):
    def under_way(self) -> "VettingRequestQuerySet":
        """Those that a production may still join."""
        return self.filter(state__in=UNDER_WAY)

    def ready(self) -> "VettingRequestQuerySet":
        """Those in review whose offering has been decided, with nothing under way on it."""
        offering = OuterRef("offering")
        decided = Decision.objects.filter(offering=offering, act=Act.DECIDE.value)
        reviewed = Review.objects.filter(offering=offering, state__in=["open", "proposed"])
        in_review = self.filter(state=VettingRequest.State.IN_REVIEW, offering__isnull=False)
        return in_review.filter(Exists(decided), ~Exists(reviewed))

    def out_of_date(self, day: date) -> "VettingRequestQuerySet":
        """Those whose offering is told otherwise on `day` than when the answer was given.

        The log has what acts changed; what the calendar changed shows in the status itself.
        """
        offering = OuterRef("offering")
        told = StatusPeriod.objects.covering(day).filter(offering=offering)
        acts = StatusChange.objects.filter(offering=offering, at__gt=OuterRef("answered_at"))
        answered = self.filter(state__in=ENDED, offering__isnull=False, told_status__gt="")
        return answered.filter(Exists(told.exclude(status=OuterRef("told_status"))) | Exists(acts))


class VettingRequest(models.Model):
    """A tool, or one plan of it, that productions want to use and nobody has vetted for them."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        IN_REVIEW = "in_review", "in review"
        ANSWERED = "answered", "answered"
        DECLINED = "declined", "declined"
        JOINED = "joined", "joined to another"

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
    told_status = models.CharField(
        max_length=12,
        choices=VERDICTS,
        blank=True,
        help_text="What was told of the offering when the answer was given.",
    )
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        help_text="The request for the same that goes on in its place.",
    )
    votes = models.PositiveIntegerField(default=0, help_text="How many productions ask.")
    needed_by = models.DateField(
        null=True, blank=True, help_text="The first day on which one of them needs it."
    )
    created_at = models.DateTimeField()
    place = models.GeneratedField(
        expression=Case(
            When(state="open", then=Value(0)), When(state="in_review", then=Value(1)),
            default=Value(2),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )  # fmt: skip

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
                condition=Q(state__in=["open", "in_review", "joined"], answered_at=None)
                | Q(state__in=["answered", "declined"], answered_at__isnull=False),
                name="request_answered_at_some_time",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="request_has_a_name"),
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False)
                | ~Q(state="joined") & Q(joined_to=None),
                name="request_joined_to_another",
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | ~Q(joined_to=F("id")),
                name="request_not_joined_to_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "host"], name="request_by_host"),
            models.Index(fields=["key"], name="request_by_key"),
            models.Index(fields=["place", "created_at", "id"], name="request_queue"),
            models.Index(fields=["votes", "id"], name="request_by_votes"),
            models.Index(fields=["needed_by", "id"], name="request_by_need"),
            models.Index(fields=["created_at", "id"], name="request_by_age"),
        ]

    def __str__(self) -> str:
        return called(self.tool, self.plan)

    @property
    def version(self) -> str:
        """Changes with everything that the desk does to it, so that nobody acts on what was."""
        answered = self.answered_at.timestamp() if self.answered_at else 0
        return f"{self.state}-{self.offering_id or 0}-{answered}"


UNDER_WAY = (VettingRequest.State.OPEN, VettingRequest.State.IN_REVIEW)
ENDED = (VettingRequest.State.ANSWERED, VettingRequest.State.DECLINED)


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
    formerly = models.JSONField(
        default=list,
        blank=True,
        help_text="Ids of requests that it asked under, which were joined into this one.",
    )

    class Meta:
        verbose_name = "production that asks"
        verbose_name_plural = "productions that ask"
        constraints = [
            models.UniqueConstraint(fields=["request", "production"], name="request_voted_once"),
        ]
        indexes = [models.Index(fields=["production", "asked_at"], name="request_newest")]

    def __str__(self) -> str:
        return self.words


def called(tool: str, plan: str) -> str:
    """A tool and its plan in one."""
    return f"{tool} - {plan}" if plan else tool
