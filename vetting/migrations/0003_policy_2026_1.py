"""Bring the policy that ships with the product: the text itself, released for good."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

VERSION = "2026.1"
RELEASED_AT = datetime(2026, 11, 22, tzinfo=UTC)
SOURCE = Path(__file__).parent.parent / "scoring" / "policies" / f"{VERSION}.toml"


def bring(apps, schema_editor):
    text = SOURCE.read_text(encoding="utf-8")
    apps.get_model("vetting", "Policy").objects.create(
        version=VERSION,
        source=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        state="released",
        shipped=True,
        effective_on=date(2026, 1, 1),
        released_at=RELEASED_AT,
    )


class Migration(migrations.Migration):
    dependencies = [("vetting", "0002_append_only")]

    # It cannot be taken back: the database protects released policies.
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
