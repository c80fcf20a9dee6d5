"""`manage.py refresh_object_permissions`: what the schedule does every night."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.tidying import refresh_all


class Command(BaseCommand):
    """Brings django-guardian's rows in step with the register of roles."""

    help = "Add and remove object permissions so that they match the roles that last or will begin."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many rows changed."""
        self.stdout.write(f"{refresh_all():,} rows added or removed.")
