"""Keep beside each assessment which questions it leaves open, and index what is counted of a day."""

from django.db import migrations, models

BATCH = 500
AT_A_GLANCE = ("ends_on", "status", "reason", "valid_until", "review_due_on")


def write_open_keys(apps, schema_editor):
    """Those of the current assessments: no other is counted."""
    assessments = apps.get_model("vetting", "Assessment").objects
    current = assessments.filter(superseded_at=None, open_questions__gt=0)
    keys = list(current.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = list(assessments.filter(pk__in=keys[start : start + BATCH]).only("pk", "result"))
        for row in rows:
            asked = " ".join(q["criterion"] for q in row.result.get("open_questions", []))
            row.open_keys = f" {asked} " if asked else ""
        assessments.bulk_update(rows, ["open_keys"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0017_exchange"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="open_keys",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="The criteria that are open, each between spaces, for counting and lists.",
            ),
        ),
        migrations.RunPython(write_open_keys, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("superseded_at", None)),
                fields=["offering", "verdict", "p2", "p3", "open_keys", "superseded_at"],
                name="assessment_at_a_glance",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["assessed_at", "id"], name="assessment_by_moment"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["at"], name="audit_by_moment"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["decided_on", "id"], name="decision_by_day"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("override__isnull", False)),
                fields=["id"],
                name="decision_departs",
            ),
        ),
        migrations.RemoveIndex(model_name="statusperiod", name="period_by_start"),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(
                fields=["starts_on", "offering", *AT_A_GLANCE], name="period_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(
                fields=["offering", "starts_on", *AT_A_GLANCE], name="period_of_offering"
            ),
        ),
        migrations.AddIndex(
            model_name="offering",
            index=models.Index(fields=["created_at"], name="offering_by_age"),
        ),
    ]
