"""Consents and askings for them, guarded: no row without its ledger entry, and only its ending is filled in later."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ROLE = settings.APP_DATABASE_ROLE
ENDING = {
    "consent": (
        "withdrawn_at",
        "withdrawn_by_id",
        "withdrawn_on",
        "withdrawn_how",
        "withdrawn_to",
        "withdrawal_event",
    ),
    "asking": ("answer", "answer_reason", "answered_by_id", "answered_at", "answer_event", "consent_id"),
}
ENDED = {"consent": ("withdrawn_at", "withdrawal_event"), "asking": ("answered_at", "answer_event")}

REFUSE = """
CREATE FUNCTION consent_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION consent_only_its_ending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV <> to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION '% is never changed, only ended', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
UNDO = "DROP FUNCTION consent_refuse_change() CASCADE; DROP FUNCTION consent_only_its_ending() CASCADE;"


def guards() -> str:
    """Foreign keys into the ledger, grants by column, and triggers that hold for every role."""
    later = "DEFERRABLE INITIALLY DEFERRED"
    lines = []
    for name, columns in ENDING.items():
        table, (at, event) = f"consent_{name}", ENDED[name]
        lines += [
            f"ALTER TABLE {table} ADD CONSTRAINT {name}_has_ledger_entry FOREIGN KEY (ledger_log, ledger_event)"
            f" REFERENCES ledger_event (log, event_id) {later};",
            f"ALTER TABLE {table} ADD CONSTRAINT {name}_ending_has_ledger_entry FOREIGN KEY (ledger_log, {event})"
            f" REFERENCES ledger_event (log, event_id) {later};",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {ROLE};",
            f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {ROLE};",
            f"CREATE TRIGGER {name}_only_ends BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.{at} IS NULL)"
            f" EXECUTE FUNCTION consent_only_its_ending({', '.join(repr(c) for c in columns)});",
            f"CREATE TRIGGER {name}_ending_stands BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN (OLD.{at} IS NOT NULL) EXECUTE FUNCTION consent_refuse_change();",
            f"CREATE TRIGGER {name}_is_never_deleted BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();",
        ]
        lines += [
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}_{trigger};"
            for trigger in ("only_ends", "ending_stands", "is_never_deleted")
        ]
    return "\n".join(lines)


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


def practice():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
    )


def named_row():
    """What both tables start with."""
    return [
        (
            "id",
            models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
        ),
        ("ledger_log", models.TextField(editable=False)),
        ("ledger_event", models.UUIDField(editable=False)),
        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        ("for_request", models.UUIDField(editable=False, help_text="The request's key.")),
        ("practice", practice()),
    ]


def paired(stem, model, optional=True):
    both = Q((f"{stem}_at__isnull", False), (f"{stem}_by__isnull", False))
    neither = Q((f"{stem}_at__isnull", True), (f"{stem}_by__isnull", True))
    return models.CheckConstraint(
        name=f"{model}_{stem}_at_and_by", condition=(both | neither) if optional else both
    )


