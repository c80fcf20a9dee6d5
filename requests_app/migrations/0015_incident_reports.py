"""Whether an incident was reported to the Information Commissioner, or why it need not be."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ROLE = settings.APP_DATABASE_ROLE
TABLE = "requests_app_incidentreport"
GUARDS = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT incidentreport_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)
    REFERENCES ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED;
REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {ROLE};
CREATE TRIGGER incidentreport_is_never_changed BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION requests_app_refuse_change();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER incidentreport_is_never_changed;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0009_closures"),
        ("requests_app", "0014_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncidentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="requests_app.incident",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        name="incident_report_or_why_not",
                        condition=Q(("reported_at__isnull", False), ~Q(("reason", "")), _connector="OR"),
                    ),
                    models.CheckConstraint(
                        name="incident_report_recorded_at_and_by",
                        condition=Q(("recorded_at__isnull", False), ("recorded_by__isnull", False)),
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
