"""Keep receipts, which the database itself refuses to change, and requests for vetting."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

TABLE = "vetting_receipt"
WHY = "a receipt is never changed"
ROLES = ("viewer", "analyst", "approver", "policy owner", "administrator")
READ = {"vettingrequest": "request", "requestsupporter": "production that asks"}


def freeze(apps, schema_editor):
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        # The function came with the guards of the trail.
        execute(
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION vetting_refuse('{WHY}')"
        )
        execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE TRUNCATE ON {TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION vetting_refuse('{WHY}')"
        )
        return
    for event in ("UPDATE", "DELETE"):
        execute(
            f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        )


def thaw(apps, schema_editor):
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(f"DROP TRIGGER {TABLE}_frozen ON {TABLE}")
        execute(f"DROP TRIGGER {TABLE}_kept ON {TABLE}")
        return
    for event in ("update", "delete"):
        execute(f"DROP TRIGGER {TABLE}_no_{event}")


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
        ("vetting", "0007_gate"),
    ]

    operations = [
        migrations.CreateModel(
            name="VettingRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "tool",
                    models.CharField(
                        help_text="As the first production called it.", max_length=120
                    ),
                ),
                ("plan", models.CharField(blank=True, max_length=120)),
                ("vendor", models.CharField(blank=True, max_length=120)),
                ("url", models.URLField(blank=True, max_length=2000)),
                (
                    "key",
                    models.CharField(
                        help_text="Tool and plan as they are compared.", max_length=255
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=253)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("in_review", "in review"),
                            ("answered", "answered"),
                            ("declined", "declined"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, help_text="What every production that asks is told."
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "offering",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="vetting.offering",
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
            },
        ),
        migrations.CreateModel(
            name="RequestSupporter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "words",
                    models.CharField(
                        help_text="What this production calls the tool.", max_length=250
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("purpose", models.TextField(blank=True, max_length=1000)),
                ("needed_by", models.DateField(blank=True, null=True)),
                ("contact", models.CharField(blank=True, max_length=200)),
                (
                    "key_label",
                    models.CharField(blank=True, help_text="Which API key asked.", max_length=80),
                ),
                (
                    "production",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="vetting.production",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters",
                        to="vetting.vettingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "production that asks",
                "verbose_name_plural": "productions that ask",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField(help_text="When it was first told.")),
                ("made_on", models.DateField()),
                ("as_of", models.DateField()),
                ("policy", models.CharField(blank=True, max_length=20)),
                ("policy_sha256", models.CharField(blank=True, max_length=64)),
                ("items", models.PositiveIntegerField()),
                ("summary", models.JSONField(default=dict)),
                ("question", models.BinaryField()),
                ("answer", models.BinaryField()),
                (
                    "production",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="vetting.production",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["production", "made_at"], name="receipt_newest")],
            },
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["state", "host"], name="request_by_host"),
        ),
        migrations.AddConstraint(
            model_name="vettingrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "in_review"])),
                fields=("key",),
                name="request_one_under_way",
                violation_error_message="There is a request for this tool and plan already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state__in", ["open", "in_review"])),
                    models.Q(
                        ("answered_at__isnull", False), ("state__in", ["answered", "declined"])
                    ),
                    _connector="OR",
                ),
                name="request_answered_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="request_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="requestsupporter",
            index=models.Index(fields=["production", "asked_at"], name="request_newest"),
        ),
        migrations.AddConstraint(
            model_name="requestsupporter",
            constraint=models.UniqueConstraint(
                fields=("request", "production"), name="request_voted_once"
            ),
        ),
        migrations.RunPython(freeze, thaw),
        migrations.RunPython(let_staff_read, migrations.RunPython.noop),
    ]
