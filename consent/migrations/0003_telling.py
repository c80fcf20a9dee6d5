"""Telling the patient, guarded: no row without its ledger entry, and none is ever changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ROLE = settings.APP_DATABASE_ROLE
GUARDS = f"""
ALTER TABLE consent_telling ADD CONSTRAINT telling_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)
    REFERENCES ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED;
REVOKE UPDATE, DELETE, TRUNCATE ON consent_telling FROM {ROLE};
CREATE TRIGGER telling_is_never_changed BEFORE UPDATE OR DELETE ON consent_telling
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();
ALTER TABLE consent_telling ENABLE ALWAYS TRIGGER telling_is_never_changed;
"""
MEANS = [
    ("letter", "Letter"),
    ("phone", "Phone"),
    ("in_person", "In person"),
    ("app", "NHS App or text message"),
    ("email", "E-mail"),
]
WHAT = [
    ("told", "Told"),
    ("now", "To be told now"),
    ("later", "To be told later"),
    ("not", "Not to be told"),
    ("nobody", "Nobody to tell"),
]
WHOM = [
    ("patient", "The patient"),
    ("parent", "A person with parental responsibility"),
    ("attorney", "An attorney or deputy of the patient"),
    ("representative", "The personal representative of a patient who has died"),
    ("other", "Somebody else who may be told"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_objections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Telling",
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
                ("for_request", models.UUIDField(editable=False, help_text="The request's key.")),
                ("round", models.PositiveSmallIntegerField()),
                ("what", models.CharField(choices=WHAT, max_length=8)),
                ("reason", models.TextField(blank=True)),
                ("again_on", models.DateField(null=True)),
                ("told_on", models.DateField(null=True)),
                ("means", models.CharField(blank=True, choices=MEANS, max_length=16)),
                ("whom", models.CharField(blank=True, choices=WHOM, max_length=16)),
                (
                    "whom_because",
                    models.TextField(blank=True, help_text="Who they are, and why they may be told."),
                ),
                ("said", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
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
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["for_request"], name="telling_for_request")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(recorded_at__isnull=False, recorded_by__isnull=False),
                        name="telling_recorded_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=Q(what__in=["told", "now", "later", "not", "nobody"]),
                        name="telling_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(what="told", told_on__isnull=False)
                        & ~Q(means="")
                        & ~Q(whom="")
                        & ~Q(said="")
                        | (~Q(what="told") & Q(told_on=None, means="", whom="", said="")),
                        name="telling_says_who_was_told_what",
                    ),
                    models.CheckConstraint(
                        condition=Q(whom__in=["", "patient"]) | ~Q(whom_because=""),
                        name="telling_of_another_says_why",
                    ),
                    models.CheckConstraint(
                        condition=(Q(what__in=["later", "not"], again_on__isnull=False) & ~Q(reason=""))
                        | (~Q(what__in=["later", "not"]) & Q(again_on=None)),
                        name="telling_put_off_has_reason_and_day",
                    ),
                    models.CheckConstraint(
                        condition=~Q(what="nobody") | ~Q(reason=""), name="telling_nobody_says_why"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
