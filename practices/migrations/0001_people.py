import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import practices.models.periods


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        # Exclusion constraints compare people, practices and roles beside their days.
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("full_name", models.CharField(max_length=150)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deactivated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ("full_name", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Deputyship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("stopped", models.BooleanField(default=False)),
                ("appointed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("front_desk", "Front desk"),
                            ("practice_manager", "Practice manager"),
                            ("ig_lead", "Information governance lead"),
                            ("clinical_reviewer", "Clinical reviewer"),
                            ("caldicott_guardian", "Caldicott guardian"),
                            ("data_protection_officer", "Data protection officer"),
                            ("auditor", "Auditor"),
                            ("practice_administrator", "Practice administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "absent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covered_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputyships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ods_code", models.CharField(max_length=6, unique=True, verbose_name="ODS code")),
                ("name", models.CharField(max_length=120)),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("closed", "Closed")], default="active", max_length=10
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="Lines joined by a comma and a space.", max_length=300
                    ),
                ),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("telephone", models.CharField(blank=True, max_length=20)),
                (
                    "commissioner",
                    models.CharField(blank=True, help_text="The commissioner's own ODS code.", max_length=8),
                ),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("acknowledge_working_days", models.PositiveSmallIntegerField(default=2)),
                ("triage_working_days", models.PositiveSmallIntegerField(default=5)),
                ("decide_working_days", models.PositiveSmallIntegerField(default=20)),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail for requests"),
                ),
            ],
            options={
                "ordering": ("name", "ods_code"),
                "permissions": [
                    ("draft_request", "May write down a request and finish their own drafts"),
                    ("log_request", "May log a request, which gives it a reference"),
                    ("view_requests", "May see the practice’s requests"),
                    ("see_subject", "May see whom a request is about"),
                    ("reveal_subject", "May reveal whom a request is about, with a reason"),
                    ("triage_request", "May triage a request"),
                    ("verify_requester", "May record how a requester’s identity was verified"),
                    ("review_legal_basis", "May review the legal basis"),
                    ("match_patient", "May look up whether the person is a patient"),
                    ("see_match", "May see whether the person is a patient"),
                    ("review_public_interest", "May weigh the public interest"),
                    ("decide_request", "May decide as Caldicott guardian"),
                    ("release_disclosure", "May give the go-ahead for an approved disclosure"),
                    ("confirm_disclosure", "May record what left the practice"),
                    ("withdraw_request", "May record that a requester withdrew"),
                    ("close_request", "May close a request"),
                    ("reopen_request", "May reopen a closed request"),
                    ("record_incident", "May record an incident"),
                    ("add_note", "May add a note to a request"),
                    ("view_access_log", "May see who looked at what"),
                    ("invite_outside_guardian", "May invite a guardian from another practice"),
                    ("restrict_request", "May restrict a request to named people"),
                    ("manage_requesters", "May keep the register of requesters"),
                    ("confirm_requester_number", "May confirm a requester’s call-back number"),
                    ("review_emergency", "May review an emergency afterwards"),
                    ("read_ledger", "May read, verify and export the audit ledger"),
                    ("manage_people", "May manage the practice’s people, roles and settings"),
                    ("confirm_appointment", "May confirm appointments that need a serving guardian"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nation__in", ["england", "wales", "scotland", "northern_ireland"])
                        ),
                        name="practice_nation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "closed"])), name="practice_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledge_working_days__gte", 1),
                            ("decide_working_days__gte", models.F("triage_working_days")),
                            ("decide_working_days__lte", 60),
                            ("triage_working_days__gte", models.F("acknowledge_working_days")),
                        ),
                        name="practice_targets_rise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideGuardian",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("agreed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_guardian_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_guardians",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("person__full_name", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("stopped", models.BooleanField(default=False)),
                ("appointed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("front_desk", "Front desk"),
                            ("practice_manager", "Practice manager"),
                            ("ig_lead", "Information governance lead"),
                            ("clinical_reviewer", "Clinical reviewer"),
                            ("caldicott_guardian", "Caldicott guardian"),
                            ("data_protection_officer", "Data protection officer"),
                            ("auditor", "Auditor"),
                            ("practice_administrator", "Practice administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("founding", models.BooleanField(default=False)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("person__full_name", "starts_on", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HeldRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("auditor", "Auditor"), ("other", "Another role")], max_length=10
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "deputyship",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.deputyship",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.membership",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="deputyship",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deputyships",
                to="practices.practice",
            ),
        ),
        migrations.CreateModel(
            name="PracticeUserObjectPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user_rights",
                        to="practices.practice",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="person_email_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("deactivated_at__isnull", True), ("is_active", False), _connector="OR"),
                name="person_deactivated_is_inactive",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deactivated_at__isnull", False), ("deactivated_by__isnull", False)),
                    models.Q(("deactivated_at__isnull", True), ("deactivated_by__isnull", True)),
                    _connector="OR",
                ),
                name="person_deactivated_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("practice", "person"),
                name="outside_guardian_listed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                name="outside_guardian_agreed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="outside_guardian_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    _connector="OR",
                ),
                name="outside_guardian_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", models.F("person")), _negated=True),
                name="outside_guardian_agreed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideguardian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("person")), _negated=True),
                        models.Q(("confirmed_by", models.F("agreed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outside_guardian_confirmed_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["practice", "role"], name="membership_by_role"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="membership_ends_on_or_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stopped", False),
                    models.Q(("ended_at__isnull", False), ("ends_on__isnull", False)),
                    _connector="OR",
                ),
                name="membership_stopped_was_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "front_desk",
                            "practice_manager",
                            "ig_lead",
                            "clinical_reviewer",
                            "caldicott_guardian",
                            "data_protection_officer",
                            "auditor",
                            "practice_administrator",
                        ],
                    )
                ),
                name="membership_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("stopped", False)),
                expressions=[
                    ("person", "="),
                    ("practice", "="),
                    ("role", "="),
                    (practices.models.periods.Period(), "&&"),
                ],
                name="membership_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointed_at__isnull", False), ("appointed_by__isnull", False)),
                    models.Q(("appointed_at__isnull", True), ("appointed_by__isnull", True)),
                    _connector="OR",
                ),
                name="membership_appointed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="membership_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    _connector="OR",
                ),
                name="membership_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointed_by__isnull", True), ("founding", True)),
                    models.Q(("appointed_by__isnull", False), ("founding", False)),
                    _connector="OR",
                ),
                name="membership_appointed_or_founding",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointed_by", models.F("person")), _negated=True),
                    ("founding", True),
                    _connector="OR",
                ),
                name="membership_not_appointed_by_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("person")), _negated=True),
                        models.Q(("confirmed_by", models.F("appointed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="membership_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deputyship__isnull", True), ("membership__isnull", False)),
                    models.Q(("deputyship__isnull", False), ("membership__isnull", True)),
                    _connector="OR",
                ),
                name="held_role_has_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldrole",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("person", "="), ("practice", "="), ("kind", "<>"), ("period", "&&")],
                name="auditor_holds_no_other_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="deputyship_ends_on_or_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stopped", False),
                    models.Q(("ended_at__isnull", False), ("ends_on__isnull", False)),
                    _connector="OR",
                ),
                name="deputyship_stopped_was_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "front_desk",
                            "practice_manager",
                            "ig_lead",
                            "clinical_reviewer",
                            "caldicott_guardian",
                            "data_protection_officer",
                            "auditor",
                            "practice_administrator",
                        ],
                    )
                ),
                name="deputyship_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", False)), name="deputyship_has_an_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputy", models.F("absent")), _negated=True),
                name="deputyship_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("stopped", False)),
                expressions=[
                    ("deputy", "="),
                    ("practice", "="),
                    ("role", "="),
                    (practices.models.periods.Period(), "&&"),
                ],
                name="deputyship_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(("appointed_at__isnull", False), ("appointed_by__isnull", False)),
                name="deputyship_appointed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="deputyship_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    _connector="OR",
                ),
                name="deputyship_ended_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(("appointed_by", models.F("deputy")), _negated=True),
                name="deputyship_not_named_by_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputyship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("deputy")), _negated=True),
                        models.Q(("confirmed_by", models.F("appointed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deputyship_confirmed_by_another",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="practiceuserobjectpermission",
            unique_together={("user", "permission", "content_object")},
        ),
    ]
