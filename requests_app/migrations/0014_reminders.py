"""Reminders of clocks, each a row before it is a mail, and people's own calendar addresses."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

ROLE = settings.APP_DATABASE_ROLE
T = "requests_app_"
# What was sent before there were clocks: whose practice it was, when, and that nobody needs to read it anew.
# References are checked at once: an index can't be made of a table whose rows still wait to be checked.
OLD_ROWS = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE requests_app_reminder SET practice_id = request.practice_id, created_at = message.created_at,
    read_at = message.created_at, alone = true
FROM requests_app_request request, requests_app_outboxmessage message
WHERE request.id = requests_app_reminder.request_id AND message.id = requests_app_reminder.message_id;
SET CONSTRAINTS ALL DEFERRED;
"""
# Whom a reminder went to and of what is never changed, and none is deleted.
RIGHTS = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON {T}reminder FROM {ROLE};
GRANT UPDATE (message_id, read_at, dropped_at, dropped_because) ON {T}reminder TO {ROLE};
REVOKE UPDATE, TRUNCATE ON {T}calendarfeed FROM {ROLE};
GRANT UPDATE (digest, made_at, last_read_at) ON {T}calendarfeed TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0008_retention_and_disposal"),
        ("requests_app", "0013_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("last_read_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="reminder",
            options={"default_permissions": ()},
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_once_a_day",
        ),
        migrations.AddField(
            model_name="reminder",
            name="alone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="reminder",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="came_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="clock",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="requests_app.clock",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="created_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="reminder",
            name="dropped_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="dropped_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("met", "Done meanwhile"),
                    ("stopped", "The clock stands still"),
                    ("ended", "No longer needed"),
                    ("moved", "The date was changed"),
                    ("unseen", "They no longer see it"),
                    ("later", "A later reminder took its place"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="practice",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practices.practice",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="read_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="rung",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="message",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="requests_app.outboxmessage",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="requests_app.request",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("dropped_at", None), ("message", None)),
                fields=["person", "id"],
                name="reminder_to_gather",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("dropped_at", None), ("read_at", None)),
                fields=["person", "id"],
                name="reminder_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                models.F("person"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="reminder_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                models.F("practice"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="reminder_at_practice",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clock", None)),
                fields=("request", "rule", "person", "day"),
                name="reminder_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clock__isnull", False)),
                fields=("clock", "person", "rung", "came_at"),
                name="reminder_once_a_rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clock", None),
                    models.Q(
                        ("came_at__isnull", False),
                        ("due_at__isnull", False),
                        ("practice__isnull", False),
                        models.Q(("rung", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reminder_of_a_clock_says_which_rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at", None), ("dropped_because", "")),
                    models.Q(("dropped_at__isnull", False), models.Q(("dropped_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reminder_dropped_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        # Last: whoever writes to the outbox waits from here on, and not for all that goes before.
        migrations.AddField(
            model_name="outboxmessage",
            name="bounced_at",
            field=models.DateTimeField(null=True),
        ),
    ]
