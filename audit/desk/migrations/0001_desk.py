"""The desk's tables: verifications with their results, exports in sealed parts, and mailed checkpoints."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
STATES = [
    ("waiting", "Waiting"),
    ("running", "Running"),
    ("done", "Finished"),
    ("failed", "Stopped by an error"),
]


def primary_key() -> tuple[str, "models.Field[Any, Any]"]:
    """Django's own."""
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(**options: Any) -> "models.ForeignKey[Any, Any]":
    """Somebody who is never deleted."""
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options)


def job_fields() -> list[tuple[str, "models.Field[Any, Any]"]]:
    """What all background work has."""
    return [
        primary_key(),
        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        ("created_at", models.DateTimeField()),
        ("state", models.CharField(choices=STATES, default="waiting", max_length=8)),
        ("claim", models.UUIDField(null=True)),
        ("seen_at", models.DateTimeField(null=True)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("started_at", models.DateTimeField(null=True)),
        ("ended_at", models.DateTimeField(null=True)),
        ("error", models.CharField(blank=True, max_length=60)),
        ("by", person(null=True)),
    ]


def job_constraints(model: str) -> list[models.CheckConstraint]:
    """A claim exactly while it runs, an end exactly when it is over."""
    return [
        models.CheckConstraint(
            name=f"{model}_state_known", condition=Q(state__in=["waiting", "running", "done", "failed"])
        ),
        models.CheckConstraint(
            name=f"{model}_running_is_claimed",
            condition=Q(state="running", claim__isnull=False, seen_at__isnull=False)
            | Q(~Q(state="running"), claim__isnull=True),
        ),
        models.CheckConstraint(
            name=f"{model}_ended_when_over",
            condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
            | Q(state__in=["waiting", "running"], ended_at__isnull=True),
        ),
    ]


def job_open(model: str) -> models.Index:
    """What a worker looks for."""
    return models.Index(
        name=f"{model}_open", fields=["created_at"], condition=Q(state__in=["waiting", "running"])
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("practices", "0006_rights_of_reviews_that_guide"),
        ("ledger", "0003_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                *job_fields(),
                ("logs_total", models.PositiveIntegerField(default=0)),
                ("logs_done", models.PositiveIntegerField(default=0)),
                ("entries_total", models.BigIntegerField(default=0)),
                ("entries_checked", models.BigIntegerField(default=0)),
                ("findings", models.PositiveIntegerField(default=0)),
                (
                    "practice",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    job_open("verification"),
                    models.Index(name="verification_newest", fields=["practice", "-id"]),
                ],
                "constraints": [
                    *job_constraints("verification"),
                    models.UniqueConstraint(
                        name="verification_one_open",
                        fields=["practice"],
                        condition=Q(state__in=["waiting", "running"]),
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerifiedLog",
            fields=[
                primary_key(),
                ("log", models.TextField()),
                ("ended_at", models.DateTimeField()),
                ("size", models.BigIntegerField()),
                ("checked", models.BigIntegerField()),
                ("signed_to", models.BigIntegerField()),
                ("checkpoints", models.PositiveIntegerField()),
                ("signatures", models.BooleanField()),
                ("privates_proved", models.BigIntegerField()),
                ("privates_destroyed", models.BigIntegerField()),
                ("privates_unopened", models.BigIntegerField()),
                ("findings", models.PositiveIntegerField()),
                ("told", models.JSONField(default=list)),
                (
                    "verification",
                    models.ForeignKey(on_delete=PROTECT, related_name="logs", to="desk.verification"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(name="verified_log_newest", fields=["log", "-id"]),
                    models.Index(
                        name="verified_log_failed", fields=["log", "-id"], condition=Q(findings__gt=0)
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(name="verified_log_once", fields=["verification", "log"])
                ],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                *job_fields(),
                ("kind", models.CharField(max_length=30)),
                ("parameters", models.JSONField(default=dict)),
                ("practices", models.ManyToManyField(related_name="+", to="practices.practice")),
                ("rows", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField(default=0)),
                ("kek_id", models.CharField(blank=True, max_length=64)),
                ("wrapped_key", models.BinaryField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    job_open("export"),
                    models.Index(name="export_newest", fields=["by", "-id"]),
                    models.Index(
                        name="export_to_remove",
                        fields=["expires_at"],
                        condition=Q(removed_at__isnull=True, expires_at__isnull=False),
                    ),
                ],
                "constraints": [
                    *job_constraints("export"),
                    models.CheckConstraint(
                        name="export_removed_without_key",
                        condition=Q(removed_at__isnull=True) | Q(wrapped_key__isnull=True),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportPart",
            fields=[
                primary_key(),
                ("number", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "export",
                    models.ForeignKey(on_delete=PROTECT, related_name="parts", to="desk.export"),
                ),
            ],
            options={
                "default_permissions": (),
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(name="export_part_once", fields=["export", "number"])
                ],
            },
        ),
        migrations.CreateModel(
            name="MailedCheckpoint",
            fields=[
                primary_key(),
                ("week", models.DateField()),
                ("origin", models.TextField()),
                ("size", models.BigIntegerField()),
                ("message", models.UUIDField()),
                ("person", person()),
                (
                    "practice",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(name="mailed_checkpoint_newest", fields=["practice", "-week"]),
                    models.Index(name="mailed_checkpoint_message", fields=["message"]),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        name="mailed_checkpoint_once_a_week",
                        fields=["person", "practice", "week"],
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(name="mailed_checkpoint_size_counted", condition=Q(size__gte=0)),
                ],
            },
        ),
    ]
