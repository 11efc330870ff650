"""What people decided, and the reviews that led there. A decision is never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vetting.models.assessments import Assessment
from vetting.models.catalogue import Offering
from vetting.models.policies import Policy
from vetting.scoring.judgement import Point
from vetting.scoring.status import Act, DecisionFact
from vetting.scoring.vocabulary import Ceiling, Verdict

VERDICTS = [(v.value, v.label) for v in Verdict]
ACTS = [
    (Act.DECIDE.value, "decides"),
    (Act.SUSPEND.value, "suspends"),
    (Act.LIFT.value, "lifts a suspension"),
]


class Review(models.Model):
    """The work that leads from answers to a decision: open, proposed, then decided or withdrawn."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        PROPOSED = "proposed", "waits for a second person"
        DECIDED = "decided", "decided"
        WITHDRAWN = "withdrawn", "withdrawn"

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN.value)
    because = models.TextField(help_text="Why it was opened.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_act = models.CharField(max_length=10, choices=ACTS, blank=True)
    proposed_verdict = models.CharField(max_length=12, choices=VERDICTS, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposal = models.JSONField(default=dict, blank=True, help_text="Reason and override.")
    returned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose proposal was sent back, until the next one is made.",
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering"],
                condition=Q(state__in=["open", "proposed"]),
                name="review_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed")
                | Q(proposed_by__isnull=False, proposed_at__isnull=False, proposed_act__gt=""),
                name="review_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "proposed"], closed_at=None)
                | Q(state__in=["decided", "withdrawn"], closed_at__isnull=False),
                name="review_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(returned_to=None, returned_at=None)
                | Q(state="open", returned_to__isnull=False, returned_at__isnull=False),
                name="review_sent_back_while_open",
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="review_by_state")]

    def __str__(self) -> str:
        return f"{self.state}: {self.because}"


UNDER_WAY = (Review.State.OPEN, Review.State.PROPOSED)


class Decision(models.Model):
    """One act on an offering: a published verdict, a suspension, or the end of one."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10, choices=ACTS)
    verdict = models.CharField(max_length=12, choices=VERDICTS, blank=True)
    ceiling = models.CharField(
        max_length=14, choices=[(c.value, c.label) for c in Ceiling], default=Ceiling.NONE.value
    )
    conditions = models.JSONField(default=list)
    because = models.TextField()
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    loosens = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_on = models.DateField()
    review_due_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    tier = models.PositiveSmallIntegerField(null=True)
    override = models.JSONField(null=True, help_text="Reason, risk owner, scope and end date.")

    class Meta:
        permissions = [
            ("propose_decision", "Can propose a verdict or the end of a suspension"),
            ("approve_decision", "Can approve what somebody else proposed"),
            ("stop_offering", "Can suspend, ban or tighten at once"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(loosens=False)
                | (Q(author__isnull=False, approver__isnull=False) & ~Q(author=F("approver"))),
                name="decision_loosens_with_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(act="lift") | Q(loosens=True), name="decision_lift_loosens"
            ),
            models.CheckConstraint(
                condition=~Q(act="decide") | Q(assessment__isnull=False, verdict__gt=""),
                name="decision_rests_on_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["approved", "conditional"])
                | Q(valid_until__isnull=False, review_due_on__isnull=False),
                name="decision_usable_runs_out",
            ),
        ]
        indexes = [
            models.Index(fields=["offering", "decided_on"], name="decision_by_offering"),
            models.Index(fields=["decided_on", "id"], name="decision_by_day"),
            models.Index(
                fields=["id"], condition=Q(override__isnull=False), name="decision_departs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display() or self.get_act_display()} on {self.decided_on}"

    def as_fact(self) -> DecisionFact:
        return DecisionFact(
            id=self.pk,
            act=Act(self.act),
            decided_on=self.decided_on,
            verdict=Verdict(self.verdict or Verdict.NOT_VETTED),
            ceiling=Ceiling(self.ceiling),
            conditions=tuple(Point(c["criterion"], c["text"]) for c in self.conditions),
            review_due_on=self.review_due_on,
            valid_until=self.valid_until,
            grace_days=self.grace_days,
            because=self.because,
        )
