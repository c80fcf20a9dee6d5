"""A reminder that was not sent after all doesn't keep its rung from being reminded of when the date returns.

Concurrently, so that people can work: the new index is whole before the old one goes, and one of them is
always in force. What an interrupted run left behind is begun anew.
"""

from django.db import migrations, models

INDEX = "reminder_once_a_rung"
FIELDS = "requests_app_reminder (clock_id, person_id, rung, came_at) WHERE clock_id IS NOT NULL"


def _replaced(condition: str) -> list[str]:
    return [
        f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}_new",
        f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX}_new ON {FIELDS}{condition}",
        f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}",
        f"ALTER INDEX {INDEX}_new RENAME TO {INDEX}",
    ]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("requests_app", "0015_incident_reports")]

    operations = [
        migrations.RunSQL(
            _replaced(" AND dropped_at IS NULL"),
            _replaced(""),
            state_operations=[
                migrations.RemoveConstraint(model_name="reminder", name=INDEX),
                migrations.AddConstraint(
                    model_name="reminder",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("clock__isnull", False), ("dropped_at", None)),
                        fields=("clock", "person", "rung", "came_at"),
                        name=INDEX,
                    ),
                ),
            ],
        ),
        migrations.AlterField(  # no change in the database
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
                    ("passed", "Somebody else hears of it now"),
                    ("later", "A later reminder took its place"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
