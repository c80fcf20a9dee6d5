"""A practice's own target for the outcome of a data protection complaint."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A column with a constant default rewrites no table."""

    dependencies = [("practices", "0009_closures")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="complaint_working_days",
            field=models.PositiveSmallIntegerField(db_default=20, default=20),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                name="practice_complaint_target_known",
                condition=Q(complaint_working_days__gte=1, complaint_working_days__lte=20),
            ),
        ),
    ]
