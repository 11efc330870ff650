"""Evidence with a file, a last day and a reader: kept as it is from then on by the database itself."""

import calendar
import tomllib
from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BATCH = 500
IN_EVERY_MONTH = 28
# Everything that is stated; the last day is worked out from it, and a new policy may move it.
STATED = (
    "kind", "title", "url", "document_date", "seen_on", "expires_on", "undated", "fingerprint",
    "created_at", "added_by_id", "file_key", "file_name", "file_type", "file_sha256", "file_size",
)  # fmt: skip
FROZEN = {
    "vetting_evidence": ("UPDATE OF " + ", ".join(STATED), "evidence is never changed; add new"),
    "vetting_reconfirmation": ("UPDATE", "that somebody read a proof again is never changed"),
}


def fill(apps, schema_editor):
    """Work out the last day of every proof, by the policy that was in force when it was kept."""
    model = apps.get_model("vetting", "Evidence")
    released = apps.get_model("vetting", "Policy").objects.filter(state="released")
    policies = [
        (policy.effective_on, tomllib.loads(policy.source)["evidence"])
        for policy in released.order_by("-effective_on", "-pk")
    ]
    batch = []
    for proof in model.objects.order_by("pk").iterator(chunk_size=BATCH):
        proof.counts_until = _last_day(proof, _kinds_on(proof.created_at.date(), policies))
        batch.append(proof)
        if len(batch) == BATCH:
            model.objects.bulk_update(batch, ["counts_until"])
            batch = []
    model.objects.bulk_update(batch, ["counts_until"])


def _kinds_on(day, policies):
    return next((kinds for since, kinds in policies if since <= day), policies[-1][1])


def _last_day(proof, kinds):
    """As the rules had it when this was written; what they do not know counts for no other day."""
    kind = kinds.get(proof.kind)
    if kind is None:
        return proof.seen_on
    from_document = kind["counts_from"] == "document" and proof.document_date
    start = proof.document_date if from_document else proof.seen_on
    if proof.expires_on is None:
        return _after(start, kind["valid"])
    if "at_most" not in kind:
        return proof.expires_on
    return min(proof.expires_on, _after(start, kind["at_most"]))


def _after(day, period):
    month = day.month - 1 + period.get("months", 0)
    year, month = day.year + month // 12, month % 12 + 1
    last = day.day
    if last > IN_EVERY_MONTH:
        last = min(last, calendar.monthrange(year, month)[1])
    return day.replace(year=year, month=month, day=last) + timedelta(period.get("days", 0))


def freeze(apps, schema_editor):
    execute = schema_editor.execute
    for table, (changing, why) in FROZEN.items():
        if schema_editor.connection.vendor == "postgresql":
            # The function came with the guards of the trail.
            execute(
                f"CREATE TRIGGER {table}_frozen BEFORE {changing} OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION vetting_refuse('{why}')"
            )
            execute(
                f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION vetting_refuse('{why}')"
            )
            continue
        for name, event in (("update", changing), ("delete", "DELETE")):
            execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )


def thaw(apps, schema_editor):
    execute = schema_editor.execute
    for table in FROZEN:
        if schema_editor.connection.vendor == "postgresql":
            execute(f"DROP TRIGGER {table}_frozen ON {table}")
            execute(f"DROP TRIGGER {table}_kept ON {table}")
        else:
            execute(f"DROP TRIGGER {table}_no_update")
            execute(f"DROP TRIGGER {table}_no_delete")


ORIGINS = [
    ("catalog", "catalogue file"),
    ("reread", "catalogue file, read again"),
    ("desk", "vetting desk"),
    ("inherited", "inherited from the plan"),
]
COUNTS_UNTIL = "The last day on which it counts, under the policy in force when it was kept."


def text(length, told, **more):
    return models.CharField(
        max_length=length, blank=True, editable=False, default="", help_text=told, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0013_requests_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="counts_until",
            field=models.DateField(null=True, editable=False, help_text=COUNTS_UNTIL),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="evidence",
            name="counts_until",
            field=models.DateField(db_index=True, editable=False, help_text=COUNTS_UNTIL),
        ),
        migrations.AddField(
            model_name="evidence",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Who stated it first; empty for what a catalogue file brought.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "evidence",
            "file_key",
            text(64, "Under which name, made by chance, the bytes lie in the folder for evidence."),
        ),
        migrations.AddField("evidence", "file_name", text(150, "What the file was called.")),
        migrations.AddField("evidence", "file_type", text(100, "What its content is.")),
        migrations.AddField(
            "evidence",
            "file_size",
            models.PositiveIntegerField(default=0, editable=False, help_text="In bytes."),
        ),
        migrations.AddField(
            "evidence", "file_sha256", text(64, "Fingerprint of its bytes.", db_index=True)
        ),
        migrations.AlterField(
            model_name="answer",
            name="origin",
            field=models.CharField(choices=ORIGINS, max_length=10),
        ),
        migrations.AlterField(
            model_name="answer",
            name="superseded_by",
            field=models.CharField(
                blank=True,
                choices=ORIGINS,
                help_text="Whether a catalogue file, the desk or the plan's new answer ended it.",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["title", "-seen_on", "id"], name="evidence_by_title"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    file_key="", file_name="", file_type="", file_sha256="", file_size=0
                )
                | models.Q(
                    file_key__gt="",
                    file_name__gt="",
                    file_type__gt="",
                    file_sha256__gt="",
                    file_size__gt=0,
                ),
                name="evidence_file_whole_or_none",
            ),
        ),
        migrations.CreateModel(
            name="Reconfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("because", models.TextField(blank=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="vetting.evidence",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "renewed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewal_of",
                        to="vetting.evidence",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("evidence", models.F("renewed")), _negated=True),
                        name="reconfirmation_not_of_itself",
                    )
                ],
            },
        ),
        # Last: on SQLite, changing a table makes it anew, and without its triggers.
        migrations.RunPython(freeze, thaw),
    ]
