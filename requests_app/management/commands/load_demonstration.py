"""manage.py load_demonstration: made-up practices, people and requests, for development only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from requests_app.demonstration import load


class Command(BaseCommand):
    help = "Load the demonstration: three practices, their people and more than fifty requests."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("The demonstration is never loaded in production.")
        if load.loaded():
            self.stdout.write("The demonstration is there already.")
            return
        made = load.load(self.stdout.write)
        self.stdout.write(f"{made} requests made.")
