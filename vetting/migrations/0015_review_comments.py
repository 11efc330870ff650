"""Keep what is said on a review, which the database refuses to change, and who is to try again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

TABLE = "vetting_reviewcomment"
WHY = "a comment on a review is never changed; add another"
EVENTS = ("UPDATE", "DELETE")


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
    for event in EVENTS:
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
    for event in EVENTS:
        execute(f"DROP TRIGGER {TABLE}_no_{event.lower()}")


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0014_evidence_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True),
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
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["state", "opened_at"], name="review_by_state"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=Q(state__in=["open", "proposed"], closed_at=None)
                | Q(state__in=["decided", "withdrawn"], closed_at__isnull=False),
                name="review_closed_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=Q(returned_to=None, returned_at=None)
                | Q(state="open", returned_to__isnull=False, returned_at__isnull=False),
                name="review_sent_back_while_open",
            ),
        ),
        migrations.CreateModel(
            name="ReviewComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("comment", "commented"),
                            ("noted", "added a reason"),
                            ("sent_back", "sent the proposal back"),
                            ("taken_back", "took the proposal back"),
                            ("withdrawn", "withdrew the review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "proposal",
                    models.JSONField(
                        default=dict,
                        help_text="The proposal that was sent or taken back, with its verdict.",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody where a rule of the registry said it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="vetting.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment on a review",
                "indexes": [models.Index(fields=["review", "id"], name="comment_by_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(text=""), name="review_comment_says_something"
                    )
                ],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
