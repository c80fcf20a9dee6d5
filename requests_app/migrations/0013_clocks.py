"""Clocks of requests, incidents and hand-overs, with every change of a date; guarded like the rest of the journey."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLE = settings.APP_DATABASE_ROLE
T = "requests_app_"

WITH_LEDGER_ENTRY = ("clockchange", "handover")
CHANGEABLE = {
    "clock": (
        "started_at",
        "due_at",
        "due_on",
        "state",
        "stopped_at",
        "stopped_days",
        "met_at",
        "ended_at",
        "explanation",
        "extended",
        "rung",
        "next_at",
    ),
    "clockchange": (),
    "handover": (
        "relevant_on",
        "acknowledged_by_id",
        "acknowledged_at",
        "extended_by_id",
        "extended_at",
        "extension_reason",
        "notice_sent_on",
        "answered_by_id",
        "answered_at",
        "answer",
        "closed_by_id",
        "closed_at",
    ),
}


def guards() -> str:
    """No change of a date commits without its ledger entry, none is changed later, and nothing is deleted."""
    lines = [
        f"ALTER TABLE {T}{name} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)"
        " REFERENCES ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED;"
        for name in WITH_LEDGER_ENTRY
    ]
    for name, columns in CHANGEABLE.items():
        lines.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {T}{name} FROM {ROLE};")
        if columns:
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {T}{name} TO {ROLE};")
    lines += [
        f"CREATE TRIGGER clockchange_is_never_changed BEFORE UPDATE OR DELETE ON {T}clockchange"
        f" FOR EACH ROW EXECUTE FUNCTION {T}refuse_change();",
        f"ALTER TABLE {T}clockchange ENABLE ALWAYS TRIGGER clockchange_is_never_changed;",
    ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0008_retention_and_disposal"),
        ("requests_app", "0012_answers_of_disposal_stand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sar", "Subject access request"),
                            ("foi", "Freedom of information request"),
                            ("complaint", "Data protection complaint"),
                        ],
                        max_length=12,
                    ),
                ),
                ("received_on", models.DateField()),
                ("relevant_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("extended_at", models.DateTimeField(null=True)),
                ("extension_reason", models.TextField(blank=True)),
                ("notice_sent_on", models.DateField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="practices.practice",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rule", models.CharField(max_length=32)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("stopped", "Stopped"),
                            ("met", "Met"),
                            ("ended", "Ended: no longer needed"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_days", models.PositiveSmallIntegerField(default=0)),
                ("met_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("explanation", models.JSONField(default=list)),
                ("extended", models.BooleanField(default=False)),
                ("rung", models.CharField(blank=True, default="", max_length=16)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="requests_app.incident",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="requests_app.request",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="requests_app.handover",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ClockChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("started", "Started"),
                            ("stopped", "Stopped"),
                            ("went_on", "Went on"),
                            ("extended", "Extended"),
                            ("recomputed", "Reckoned anew"),
                            ("met", "Met"),
                            ("ended", "Ended"),
                        ],
                        max_length=12,
                    ),
                ),
                ("old_due_at", models.DateTimeField(null=True)),
                ("new_due_at", models.DateTimeField(null=True)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="requests_app.clock",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["started", "stopped", "went_on", "extended", "recomputed", "met", "ended"],
                            )
                        ),
                        name="clock_change_kind_is_known",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["practice", "received_on", "id"],
                name="handover_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["sar", "foi", "complaint"])), name="handover_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                name="handover_opened_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                    _connector="OR",
                ),
                name="handover_acknowledged_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_at__isnull", False), ("extended_by__isnull", False)),
                    models.Q(("extended_at__isnull", True), ("extended_by__isnull", True)),
                    _connector="OR",
                ),
                name="handover_extended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    _connector="OR",
                ),
                name="handover_answered_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    _connector="OR",
                ),
                name="handover_closed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("relevant_on", None), ("relevant_on__gte", models.F("received_on")), _connector="OR"
                ),
                name="handover_relevant_not_before_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extended_at", None),
                    models.Q(
                        ("kind", "sar"),
                        ("notice_sent_on__isnull", False),
                        models.Q(("extension_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="handover_extension_has_notice_and_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at", "id"], name="clock_next"
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("state__in", ("running", "stopped"))),
                fields=["practice", "due_at", "id"],
                name="clock_practice_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handover", None), ("incident", None), ("request__isnull", False)),
                    models.Q(("handover", None), ("incident__isnull", False), ("request", None)),
                    models.Q(("handover__isnull", False), ("incident", None), ("request", None)),
                    _connector="OR",
                ),
                name="clock_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "stopped", "met", "ended"])),
                name="clock_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "stopped"), ("stopped_at__isnull", False)),
                    models.Q(models.Q(("state", "stopped"), _negated=True), ("stopped_at", None)),
                    _connector="OR",
                ),
                name="clock_stopped_at_when_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_at__isnull", False), ("state", "met")),
                    models.Q(models.Q(("state", "met"), _negated=True), ("met_at", None)),
                    _connector="OR",
                ),
                name="clock_met_at_when_met",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                    _connector="OR",
                ),
                name="clock_ended_at_when_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_at", None), ("state", "running"), _connector="OR"),
                name="clock_reminds_only_while_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request__isnull", False)),
                fields=("request", "rule", "round"),
                name="clock_once_a_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("incident__isnull", False)),
                fields=("incident", "rule", "round"),
                name="clock_once_an_incident",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handover__isnull", False)),
                fields=("handover", "rule", "round"),
                name="clock_once_a_handover",
            ),
        ),
        migrations.RunSQL(guards(), migrations.RunSQL.noop),
    ]
