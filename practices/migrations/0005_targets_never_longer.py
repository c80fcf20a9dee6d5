"""A practice sets shorter targets, never longer: what was longer is the service's own from now on."""

from django.db import migrations, models
from django.db.models import F, Q

SHORTEN = """
UPDATE practices_practice
SET acknowledge_working_days = least(acknowledge_working_days, 2),
    triage_working_days = least(triage_working_days, 5),
    decide_working_days = least(decide_working_days, 20)
WHERE acknowledge_working_days > 2 OR triage_working_days > 5 OR decide_working_days > 20
"""
RISE = Q(
    acknowledge_working_days__gte=1,
    triage_working_days__gte=F("acknowledge_working_days"),
    decide_working_days__gte=F("triage_working_days"),
    acknowledge_working_days__lte=2,
    triage_working_days__lte=5,
    decide_working_days__lte=20,
)


class Migration(migrations.Migration):
    dependencies = [("practices", "0004_service_guards")]

    operations = [
        migrations.RunSQL(SHORTEN, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="practice", name="practice_targets_rise"),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(name="practice_targets_rise", condition=RISE),
        ),
    ]
