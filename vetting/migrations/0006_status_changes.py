"""Keep a numbered log of what is told of each offering, from what is told today."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

COPIED = ("offering_id", "status", "reason", "because", "ceiling", "conditions", "valid_until")


def seed(apps, schema_editor):
    """The log begins with what is told of every offering today."""
    now = timezone.now()
    today = timezone.localdate(now)
    log = apps.get_model("vetting", "StatusChange").objects
    periods = apps.get_model("vetting", "StatusPeriod").objects.order_by("offering_id")
    covering = Q(ends_on=None) | Q(ends_on__gte=today)
    told = periods.filter(covering, starts_on__lte=today).values(*COPIED)
    log.bulk_create(
        (log.model(number=n, at=now, on=today, **row) for n, row in enumerate(told, 1)),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0005_published_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(
                        help_text="When it was done; midnight where the calendar did it."
                    ),
                ),
                ("on", models.DateField()),
                (
                    "calendar",
                    models.BooleanField(default=False, help_text="Time passed; nobody did it."),
                ),
                (
                    "status_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("banned", "Banned"),
                            ("not_vetted", "Not vetted"),
                            ("conditional", "Conditional"),
                            ("approved", "Approved"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("decided", "Decided"),
                            ("never_decided", "Never decided"),
                            ("open_questions", "Open questions"),
                            ("lapsed", "Lapsed"),
                            ("suspended", "Suspended"),
                            ("upstream", "Upstream"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("banned", "Banned"),
                            ("not_vetted", "Not vetted"),
                            ("conditional", "Conditional"),
                            ("approved", "Approved"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("decided", "Decided"),
                            ("never_decided", "Never decided"),
                            ("open_questions", "Open questions"),
                            ("lapsed", "Lapsed"),
                            ("suspended", "Suspended"),
                            ("upstream", "Upstream"),
                        ],
                        max_length=16,
                    ),
                ),
                ("because", models.TextField()),
                (
                    "ceiling",
                    models.CharField(
                        choices=[
                            ("none", "No production data"),
                            ("non_sensitive", "Non-sensitive material only"),
                            ("unreleased", "Up to unreleased material"),
                        ],
                        max_length=14,
                    ),
                ),
                ("conditions", models.JSONField(default=list)),
                ("valid_until", models.DateField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(fields=["starts_on", "offering"], name="period_by_start"),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="offering",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="vetting.offering",
            ),
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(fields=["on"], name="change_by_day"),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