HOW = [
    ("signed", "On a signed form or letter"),
    ("in_person", "In person"),
    ("phone", "By phone, with two identifiers checked"),
]
ENDED_HOW = [*HOW, ("mistake", "Not withdrawn: it was recorded by mistake")]
IDENTIFIERS = [
    ("name", "Full name"),
    ("birth", "Date of birth"),
    ("address", "Address"),
    ("nhs_number", "NHS number"),
    ("call_back", "Called back on the number in the record"),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("ledger", "0002_guards"),
        ("practices", "0009_closures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                *named_row(),
                (
                    "given_by",
                    models.CharField(
                        choices=[
                            ("patient", "The patient"),
                            ("parent", "A person with parental responsibility"),
                            ("attorney", "An attorney under a registered power of attorney"),
                            ("deputy", "A deputy appointed by the Court of Protection"),
                            ("representative", "The personal representative of somebody who has died"),
                        ],
                        max_length=16,
                    ),
                ),
                ("given_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "authority_seen",
                    models.TextField(blank=True, help_text="Which instrument was seen, and what it says."),
                ),
                ("capacity", models.TextField(help_text="How capacity was considered.")),
                ("patient_is_child", models.BooleanField()),
                (
                    "competence",
                    models.TextField(blank=True, help_text="How a child's competence was considered."),
                ),
                ("explained", models.TextField(help_text="What was explained before it was given.")),
                ("recipient", models.CharField(max_length=300)),
                ("purpose", models.TextField()),
                (
                    "items",
                    models.JSONField(blank=True, default=list, help_text="tokens of the request's items"),
                ),
                (
                    "wording",
                    models.JSONField(help_text="For each token: the requester's own words, and the detail."),
                ),
                (
                    "subject_version",
                    models.PositiveIntegerField(help_text="The request's, when it was given."),
                ),
                ("given_on", models.DateField()),
                ("how", models.CharField(choices=HOW, max_length=16)),
                ("identifier_one", models.CharField(blank=True, choices=IDENTIFIERS, max_length=16)),
                ("identifier_two", models.CharField(blank=True, choices=IDENTIFIERS, max_length=16)),
                ("evidence", models.CharField(help_text="Where the evidence is kept.", max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("requester_has_power", models.BooleanField()),
                ("freely_given", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_on",
                    models.DateField(help_text="The day on which the practice was told.", null=True),
                ),
                ("withdrawn_how", models.CharField(blank=True, choices=ENDED_HOW, max_length=16)),
                (
                    "withdrawn_to",
                    models.CharField(
                        blank=True,
                        help_text="To whom it was said; for a mistake, what was wrong.",
                        max_length=200,
                    ),
                ),
                ("withdrawal_event", models.UUIDField(editable=False, null=True)),
                ("recorded_by", person()),
                ("withdrawn_by", person(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["for_request"], name="consent_for_request")],
                "constraints": [
                    paired("recorded", "consent", optional=False),
                    paired("withdrawn", "consent"),
                    models.CheckConstraint(
                        name="consent_speaker_and_authority",
                        condition=Q(given_by="patient") | (~Q(given_by_name="") & ~Q(authority_seen="")),
                    ),
                    models.CheckConstraint(
                        name="consent_was_informed",
                        condition=~Q(capacity="") & ~Q(explained="") & ~Q(purpose="") & ~Q(recipient=""),
                    ),
                    models.CheckConstraint(
                        name="consent_of_a_child_competence",
                        condition=Q(patient_is_child=False) | ~Q(competence=""),
                    ),
                    models.CheckConstraint(name="consent_names_items", condition=~Q(items=[])),
                    models.CheckConstraint(name="consent_has_evidence", condition=~Q(evidence="")),
                    models.CheckConstraint(
                        name="consent_by_phone_two_identifiers",
                        condition=~Q(how="phone")
                        | (
                            ~Q(identifier_one="")
                            & ~Q(identifier_two="")
                            & ~Q(identifier_one=F("identifier_two"))
                        ),
                    ),
                    models.CheckConstraint(
                        name="consent_ends_not_before_it_starts",
                        condition=Q(valid_until__gte=F("valid_from")),
                    ),
                    models.CheckConstraint(
                        name="consent_starts_not_before_it_was_given",
                        condition=Q(valid_from__gte=F("given_on")),
                    ),
                    models.CheckConstraint(
                        name="consent_to_the_powerful_freely_given",
                        condition=Q(requester_has_power=False) | ~Q(freely_given=""),
                    ),
                    models.CheckConstraint(
                        name="consent_withdrawal_is_whole",
                        condition=Q(
                            withdrawn_at=None,
                            withdrawn_on=None,
                            withdrawn_how="",
                            withdrawn_to="",
                            withdrawal_event=None,
                        )
                        | (
                            Q(
                                withdrawn_at__isnull=False,
                                withdrawn_on__isnull=False,
                                withdrawal_event__isnull=False,
                            )
                            & ~Q(withdrawn_how="")
                            & ~Q(withdrawn_to="")
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                *named_row(),
                ("asked_on", models.DateField()),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("letter", "Letter"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                            ("app", "NHS App or text message"),
                            ("email", "E-mail"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "items",
                    models.JSONField(blank=True, default=list, help_text="tokens of the request's items"),
                ),
                (
                    "subject_version",
                    models.PositiveIntegerField(help_text="The request's, when they were asked."),
                ),
                ("answer_by", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("given", "Consent given"),
                            ("refused", "Consent refused"),
                            ("no_answer", "No answer in time"),
                        ],
                        max_length=16,
                    ),
                ),
                ("answer_reason", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_event", models.UUIDField(editable=False, null=True)),
                ("recorded_by", person()),
                ("answered_by", person(null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="askings",
                        to="consent.consent",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["for_request"], name="asking_for_request")],
                "constraints": [
                    paired("recorded", "asking", optional=False),
                    paired("answered", "asking"),
                    models.CheckConstraint(name="asking_names_items", condition=~Q(items=[])),
                    models.CheckConstraint(
                        name="asking_answer_by_not_before_asked",
                        condition=Q(answer_by__gte=F("asked_on")),
                    ),
                    models.CheckConstraint(
                        name="asking_answer_is_whole",
                        condition=Q(answer="", answered_at=None, answer_event=None)
                        | (~Q(answer="") & Q(answered_at__isnull=False, answer_event__isnull=False)),
                    ),
                    models.CheckConstraint(
                        name="asking_given_names_its_consent",
                        condition=Q(answer="given", consent__isnull=False)
                        | (~Q(answer="given") & Q(consent=None)),
                    ),
                    models.UniqueConstraint(
                        name="asking_one_open",
                        fields=["for_request", "subject_version"],
                        condition=Q(answer=""),
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, UNDO),
        migrations.RunSQL(guards(), migrations.RunSQL.noop),
    ]
