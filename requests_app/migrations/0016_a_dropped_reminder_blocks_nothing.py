"""A reminder that was not sent after all, or of another date, doesn't keep its rung from being reminded of.

Concurrently, so that people can work: the new index is whole before the old one goes, and one of them is
always in force. A run that was broken off is taken up wherever it stood. There is no way back once something
stands that the old index forbids.
"""

from typing import Any

from django.db import migrations, models, transaction
from django.db.migrations.exceptions import IrreversibleError

INDEX = "reminder_once_a_rung"
OLD = "(clock_id, person_id, rung, came_at) WHERE clock_id IS NOT NULL"
NEW = "(clock_id, person_id, rung, came_at, due_at) WHERE clock_id IS NOT NULL AND dropped_at IS NULL"
FINISHED = """
SELECT indisvalid AND (pg_get_indexdef(indexrelid) LIKE '%%due_at%%') = %s
FROM pg_index WHERE indexrelid = to_regclass(%s)
"""
FORBIDDEN = """
SELECT EXISTS (
    SELECT FROM requests_app_reminder WHERE clock_id IS NOT NULL
    GROUP BY clock_id, person_id, rung, came_at HAVING count(*) > 1)
"""


def _asked(editor: Any, statement: str, values: list[Any]) -> bool:
    with editor.connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return bool(found and found[0])


def _replace(editor: Any, wanted: str) -> None:
    """Nothing to do where the index is as `wanted`; one that a broken-off run left half built is begun anew."""
    if _asked(editor, FINISHED, [wanted == NEW, INDEX]):
        return
    editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}_new")
    editor.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX}_new ON requests_app_reminder {wanted}")
    with transaction.atomic(using=editor.connection.alias):
        editor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        editor.execute(f"ALTER INDEX {INDEX}_new RENAME TO {INDEX}")


def forwards(apps: Any, editor: Any) -> None:
    _replace(editor, NEW)


def backwards(apps: Any, editor: Any) -> None:
    """Raises IrreversibleError, before anything is changed, where two reminders of one rung stand."""
    if _asked(editor, FORBIDDEN, []):
        raise IrreversibleError(f"{INDEX}: a rung was reminded of again, which the index before forbids.")
    _replace(editor, OLD)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("requests_app", "0015_incident_reports")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(forwards, backwards)],
            state_operations=[
                migrations.RemoveConstraint(model_name="reminder", name=INDEX),
                migrations.AddConstraint(
                    model_name="reminder",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("clock__isnull", False), ("dropped_at", None)),
                        fields=("clock", "person", "rung", "came_at", "due_at"),
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
