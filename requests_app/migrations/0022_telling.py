"""A decision that the patient is told later, or not, has its reason and the day to look at it again.

Not asked of rows that were there before: one that lacks them stands as it was written.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("requests_app", "0021_objections"), ("consent", "0003_telling")]

    operations = [
        AddConstraintNotValid(
            model_name="decision",
            constraint=models.CheckConstraint(
                name="decision_untold_has_reason_and_day",
                condition=~Q(tell_patient__in=["later", "not"])
                | (~Q(tell_reason="") & Q(tell_review_on__isnull=False)),
            ),
        ),
    ]
