"""The peers' rows as a Django application."""

from django.apps import AppConfig


class PeersConfig(AppConfig):
    """One table for each way to keep a history."""

    name = "bench.peers"
    label = "peers"
    default_auto_field = "django.db.models.BigAutoField"
