"""Agreements, overrides of prohibitions, advice, and the law as it was applied; guards come next."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0006_rights_of_reviews_that_guide"),
        ("requests_app", "0006_unfinished_by_practice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("version", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.TextField(help_text="Canonical JSON: table, code, editions.")),
                ("first_used_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["first_used_at"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="countersignature_waived",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="legalbasisreview",
            name="narrowed_by_agreement",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="AdviceReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "adviser",
                    models.CharField(
                        choices=[
                            ("dpo", "Data protection officer"),
                            ("defence", "Medical defence organisation"),
                            ("lmc", "Local medical committee"),
                            ("ukcgc", "UK Caldicott Guardian Council"),
                            ("legal", "Solicitor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
                ("answered_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
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
            name="ProhibitionOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("prohibition", models.CharField(max_length=16)),
                (
                    "exception",
                    models.TextField(
                        blank=True, help_text="The statutory exception relied on, as the law names it."
                    ),
                ),
                ("reason", models.TextField()),
                ("advice", models.TextField(help_text="The legal advice, as it was given.")),
                ("advice_from", models.CharField(max_length=200)),
                ("advised_on", models.DateField()),
                ("part", models.CharField(default="prepares", editable=False, max_length=8)),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("voided_at", models.DateTimeField(null=True)),
                ("voided_because", models.CharField(blank=True, max_length=200)),
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
                        related_name="overrides",
                        to="requests_app.request",
                    ),
                ),
            ],
            options={
                "ordering": ["prohibition", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SharingAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
                ("parties", models.TextField(help_text="One a line.")),
                ("purposes", models.TextField()),
                ("items", models.JSONField(blank=True, default=list, help_text="data items that it covers")),
                (
                    "claimed_basis",
                    models.TextField(help_text="The legal basis that it claims. It is never one itself."),
                ),
                ("documents", models.TextField(blank=True, help_text="Where its texts are, one a line.")),
                ("entered_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("fallen_at", models.DateTimeField(editable=False, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AgreementJoining",
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
                ("recorded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("left_because", models.TextField(blank=True)),
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
                    "left_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="requests_app.sharingagreement",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AgreementChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_log", models.TextField(editable=False)),
                ("ledger_event", models.UUIDField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in_negotiation", "In negotiation"),
                            ("in_consultation", "In consultation"),
                            ("in_force", "In force"),
                            ("paused", "Paused"),
                            ("under_review", "Under review"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("since", models.DateField()),
                ("reason", models.TextField()),
                ("source", models.TextField()),
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
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="requests_app.sharingagreement",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="request",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="requests_app.sharingagreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicereferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recorded_at__isnull", False), ("recorded_by__isnull", False)),
                    models.Q(("recorded_at__isnull", True), ("recorded_by__isnull", True)),
                    _connector="OR",
                ),
                name="advice_referral_recorded_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicereferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on", None), ("recorded_by", None)),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("recorded_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="advice_referral_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="advicereferral",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True), name="advice_referral_asks"
            ),
        ),
        migrations.AddConstraint(
            model_name="prohibitionoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="prohibition_override_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="prohibitionoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="prohibition_override_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="prohibitionoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("advice", ""), _negated=True),
                    models.Q(("advice_from", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                ),
                name="prohibition_override_advised",
            ),
        ),
        migrations.AddConstraint(
            model_name="prohibitionoverride",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("request", "prohibition"),
                name="prohibition_override_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementjoining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="agreement_joining_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementjoining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", False), ("left_by__isnull", False)),
                    models.Q(("left_at__isnull", True), ("left_by__isnull", True)),
                    _connector="OR",
                ),
                name="agreement_joining_left_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementjoining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="agreement_joining_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementjoining",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_by", None)),
                fields=("agreement", "practice"),
                name="agreement_joined_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    _connector="OR",
                ),
                name="agreement_change_confirmed_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                    _connector="OR",
                ),
                name="agreement_change_declined_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="agreement_change_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="agreement_change_has_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", None), ("declined_by", None), _connector="OR"),
                name="agreement_change_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_by", None), ("declined_by", None)),
                fields=("agreement",),
                name="agreement_change_one_open",
            ),
        ),
    ]
