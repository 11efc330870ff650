"""Receipts: what the decision call answered, kept to the letter. The database keeps it so."""

from django.db import models

from vetting.models.productions import Production


class Receipt(models.Model):
    """One answer as it was sent. `code` is made from all that it holds but the hour.

    `question` and `answer` are compressed JSON: a copy, so that nothing that changes later changes
    what was told. The other columns are for lists.
    """

    code = models.CharField(max_length=32, unique=True)
    production = models.ForeignKey(Production, on_delete=models.PROTECT, related_name="receipts")
    made_at = models.DateTimeField(help_text="When it was first told.")
    made_on = models.DateField()
    as_of = models.DateField()
    policy = models.CharField(max_length=20, blank=True)
    policy_sha256 = models.CharField(max_length=64, blank=True)
    items = models.PositiveIntegerField()
    summary = models.JSONField(default=dict)
    question = models.BinaryField()
    answer = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["production", "made_at"], name="receipt_newest")]

    def __str__(self) -> str:
        return self.code
