from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The journey of a request."""

    name = "requests_app"
    verbose_name = "Requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.ledger.api import register_events
        from requests_app import events, tasks
        from requests_app.journey import waking
        from requests_app.law.loader import catalogue

        register_events(events.CHANGES)
        register_events(events.VIEWS, view=True)
        # A mistake in the law's files stops the service here, with file and line.
        catalogue()
        waking.register(tasks.wake_sender)
