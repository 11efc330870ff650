"""Keep until when evidence counts, and to whom a proposal was sent back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("vetting", "0011_explanations"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="counts_until",
            field=models.DateField(
                db_index=True,
                editable=False,
                help_text="The last day on which it counts.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="returned_to",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose proposal was sent back, until the next one is made.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
