"""Whoever runs a command is told in time that the calendar of bank holidays runs out."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.utils import timezone

from requests_app.deadlines import calendar_ends, calendar_runs_out
from requests_app.deadlines.local_time import day_in_words


def check_calendar(**_: Any) -> list[CheckMessage]:
    """A warning from a year before the last day whose bank holidays are known for certain."""
    if not calendar_runs_out(timezone.localdate()):
        return []
    return [
        Warning(
            f"The bank holidays are known for certain until {day_in_words(calendar_ends())}.",
            hint="Bring in a newer version of the holidays package, check its years against the published"
            " lists in tests/unit/requests_app/deadlines/test_bank_holidays.py, and move CHECKED_UNTIL.",
            id="requests_app.W001",
        )
    ]
