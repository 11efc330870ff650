"""What proves answers: a link or a file, read on a day, which counts until a day. Never edited."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vetting.scoring import evidence as scoring_evidence

NO_FILE = Q(file_key="", file_name="", file_type="", file_sha256="", file_size=0)
A_FILE = Q(file_key__gt="", file_name__gt="", file_type__gt="", file_sha256__gt="", file_size__gt=0)


class Evidence(models.Model):
    """What proves an answer. One proof may carry many answers; a proof is never edited."""

    kind = models.CharField(max_length=40, help_text="Which sort of proof; its policy grades it.")
    title = models.CharField(max_length=300, help_text="What the document is called.")
    url = models.URLField(max_length=1000, blank=True, help_text="Where it can be read.")
    document_date = models.DateField(
        null=True, blank=True, help_text="The date on the document; empty when it carries none."
    )
    seen_on = models.DateField(help_text="The day on which somebody read it.")
    expires_on = models.DateField(
        null=True, blank=True, help_text="Only if the document states its own end."
    )
    undated = models.BooleanField(default=False, help_text="The document carries no date.")
    file_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="Under which name, made by chance, the bytes lie in the folder for evidence.",
    )
    file_name = models.CharField(
        max_length=150,
        blank=True,
        default="",
        editable=False,
        help_text="What the file was called.",
    )
    file_type = models.CharField(
        max_length=100, blank=True, default="", editable=False, help_text="What its content is."
    )
    file_size = models.PositiveIntegerField(default=0, editable=False, help_text="In bytes.")
    file_sha256 = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        db_index=True,
        help_text="Fingerprint of its bytes.",
    )
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    counts_until = models.DateField(
        editable=False,
        db_index=True,
        help_text="The last day on which it counts, under the policy in force when it was kept.",
    )
    created_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who stated it first; empty for what a catalogue file brought.",
    )

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(undated=False) | Q(document_date=None), name="evidence_undated_no_date"
            ),
            models.CheckConstraint(condition=NO_FILE | A_FILE, name="evidence_file_whole_or_none"),
        ]
        indexes = [models.Index(fields=["title", "-seen_on", "id"], name="evidence_by_title")]

    def __str__(self) -> str:
        return self.title

    def as_fact(self) -> scoring_evidence.Evidence:
        return scoring_evidence.Evidence(
            kind=self.kind,
            seen_on=self.seen_on,
            document_date=self.document_date,
            expires_on=self.expires_on,
            title=self.title,
            url=self.url,
        )


class Reconfirmation(models.Model):
    """Somebody read a proof again and it still said so: `renewed` says the same of the new day."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="renewals")
    renewed = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="renewal_of")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    because = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidence=models.F("renewed")), name="reconfirmation_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} read again as {self.renewed_id}"
