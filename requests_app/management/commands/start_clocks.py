"""manage.py start_clocks: start the clocks of requests and incidents that have none."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.journey.starting import start_missing
from requests_app.journey.starting_breaches import start_missing_breaches


class Command(BaseCommand):
    help = "Start the clocks of requests and incidents from before there were clocks. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        requests, incidents = start_missing(), start_missing_breaches()
        self.stdout.write(f"Clocks started for {requests} requests and {incidents} incidents.")
