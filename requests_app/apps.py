from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The journey of a request."""

    name = "requests_app"
    verbose_name = "Requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.ledger.api import register_events
        from requests_app import events

        register_events(events.CHANGES)
        register_events(events.VIEWS, view=True)
