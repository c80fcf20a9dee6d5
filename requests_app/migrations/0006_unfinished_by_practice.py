"""Lists look at a practice's unfinished requests, drafts too; the index that this replaces knew only open ones.

Concurrently, so that people can work meanwhile. Interrupted, it leaves an index that is marked invalid: drop
that and migrate again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("requests_app", "0005_programs_only_log")]

    operations = [
        AddIndexConcurrently(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["practice", "due_at", "id"],
                name="request_unfinished_due",
            ),
        ),
        RemoveIndexConcurrently(model_name="request", name="request_open_practice_due"),
    ]
