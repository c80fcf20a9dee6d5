"""Consent as a Django application."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent, objections, and telling the patient."""

    name = "consent"
    verbose_name = "Consent and objections"
    default_auto_field = "django.db.models.BigAutoField"
