"""Objections, and the pages of those who object, guarded: no row without its entry, only its ending comes later."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ROLE = settings.APP_DATABASE_ROLE
ENDING = ("ended_at", "ended_by_id", "ended_because", "ended_event")
OBJECTION, PAGE = "consent_objection", "consent_patientpage"


def guards() -> str:
    """Foreign keys into the ledger, grants by column, and triggers that hold for every role."""
    columns = ", ".join(repr(column) for column in ENDING)
    lines = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY (ledger_log, {event})"
        " REFERENCES ledger_event (log, event_id) DEFERRABLE INITIALLY DEFERRED;"
        for table, name, event in (
            (OBJECTION, "objection", "ledger_event"),
            (OBJECTION, "objection_ending", "ended_event"),
            (PAGE, "patientpage", "ledger_event"),
        )
    ]
    lines += [
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {OBJECTION}, {PAGE} FROM {ROLE};",
        f"GRANT UPDATE ({', '.join(ENDING)}) ON {OBJECTION} TO {ROLE};",
        f"CREATE TRIGGER objection_only_ends BEFORE UPDATE ON {OBJECTION} FOR EACH ROW"
        f" WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION consent_only_its_ending({columns});",
        f"CREATE TRIGGER objection_ending_stands BEFORE UPDATE ON {OBJECTION} FOR EACH ROW"
        " WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION consent_refuse_change();",
        f"CREATE TRIGGER objection_is_never_deleted BEFORE DELETE ON {OBJECTION}"
        " FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();",
        f"CREATE TRIGGER patientpage_is_never_changed BEFORE UPDATE OR DELETE ON {PAGE}"
        " FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();",
    ]
    lines += [
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};"
        for table, trigger in (
            (OBJECTION, "objection_only_ends"),
            (OBJECTION, "objection_ending_stands"),
            (OBJECTION, "objection_is_never_deleted"),
            (PAGE, "patientpage_is_never_changed"),
        )
    ]
    return "\n".join(lines)


def key(to, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options)


def known_by():
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("nhs_number_index", models.CharField(blank=True, editable=False, max_length=64)),
        ("name_and_birth_index", models.CharField(blank=True, editable=False, max_length=64)),
        ("index_key_version", models.PositiveSmallIntegerField(default=1, editable=False)),
        ("ledger_log", models.TextField(editable=False)),
        ("ledger_event", models.UUIDField(editable=False)),
        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        ("practice", key("practices.practice")),
    ]


def when_and_who(stem, model, *, optional):
    both = Q((f"{stem}_at__isnull", False), (f"{stem}_by__isnull", False))
    neither = Q((f"{stem}_at__isnull", True), (f"{stem}_by__isnull", True))
    return models.CheckConstraint(
        name=f"{model}_{stem}_at_and_by",
        condition=Q(both, neither, _connector="OR") if optional else both,
    )


SOMEBODY = Q(("name_and_birth_index", ""), ("nhs_number_index", ""), _negated=True)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PatientPage",
            fields=[
                *known_by(),
                ("made_at", models.DateTimeField()),
                ("made_by", key(settings.AUTH_USER_MODEL)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        name="patient_page_once",
                        fields=("practice", "nhs_number_index", "name_and_birth_index"),
                    ),
                    models.CheckConstraint(name="patient_page_of_somebody", condition=SOMEBODY),
                    when_and_who("made", "patient_page", optional=False),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                *known_by(),
                ("page", key("consent.patientpage")),
                (
                    "against",
                    models.CharField(
                        choices=[
                            ("everybody", "Any request about them"),
                            ("kind", "Requests from one kind of requester"),
                            ("organisation", "Requests from one organisation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("requester_kind", models.CharField(blank=True, max_length=40)),
                ("organisation", models.UUIDField(editable=False, null=True)),
                ("organisation_name", models.CharField(blank=True, max_length=200)),
                (
                    "items",
                    models.JSONField(blank=True, default=list, help_text="data items; empty for all"),
                ),
                (
                    "said_by",
                    models.CharField(
                        choices=[
                            ("patient", "The patient"),
                            ("parent", "A person with parental responsibility"),
                            ("attorney", "An attorney under a registered power of attorney"),
                            ("deputy", "A deputy appointed by the Court of Protection"),
                            ("representative", "Somebody else who may speak for the patient"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "speaker",
                    models.CharField(
                        blank=True, help_text="Who spoke for them, and why they may.", max_length=300
                    ),
                ),
                ("said_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("letter", "Letter or form"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                            ("app", "NHS App or text message"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", models.TextField(help_text="What they said, in their words.")),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", key(settings.AUTH_USER_MODEL)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", key(settings.AUTH_USER_MODEL, null=True)),
                ("ended_because", models.TextField(blank=True)),
                ("ended_event", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "default_permissions": (),
                "ordering": ["-id"],
                "constraints": [
                    when_and_who("recorded", "objection", optional=False),
                    when_and_who("ended", "objection", optional=True),
                    models.CheckConstraint(name="objection_of_somebody", condition=SOMEBODY),
                    models.CheckConstraint(
                        name="objection_says_against_whom",
                        condition=Q(
                            Q(
                                ("against", "everybody"),
                                ("organisation", None),
                                ("organisation_name", ""),
                                ("requester_kind", ""),
                            ),
                            Q(
                                ("against", "kind"),
                                ("organisation", None),
                                ("organisation_name", ""),
                                Q(("requester_kind", ""), _negated=True),
                            ),
                            Q(
                                ("against", "organisation"),
                                ("requester_kind", ""),
                                Q(("organisation_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.CheckConstraint(
                        name="objection_speaker_named",
                        condition=Q(
                            ("said_by", "patient"), Q(("speaker", ""), _negated=True), _connector="OR"
                        ),
                    ),
                    models.CheckConstraint(
                        name="objection_in_words", condition=Q(("words", ""), _negated=True)
                    ),
                    models.CheckConstraint(
                        name="objection_ending_is_whole",
                        condition=Q(
                            Q(("ended_at", None), ("ended_because", ""), ("ended_event", None)),
                            Q(
                                ("ended_at__isnull", False),
                                ("ended_event__isnull", False),
                                Q(("ended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                ],
                "indexes": [
                    models.Index(
                        name="objection_by_number",
                        fields=["practice", "nhs_number_index"],
                        condition=Q(("nhs_number_index", ""), _negated=True),
                    ),
                    models.Index(
                        name="objection_by_name",
                        fields=["practice", "name_and_birth_index"],
                        condition=Q(("name_and_birth_index", ""), _negated=True),
                    ),
                ],
            },
        ),
        migrations.RunSQL(guards(), migrations.RunSQL.noop),
    ]
