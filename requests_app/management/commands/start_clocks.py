"""manage.py start_clocks: start the clocks of requests that have none."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.journey.starting import start_missing


class Command(BaseCommand):
    help = "Start the clocks of requests from before there were clocks. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Clocks started for {start_missing()} requests.")
