"""Let the desk join and answer requests: stored votes, the first day of need, a queue, rights."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, Min, OuterRef, Subquery

ROLE = "analyst"


def count(apps, schema_editor):
    """Votes and days were counted for every reading; they are stored now."""
    requests = apps.get_model("vetting", "VettingRequest").objects
    asking = apps.get_model("vetting", "RequestSupporter").objects
    mine = asking.filter(request=OuterRef("pk")).order_by().values("request")
    requests.filter(supporters__isnull=False).update(
        votes=Subquery(mine.annotate(n=Count("pk")).values("n")),
        needed_by=Subquery(mine.annotate(first=Min("needed_by")).values("first")),
    )


def let_analysts_handle(apps, schema_editor):
    """Django makes permissions only after all migrations, so it is made here where missing."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="vetting", model="vettingrequest"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="change_vettingrequest",
        defaults={"name": "Can change request"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=ROLE):
        group.permissions.add(permission)


def let_nobody_handle(apps, schema_editor):
    held = apps.get_model("auth", "Permission").objects.filter(codename="change_vettingrequest")
    for group in apps.get_model("auth", "Group").objects.filter(name=ROLE):
        group.permissions.remove(*held)


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0012_tenants"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="vettingrequest",
            name="request_answered_at_some_time",
        ),
        migrations.AddField(
            model_name="requestsupporter",
            name="formerly",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Ids of requests that it asked under, which were joined into this one.",
            ),
        ),
        migrations.AddField(
            model_name="vettingrequest",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                help_text="The request for the same that goes on in its place.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="vetting.vettingrequest",
            ),
        ),
        migrations.AddField(
            model_name="vettingrequest",
            name="needed_by",
            field=models.DateField(
                blank=True, help_text="The first day on which one of them needs it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="vettingrequest",
            name="told_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("banned", "Banned"),
                    ("not_vetted", "Not vetted"),
                    ("conditional", "Conditional"),
                    ("approved", "Approved"),
                ],
                help_text="What was told of the offering when the answer was given.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="vettingrequest",
            name="votes",
            field=models.PositiveIntegerField(default=0, help_text="How many productions ask."),
        ),
        migrations.AlterField(
            model_name="vettingrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("in_review", "in review"),
                    ("answered", "answered"),
                    ("declined", "declined"),
                    ("joined", "joined to another"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="vettingrequest",
            name="place",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(state="open", then=models.Value(0)),
                    models.When(state="in_review", then=models.Value(1)),
                    default=models.Value(2),
                ),
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["key"], name="request_by_key"),
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["place", "created_at", "id"], name="request_queue"),
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["votes", "id"], name="request_by_votes"),
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["needed_by", "id"], name="request_by_need"),
        ),
        migrations.AddIndex(
            model_name="vettingrequest",
            index=models.Index(fields=["created_at", "id"], name="request_by_age"),
        ),
        migrations.AddConstraint(
            model_name="vettingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state__in", ["open", "in_review", "joined"])),
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
                condition=models.Q(
                    models.Q(("joined_to__isnull", False), ("state", "joined")),
                    models.Q(models.Q(("state", "joined"), _negated=True), ("joined_to", None)),
                    _connector="OR",
                ),
                name="request_joined_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("joined_to", None),
                    models.Q(("joined_to", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="request_not_joined_to_itself",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.RunPython(let_analysts_handle, let_nobody_handle),
    ]
