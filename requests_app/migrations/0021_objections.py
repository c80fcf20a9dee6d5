"""How objections are weighed for a request, guarded: with its ledger entry, by somebody who took part, once alive."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ROLE = settings.APP_DATABASE_ROLE
TABLE = "requests_app_objectionweighing"
LATER = "DEFERRABLE INITIALLY DEFERRED"
GUARDS = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT objectionweighing_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)
    REFERENCES ledger_event (log, event_id) {LATER};
ALTER TABLE {TABLE} ADD CONSTRAINT objection_weigher_took_part FOREIGN KEY (request_id, weighed_by_id, part)
    REFERENCES requests_app_participation (request_id, person_id, part) {LATER};
REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {ROLE};
GRANT UPDATE (voided_at, voided_because) ON {TABLE} TO {ROLE};
"""


def key(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_objections"),
        ("requests_app", "0020_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ObjectionWeighing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("request", key("requests_app.request", "objection_weighings")),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("objection", key("consent.objection")),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("upheld", "Upheld for some or all of the items"),
                            ("not_upheld", "Not upheld"),
                            ("somebody_else", "It is another person’s objection"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "considered",
                    models.JSONField(
                        blank=True, default=list, help_text="tokens of the items that it was about"
                    ),
                ),
                (
                    "upheld",
                    models.JSONField(
                        blank=True, default=list, help_text="tokens of the items for which it was upheld"
                    ),
                ),
                ("reason", models.TextField()),
                ("weighed_by", key(settings.AUTH_USER_MODEL)),
                ("part", models.CharField(editable=False, max_length=8)),
                ("weighed_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("voided_because", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "default_permissions": (),
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        name="objection_weighing_weighed_at_and_by",
                        condition=Q(("weighed_at__isnull", False), ("weighed_by__isnull", False)),
                    ),
                    models.CheckConstraint(
                        name="objection_weighing_says_why", condition=Q(("reason", ""), _negated=True)
                    ),
                    models.CheckConstraint(
                        name="objection_weighing_upheld_for_items",
                        condition=Q(
                            Q(("conclusion", "upheld"), Q(("upheld", []), _negated=True)),
                            Q(Q(("conclusion", "upheld"), _negated=True), ("upheld", [])),
                            _connector="OR",
                        ),
                    ),
                    models.UniqueConstraint(
                        name="objection_weighing_one_live",
                        fields=("request", "objection"),
                        condition=Q(("voided_at", None)),
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
