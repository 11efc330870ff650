"""Find what is due by one index on either database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vetting", "0020_reminder_roles")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_waiting"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "next_at", "id"], name="message_due"),
        ),
    ]
