"""What comes in as a file: one that waits to be imported, and what a vendor says of an offering."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.models.answers import Answer
from vetting.models.catalogue import Offering


class ImportDraft(models.Model):
    """A file that somebody uploaded and has not imported yet: theirs alone, gone after hours."""

    token = models.CharField(max_length=64, unique=True, help_text="Random; where it is found.")
    what = models.CharField(max_length=20, help_text="What it is to be imported as.")
    offering = models.ForeignKey(
        Offering, on_delete=models.CASCADE, null=True, help_text="Whose questionnaire it is."
    )
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    foreseen_of = models.CharField(
        max_length=160,
        blank=True,
        help_text="Of which plan and state of the trail it was foreseen.",
    )
    foreseen = models.JSONField(default=dict, help_text="What carrying it out would lead to.")

    def __str__(self) -> str:
        return self.file_name


class VendorReply(models.Model):
    """A questionnaire as a vendor returned it: the file, and who says to have filled it in."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="vendor_replies")
    policy_version = models.CharField(max_length=20, help_text="Whose questions were asked.")
    filled_in_by = models.CharField(max_length=200, blank=True, help_text="As the vendor says.")
    filled_in_on = models.DateField(null=True, help_text="As the vendor says.")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(help_text="The file as it came, to be looked up later.")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "vendor's reply"
        verbose_name_plural = "vendors' replies"
        constraints = [
            models.UniqueConstraint(fields=["offering", "sha256"], name="reply_received_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.received_at:%Y-%m-%d}"


class VendorClaim(models.Model):
    """What a vendor answers to one question. It counts for nothing until an analyst accepts it.

    It is no answer and stands in no assessment: accepting it records an answer, which rests on the
    questionnaire as evidence and has its grade.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waits to be looked at"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"
        REPLACED = "replaced", "replaced by a later reply"

    reply = models.ForeignKey(VendorReply, on_delete=models.PROTECT, related_name="claims")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="vendor_claims")
    criterion = models.CharField(max_length=60)
    value = models.JSONField(help_text="A key, a number of days or a day as YYYY-MM-DD.")
    document_title = models.CharField(max_length=300, blank=True, help_text="What is to prove it.")
    document_url = models.URLField(max_length=1000, blank=True)
    document_date = models.DateField(null=True)
    remark = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True, help_text="Why it was accepted or rejected.")
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, null=True, related_name="+", help_text="What it became."
    )

    class Meta:
        verbose_name = "vendor's claim"
        verbose_name_plural = "vendors' claims"
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "criterion"],
                condition=Q(state="waiting"),
                name="claim_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", judged_at=None)
                | (~Q(state="waiting") & Q(judged_at__isnull=False)),
                name="claim_judged_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(answer=None) | Q(state="accepted"), name="claim_answers_when_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} = {self.value}"
