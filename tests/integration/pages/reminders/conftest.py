"""A team with a request whose own reminders are out of the way."""

from tests.integration.reminders.conftest import case, team

__all__ = ["case", "team"]
