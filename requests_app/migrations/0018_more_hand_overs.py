"""A hand-over for the duty to report with its day, and that until which the public interest is weighed.

The new checks hold for what is written from now on; the next migration looks at the rows that are there,
without keeping anybody from writing.
"""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

KINDS = [
    ("sar", "Subject access request"),
    ("foi", "Freedom of information request"),
    ("complaint", "Data protection complaint"),
    ("fgm", "Report of female genital mutilation"),
]
REASON = Q(extended_at=None, extended_to=None) | (
    ~Q(extension_reason="")
    & Q(extended_at__isnull=False)
    & (
        Q(kind="sar", notice_sent_on__isnull=False, extended_to=None)
        | Q(kind="foi", extended_to__isnull=False)
    )
)

MAY_CHANGE = (
    f"GRANT UPDATE (extended_to, reported_on) ON requests_app_handover TO {settings.APP_DATABASE_ROLE}"
)


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0010_complaint_target"),
        ("requests_app", "0017_what_goes_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover", name="extended_to", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="handover", name="reported_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.RunSQL(MAY_CHANGE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="handover", name="kind", field=models.CharField(choices=KINDS, max_length=12)
        ),
        migrations.RemoveConstraint(model_name="handover", name="handover_kind_is_known"),
        AddConstraintNotValid(
            model_name="handover",
            constraint=models.CheckConstraint(
                name="handover_kind_is_known", condition=Q(kind__in=[kind for kind, _ in KINDS])
            ),
        ),
        migrations.RemoveConstraint(model_name="handover", name="handover_extension_has_notice_and_reason"),
        AddConstraintNotValid(
            model_name="handover",
            constraint=models.CheckConstraint(name="handover_extension_has_its_reason", condition=REASON),
        ),
        AddConstraintNotValid(
            model_name="handover",
            constraint=models.CheckConstraint(
                name="handover_only_a_report_is_reported",
                condition=Q(reported_on=None) | Q(kind="fgm", reported_on__gte=F("received_on")),
            ),
        ),
    ]
