"""The auditor's desk as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The auditor's room."""

    name = "audit.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tells the ledger which events come from here."""
        from audit.desk.events import CHANGES, VIEWS
        from audit.desk.reports import events as reports
        from audit.ledger.api import register_events

        register_events(CHANGES)
        register_events(VIEWS, view=True)
        register_events(reports.CHANGES)
        register_events(reports.VIEWS, view=True)
