"""The kit as a Django application: form fields, commands and checks without rules of their own."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Shared building blocks."""

    name = "kit"
    default_auto_field = "django.db.models.BigAutoField"
