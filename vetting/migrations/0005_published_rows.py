"""Keep with each status period the row that lists publish, and fill it in for what stands already."""

import json

from django.db import migrations, models
from django.db.models import F

OFFERING = {
    "full_name": F("offering__full_name"),
    "kind": F("offering__kind"),
    "tool_slug": F("offering__tool__slug"),
    "tool_name": F("offering__tool__name"),
    "modalities": F("offering__tool__modalities"),
    "vendor_slug": F("offering__tool__vendor__slug"),
    "vendor_name": F("offering__tool__vendor__name"),
    "offering_slug": F("offering__slug"),
}
DECIDED = {
    "verdict": F("decision__verdict"),
    "policy": F("decision__policy__version"),
    "computed": F("decision__assessment__verdict"),
    "reasons": F("decision__assessment__result__reasons"),
    "score_2": F("decision__assessment__p2"),
    "score_3": F("decision__assessment__p3"),
    "day": F("decision__decided_on"),
    "moment": F("decision__decided_at"),
}
COLUMNS = ("slug", "name", "p2", "p3", "decided_on", "decided_at", "document")


def fill(apps, schema_editor):
    """What comes from upstream gets its reasons when it is next drawn; its sentence has them."""
    model = apps.get_model("vetting", "StatusPeriod")
    named = model.objects.annotate(**OFFERING, **DECIDED).order_by("pk")
    batch = []
    for period in named.iterator(chunk_size=500):
        batch.append(_filled(period))
        if len(batch) == 500:
            model.objects.bulk_update(batch, COLUMNS)
            batch = []
    model.objects.bulk_update(batch, COLUMNS)


def _filled(period):
    period.slug, period.name = period.offering_slug, period.full_name
    period.p2, period.p3 = period.score_2, period.score_3
    period.decided_on, period.decided_at = period.day, period.moment
    period.document = json.dumps(_row(period), ensure_ascii=False, separators=(",", ":"))
    return period


def _row(period):
    said = [{"criterion": None, "text": period.because, "source": None}]
    reasons = (period.reasons or []) if period.reason in ("decided", "open_questions") else []
    overruled = period.computed != period.verdict
    return {
        "slug": period.slug,
        "name": period.name,
        "vendor": {"slug": period.vendor_slug, "name": period.vendor_name},
        "tool": {
            "slug": period.tool_slug,
            "name": period.tool_name,
            "modalities": period.modalities,
        },
        "kind": period.kind,
        "status": period.status,
        "status_reason": period.reason,
        "usable": period.status in ("approved", "conditional"),
        "scores": {"p2": _number(period.p2), "p3": _number(period.p3)},
        "ceiling": period.ceiling,
        "conditions": period.conditions,
        "reasons": said + reasons if overruled or not reasons else reasons,
        "policy": period.policy,
        "decided_on": _day(period.decided_on),
        "review_due_on": _day(period.review_due_on),
        "valid_until": _day(period.valid_until),
    }


def _number(score):
    return None if score is None else float(score)


def _day(day):
    return day.isoformat() if day else None


class Migration(migrations.Migration):
    dependencies = [("vetting", "0004_roles")]

    operations = [
        migrations.RemoveIndex(model_name="statusperiod", name="period_by_status"),
        migrations.AddField(
            model_name="statusperiod",
            name="upstream_decision",
            field=models.ForeignKey(
                help_text="The decision below in the chain that the status comes from.",
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="vetting.decision",
            ),
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="slug",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="name",
            field=models.CharField(default="", help_text="Tool and plan.", max_length=250),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="p2",
            field=models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name="P2"),
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="p3",
            field=models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name="P3"),
        ),
        migrations.AddField(
            model_name="statusperiod", name="decided_on", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="statusperiod", name="decided_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="document",
            field=models.TextField(default="", help_text="The row that lists publish, as JSON."),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(fields=["status", "name", "offering"], name="period_by_status"),
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(fields=["name", "offering"], name="period_by_name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
