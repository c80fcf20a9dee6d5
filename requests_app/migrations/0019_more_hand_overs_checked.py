"""The checks of the migration before, for the rows that were there: in a transaction of its own."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0018_more_hand_overs")]

    operations = [
        ValidateConstraint(model_name="handover", name="handover_kind_is_known"),
        ValidateConstraint(model_name="handover", name="handover_extension_has_its_reason"),
        ValidateConstraint(model_name="handover", name="handover_only_a_report_is_reported"),
    ]
