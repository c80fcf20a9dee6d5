"""Destroying encrypted details by two people, and what holds them back; guarded like the rest of the journey."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLE = settings.APP_DATABASE_ROLE
T = "requests_app_"
CHANGEABLE = {
    "disposal": ("confirmed_by_id", "confirmed_at", "declined_by_id", "declined_at"),
    "disposalhold": ("lifted_by_id", "lifted_at"),
}


def guards() -> str:
    """No row commits without its ledger entry, and only what answers it is filled in later."""
    lines = []
    for name, columns in CHANGEABLE.items():
        lines += [
            f"ALTER TABLE {T}{name} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY"
            " (ledger_log, ledger_event) REFERENCES ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED;",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {T}{name} FROM {ROLE};",
            f"GRANT UPDATE ({', '.join(columns)}) ON {T}{name} TO {ROLE};",
        ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0010_unconfirmed_joinings_stop_nothing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("reason", models.TextField()),
                (
                    "keep_until",
                    models.DateField(help_text="The last day of its retention when it was proposed."),
                ),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposals",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                        name="disposal_proposed_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="disposal_confirmed_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                            models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="disposal_declined_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposal_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at", None), ("declined_at", None), _connector="OR"),
                        name="disposal_one_answer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at", None), ("declined_at", None)),
                        fields=("request",),
                        name="disposal_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("reason", models.TextField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposal_holds",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("placed_at__isnull", False), ("placed_by__isnull", False)),
                        name="disposal_hold_placed_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="disposal_hold_lifted_at_and_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("request",),
                        name="disposal_hold_one_live",
                    ),
                ],
            },
        ),
        migrations.RunSQL(guards(), migrations.RunSQL.noop),
    ]
