"""Days on which a practice is closed, and whether the dates of its open requests have followed."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def restrict(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A closure is ended, never deleted; and only its end changes."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON practices_closure FROM {role}")
    schema_editor.execute(
        f"GRANT UPDATE (last_day, called_off, ended_at, ended_by_id) ON practices_closure TO {role}"
    )


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The default privileges again."""
    role = schema_editor.quote_name(settings.APP_DATABASE_ROLE)
    schema_editor.execute(f"GRANT UPDATE, DELETE ON practices_closure TO {role}")


class Migration(migrations.Migration):
    dependencies = [("practices", "0008_retention_and_disposal")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="dates_version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="practice",
            name="dates_followed",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                name="practice_dates_follow", condition=Q(dates_followed__lte=F("dates_version"))
            ),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("called_off", models.BooleanField(db_default=False, default=False)),
                (
                    "added_by",
                    models.ForeignKey(
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
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("-first_day", "-id"),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        name="closure_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
                    ),
                    models.CheckConstraint(
                        name="closure_called_off_by_somebody",
                        condition=Q(called_off=False) | Q(ended_at__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="closure_added_at_and_by",
                        condition=Q(added_at__isnull=False, added_by__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="closure_ended_at_and_by",
                        condition=Q(ended_at__isnull=False, ended_by__isnull=False)
                        | Q(ended_at__isnull=True, ended_by__isnull=True),
                    ),
                ],
            },
        ),
        migrations.RunPython(restrict, restore),
    ]
