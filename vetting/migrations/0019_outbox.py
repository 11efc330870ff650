"""Let the desk remind and tell: teams, owners, endpoints, subscriptions and the outbox."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0018_at_a_glance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("holder", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                (
                    "finished_at",
                    models.DateTimeField(help_text="Of the newest run that ended well.", null=True),
                ),
                (
                    "done",
                    models.JSONField(default=dict, help_text="What that run did, in numbers."),
                ),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "error",
                    models.TextField(blank=True, help_text="Why the newest run did not end well."),
                ),
            ],
        ),
        migrations.AlterModelOptions(
            name="offering",
            options={
                "permissions": [
                    ("assign_owner", "Can say who looks after an offering"),
                    ("snooze_reminder", "Can put a reminder off, with a reason"),
                ]
            },
        ),
        migrations.AddField(
            model_name="offering",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="Who looks after its verdict; without one, who proposed the verdict in force.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="movement",
            field=models.CharField(
                blank=True,
                choices=[("loosened", "loosened"), ("tightened", "tightened")],
                help_text="Empty where those who go by the status do as before.",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("webhook", "webhook"), ("chat", "chat"), ("mail", "mail")],
                        max_length=10,
                    ),
                ),
                (
                    "style",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slack", "Slack, or what takes its messages"),
                            ("teams", "Microsoft Teams"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What listens there, such as render farm.", max_length=80
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        help_text="An https address, or a mail address.", max_length=2000
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "previous_until",
                    models.DateTimeField(
                        editable=False,
                        help_text="Until then the secret before signs too.",
                        null=True,
                    ),
                ),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Attempts in a row that failed."
                    ),
                ),
                (
                    "paused_at",
                    models.DateTimeField(
                        editable=False, help_text="Messages wait until it is resumed.", null=True
                    ),
                ),
                ("paused_because", models.TextField(blank=True, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(
                        editable=False, help_text="Nothing is sent there any more.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        help_text="Empty where the production did it itself over the API.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "production",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to="vetting.production",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("digest", "the day's reminders"),
                            ("event", "event"),
                            ("test", "test"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField(help_text="The day that it is about, where the site is.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("dropped", "no longer needed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(help_text="Not to be tried before this moment.")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(help_text="Who is sending it.", null=True)),
                (
                    "claimed_until",
                    models.DateTimeField(
                        help_text="From then on whoever claimed it is taken for dead.", null=True
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, help_text="Why the newest attempt failed.")),
                ("heading", models.CharField(blank=True, max_length=250)),
                (
                    "text",
                    models.TextField(blank=True, help_text="As it was sent; kept for a while."),
                ),
                ("html", models.TextField(blank=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="vetting.endpoint",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="What it is about, such as review:12.", max_length=80
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        help_text="Which of its steps, such as before-14.", max_length=20
                    ),
                ),
                ("on", models.DateField(help_text="The day on which it was found to be told.")),
                (
                    "day",
                    models.DateField(help_text="The day that the subject is about.", null=True),
                ),
                (
                    "facts",
                    models.JSONField(default=dict, help_text="What it takes to put it into words."),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "endpoint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vetting.endpoint",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="vetting.message",
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="vetting.offering",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=80)),
                (
                    "until",
                    models.DateField(help_text="The first day on which reminders come again."),
                ),
                ("because", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(
                        help_text="Taken back, or replaced by another.", null=True
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
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snoozes",
                        to="vetting.offering",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="vetting.offering",
                    ),
                ),
                (
                    "production",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="vetting.production",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        max_length=80,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "Use lower-case letters, digits and single hyphens, such as adobe-firefly.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        help_text="Is told on the day something is due, and from then on.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="endpoint",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="endpoints",
                to="vetting.team",
            ),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by_mail",
                    models.BooleanField(
                        default=True, help_text="One mail a day, if there is anything."
                    ),
                ),
                (
                    "by_chat",
                    models.BooleanField(
                        default=False,
                        help_text="One message a day in the chat that you name below.",
                    ),
                ),
                (
                    "as_lead",
                    models.BooleanField(
                        default=True,
                        help_text="What is due or overdue with somebody of the team that you lead.",
                    ),
                ),
                (
                    "as_head",
                    models.BooleanField(
                        default=True,
                        help_text="What has been overdue for two weeks, as head of security.",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="vetting.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(help_text="Which calendar reads it.", max_length=80)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_read_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="vetting.team",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_at", "id"],
                name="message_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "sending")),
                fields=["claimed_until"],
                name="message_claimed",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "made_at", "id"], name="message_by_state"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["made_at", "id"], name="message_by_age"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("endpoint", None), ("person__isnull", False)),
                    models.Q(("endpoint__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="message_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False), ("what", "digest")),
                fields=("person", "on"),
                name="message_one_digest_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("endpoint__isnull", False), ("what", "digest")),
                fields=("endpoint", "on"),
                name="message_one_digest_there_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claim__isnull", False),
                        ("claimed_until__isnull", False),
                        ("state", "sending"),
                    ),
                    models.Q(
                        models.Q(("state", "sending"), _negated=True),
                        ("claim", None),
                        ("claimed_until", None),
                    ),
                    _connector="OR",
                ),
                name="message_sending_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="message_sent_at_some_time",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("message", None)), fields=["id"], name="notice_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["offering", "-id"], name="notice_of_offering"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("endpoint", None), ("person__isnull", False)),
                    models.Q(("endpoint__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="notice_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("subject", "step", "person"),
                name="notice_once_to_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("endpoint__isnull", False)),
                fields=("subject", "step", "endpoint"),
                name="notice_once_to_an_endpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("subject",),
                name="snooze_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.CheckConstraint(
                condition=models.Q(("because", ""), _negated=True), name="snooze_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("production", "offering"), name="subscribed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("production__isnull", False), ("team", None)),
                    models.Q(("person", None), ("production", None), ("team__isnull", False)),
                    models.Q(("person__isnull", False), ("production", None), ("team", None)),
                    _connector="OR",
                ),
                name="endpoint_is_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "chat"), ("style__gt", "")),
                    models.Q(models.Q(("channel", "chat"), _negated=True), ("style", "")),
                    _connector="OR",
                ),
                name="endpoint_chat_has_style",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paused_at", None), ("paused_because", "")),
                    models.Q(("paused_at__isnull", False), ("paused_because__gt", "")),
                    _connector="OR",
                ),
                name="endpoint_paused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("team", None)),
                    models.Q(("person", None), ("team__isnull", False)),
                    _connector="OR",
                ),
                name="feed_is_of_one",
            ),
        ),
    ]
