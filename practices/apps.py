"""The application's configuration: names of its ledger events, and what listens to sign-in."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Practices, people and roles."""

    name = "practices"
    verbose_name = "Practices and people"
    default_auto_field = "django.db.models.BigAutoField"
