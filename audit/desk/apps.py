"""The auditor's desk as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The auditor's room."""

    name = "audit.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
