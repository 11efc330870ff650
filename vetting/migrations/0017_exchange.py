"""Keep what comes in as a file: uploads that wait, vendors' replies and what they claim."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLES = ("viewer", "analyst", "approver", "policy owner", "administrator")
READ = {"vendorclaim": "vendor's claim", "vendorreply": "vendor's reply"}


def let_staff_read(apps, schema_editor):
    """Django makes permissions only after all migrations, so they are made here where missing."""
    types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for model, label in READ.items():
        content_type, _ = types.get_or_create(app_label="vetting", model=model)
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"view_{model}",
            defaults={"name": f"Can view {label}"},
        )
        for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0016_four_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="Random; where it is found.", max_length=64, unique=True
                    ),
                ),
                (
                    "what",
                    models.CharField(help_text="What it is to be imported as.", max_length=20),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "foreseen_of",
                    models.CharField(
                        blank=True,
                        help_text="Of which plan and state of the trail it was foreseen.",
                        max_length=160,
                    ),
                ),
                (
                    "foreseen",
                    models.JSONField(default=dict, help_text="What carrying it out would lead to."),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        help_text="Whose questionnaire it is.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="vetting.offering",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VendorReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "policy_version",
                    models.CharField(help_text="Whose questions were asked.", max_length=20),
                ),
                (
                    "filled_in_by",
                    models.CharField(blank=True, help_text="As the vendor says.", max_length=200),
                ),
                ("filled_in_on", models.DateField(help_text="As the vendor says.", null=True)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "content",
                    models.BinaryField(help_text="The file as it came, to be looked up later."),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vendor_replies",
                        to="vetting.offering",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "vendor's reply",
                "verbose_name_plural": "vendors' replies",
            },
        ),
        migrations.CreateModel(
            name="VendorClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.CharField(max_length=60)),
                (
                    "value",
                    models.JSONField(help_text="A key, a number of days or a day as YYYY-MM-DD."),
                ),
                (
                    "document_title",
                    models.CharField(blank=True, help_text="What is to prove it.", max_length=300),
                ),
                ("document_url", models.URLField(blank=True, max_length=1000)),
                ("document_date", models.DateField(null=True)),
                ("remark", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be looked at"),
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("replaced", "replaced by a later reply"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "because",
                    models.TextField(blank=True, help_text="Why it was accepted or rejected."),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        help_text="What it became.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vetting.answer",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vendor_claims",
                        to="vetting.offering",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="vetting.vendorreply",
                    ),
                ),
            ],
            options={
                "verbose_name": "vendor's claim",
                "verbose_name_plural": "vendors' claims",
            },
        ),
        migrations.AddConstraint(
            model_name="vendorreply",
            constraint=models.UniqueConstraint(
                fields=("offering", "sha256"), name="reply_received_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("offering", "criterion"),
                name="claim_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("judged_at", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True), ("judged_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="claim_judged_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer", None), ("state", "accepted"), _connector="OR"),
                name="claim_answers_when_accepted",
            ),
        ),
        migrations.RunPython(let_staff_read, migrations.RunPython.noop),
    ]
