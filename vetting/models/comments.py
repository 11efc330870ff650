"""What was said on a review. Comments are only ever added; the database itself keeps them so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.decisions import Review
from vetting.scoring.vocabulary import Verdict


class ReviewComment(models.Model):
    """A comment on a review, or the words with which a proposal or the review itself ended."""

    class What(models.TextChoices):
        COMMENT = "comment", "commented"
        NOTED = "noted", "added a reason"
        SENT_BACK = "sent_back", "sent the proposal back"
        TAKEN_BACK = "taken_back", "took the proposal back"
        WITHDRAWN = "withdrawn", "withdrew the review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    what = models.CharField(max_length=10, choices=What.choices)
    text = models.TextField()
    proposal = models.JSONField(
        default=dict, help_text="The proposal that was sent or taken back, with its verdict."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody where a rule of the registry said it.",
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "comment on a review"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="review_comment_says_something"),
        ]
        indexes = [models.Index(fields=["review", "id"], name="comment_by_review")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.text}"

    @property
    def proposal_in_words(self) -> str:
        """The verdict that was wished, or that a suspension should end."""
        wished = self.proposal.get("verdict")
        return Verdict(wished).label if wished else "Lift the suspension"
