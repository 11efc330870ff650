"""What is catalogued: vendors, tools, the offerings of a tool, and what an offering runs on."""

from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet
from django.db.models.functions import Left, Right

from vetting.scoring.vocabulary import Kind

CATALOG_SHA256 = "Fingerprint of the catalogue file's entry that this row was last made from."

# By so many letters at either end a name is looked for that nobody has.
HEAD, TAIL = 2, 5

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
SLUG = RegexValidator(
    SLUG_PATTERN,
    "Use lower-case letters, digits and single hyphens, such as adobe-firefly.",
)


class Vendor(models.Model):
    """Who makes a tool."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    country = models.CharField(
        max_length=20, blank=True, help_text="Two letters such as US, or unknown."
    )
    website = models.URLField(blank=True)
    catalog_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text=CATALOG_SHA256
    )

    def __str__(self) -> str:
        return self.name


class Tool(models.Model):
    """What people call it. A tool has no verdict: its offerings have."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tools")
    name = models.CharField(max_length=120)
    category = models.CharField(
        max_length=80, blank=True, help_text="What it does, such as video generation."
    )
    modalities = models.JSONField(
        default=list, blank=True, help_text="What it makes: text, image, video, voice, music ..."
    )
    domains = models.JSONField(default=list, blank=True, help_text="Hosts that belong to the tool.")
    aliases = models.JSONField(default=list, blank=True, help_text="Other names people use.")
    catalog_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text=CATALOG_SHA256
    )

    def __str__(self) -> str:
        return self.name


class OfferingQuerySet(QuerySet["Offering"]):
    """Offerings, with their status on a day joined as `now`."""

    def with_status_on(self, day: date) -> "OfferingQuerySet":
        """Join the one status period that covers `day` as `now`, in the same query."""
        covers = Q(periods__starts_on__lte=day) & (
            Q(periods__ends_on=None) | Q(periods__ends_on__gte=day)
        )
        return self.annotate(now=FilteredRelation("periods", condition=covers)).annotate(
            status=F("now__status")
        )

    def with_assessment(self) -> "OfferingQuerySet":
        """Join the assessment that is current as `current`, in the same query."""
        newest = Q(assessments__superseded_at=None)
        return self.annotate(current=FilteredRelation("assessments", condition=newest))

    def with_answers_at(self, moment: datetime | None = None) -> "OfferingQuerySet":
        """Prefetch the answers in force (at a moment, or now) as `current_answers`."""
        answers = apps.get_model("vetting", "Answer").objects.select_related("evidence")
        if moment is None:
            answers = answers.filter(superseded_at=None)
        else:
            answers = answers.filter(recorded_at__lte=moment).filter(
                Q(superseded_at=None) | Q(superseded_at__gt=moment)
            )
        return self.prefetch_related(
            Prefetch("answers", answers.order_by("pk"), to_attr="current_answers")
        )


class Offering(models.Model):
    """One plan, edition or deployment of a tool under one set of terms: the unit of vetting."""

    slug = models.CharField(max_length=120, unique=True, validators=[SLUG])
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="offerings")
    name = models.CharField(max_length=120, help_text="The plan, without the tool's name.")
    full_name = models.CharField(
        max_length=250, editable=False, help_text="Tool and plan; kept by the services."
    )
    kind = models.CharField(max_length=40, choices=[(k.value, k.label) for k in Kind])
    aliases = models.JSONField(default=list, blank=True, help_text="Other names of this plan.")
    login_domains = models.JSONField(
        default=list, blank=True, help_text="Hosts on which people of this plan sign in."
    )
    contract_ends_on = models.DateField(
        null=True, blank=True, help_text="Last day of our own contract, where there is one."
    )
    out_of_scope = models.TextField(
        blank=True, help_text="Features that were not vetted and must not be used."
    )
    tenant_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tenants",
        help_text="The plan that this is our own tenant of; its answers are inherited.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who looks after its verdict; without one, who proposed the verdict in force.",
    )
    created_at = models.DateTimeField(editable=False)
    catalog_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text=CATALOG_SHA256
    )
    catalog_links_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text=CATALOG_SHA256
    )
    catalog_answers_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text=CATALOG_SHA256
    )

    objects = OfferingQuerySet.as_manager()

    class Meta:
        permissions = [
            ("assign_owner", "Can say who looks after an offering"),
            ("snooze_reminder", "Can put a reminder off, with a reason"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "name"],
                name="offering_name_once_per_tool",
                violation_error_message="This tool already has an offering of that name.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="offering_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(tenant_of=F("id")), name="offering_not_its_own_tenant"
            ),
            models.CheckConstraint(
                condition=Q(tenant_of=None) | Q(kind__in=[k.value for k in Kind if k.is_tenant]),
                name="offering_tenant_kind",
                violation_error_message="A tenant of a plan is the studio's own, or provided "
                "under its enterprise agreement; no other kind.",
            ),
        ]
        indexes = [
            models.Index(fields=["full_name", "id"], name="offering_by_name"),
            models.Index(fields=["created_at"], name="offering_by_age"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def deployment_kind(self) -> Kind:
        return Kind(self.kind)


class RunsOn(models.Model):
    """For some days, one offering runs on another: a wrapper, an aggregator, a model behind an API.

    `ended_on` is the first day without the link.
    """

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="upstream_links")
    upstream = models.ForeignKey(
        Offering, on_delete=models.PROTECT, related_name="downstream_links"
    )
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "runs on"
        verbose_name_plural = "runs on"
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "upstream"],
                condition=Q(ended_on=None),
                name="runs_on_once",
            ),
            models.CheckConstraint(condition=~Q(offering=F("upstream")), name="runs_on_not_itself"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="runs_on_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offering_id} runs on {self.upstream_id}"


class LookupName(models.Model):
    """One way to say an offering or a tool: derived from names, aliases and hosts, for matching."""

    class What(models.TextChoices):
        NAME = "name", "name"
        ALIAS = "alias", "alias"
        HOST = "host", "host"

    key = models.CharField(max_length=255, help_text="The name as it is compared.")
    what = models.CharField(max_length=10, choices=What.choices)
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="lookup_names")
    offering = models.ForeignKey(
        Offering, on_delete=models.CASCADE, related_name="lookup_names", null=True
    )
    head = models.GeneratedField(
        expression=Left("key", HEAD),
        output_field=models.CharField(max_length=HEAD),
        db_persist=True,
    )
    tail = models.GeneratedField(
        expression=Right("key", TAIL),
        output_field=models.CharField(max_length=TAIL),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["key", "what"], name="lookup_by_key"),
            models.Index(fields=["head"], name="lookup_by_head"),
            models.Index(fields=["tail"], name="lookup_by_tail"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
