"""Let an offering be our own tenant of a plan, whose answers it inherits."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0011_explanations"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="inherited_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The plan's answer that this tenant's was carried over from.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vetting.answer",
            ),
        ),
        migrations.AddField(
            model_name="offering",
            name="tenant_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The plan that this is our own tenant of; its answers are inherited.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenants",
                to="vetting.offering",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="origin",
            field=models.CharField(
                choices=[
                    ("catalog", "catalogue file"),
                    ("desk", "vetting desk"),
                    ("inherited", "inherited from the plan"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="superseded_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("catalog", "catalogue file"),
                    ("desk", "vetting desk"),
                    ("inherited", "inherited from the plan"),
                ],
                help_text="Whether a catalogue file, the desk or the plan's new answer ended it.",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("inherited_from__isnull", False), ("origin", "inherited")),
                    models.Q(
                        models.Q(("origin", "inherited"), _negated=True), ("inherited_from", None)
                    ),
                    _connector="OR",
                ),
                name="answer_inherited_from_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(("tenant_of", models.F("id")), _negated=True),
                name="offering_not_its_own_tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tenant_of", None),
                    ("kind__in", ["studio_tenant", "netflix_enterprise_agreement"]),
                    _connector="OR",
                ),
                name="offering_tenant_kind",
                violation_error_message="A tenant of a plan is the studio's own, or provided under its enterprise agreement; no other kind.",
            ),
        ),
    ]
