"""Make room for what explains each offering; it is drawn with the next act on the answers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0010_near_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "offering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="explanation",
                        serialize=False,
                        to="vetting.offering",
                    ),
                ),
                (
                    "policy_sha256",
                    models.CharField(help_text="The text of the rules it is by.", max_length=64),
                ),
                ("drawn_on", models.DateField()),
                ("holds_until", models.DateField(null=True)),
                ("assessment", models.TextField(help_text="The outcome as JSON, without its day.")),
                ("criteria", models.TextField(help_text="How each criterion stands, as JSON.")),
                ("answers", models.TextField(help_text="The answers in force, as JSON.")),
                (
                    "path_to_yes",
                    models.TextField(help_text="The path to yes on the day it was drawn, as JSON."),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holds_until", None),
                            ("holds_until__gte", models.F("drawn_on")),
                            _connector="OR",
                        ),
                        name="explanation_holds_when_drawn",
                    )
                ],
            },
        ),
    ]
