"""The application's configuration: names of its ledger events."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Practices, people and roles."""

    name = "practices"
    verbose_name = "Practices and people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tells the ledger which events come from here."""
        from audit.ledger.api import register_events
        from practices.events import PRACTICE_EVENTS, SITE_EVENTS

        register_events(PRACTICE_EVENTS | SITE_EVENTS)
