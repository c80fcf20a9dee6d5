"""The mails that go before all others are found without sorting those that wait.

Concurrently: what a run that was broken off left of the index is dropped first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("requests_app", "0016_a_dropped_reminder_blocks_nothing")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS outbox_to_send_first", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(
                    ("given_up_at", None),
                    ("sent_at", None),
                    (
                        "topic__in",
                        [
                            "decision.approved_in_emergency",
                            "emergency.logged",
                            "emergency.to_review",
                            "reminder",
                        ],
                    ),
                ),
                fields=["not_before", "id"],
                name="outbox_to_send_first",
            ),
        ),
    ]
