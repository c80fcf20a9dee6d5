"""The requests that cite an agreement are looked for when it falls. Concurrently, so that people can work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("requests_app", "0008_guards_of_agreements_and_overrides")]

    operations = [
        AddIndexConcurrently(
            model_name="request",
            index=models.Index(
                condition=models.Q(("agreement__isnull", False)),
                fields=["agreement", "id"],
                name="request_cites_agreement",
            ),
        ),
    ]
