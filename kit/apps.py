"""The kit as a Django application: form fields, commands and checks without rules of their own."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Shared building blocks."""

    name = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A session counts from signing in."""
        from django.contrib.auth.signals import user_logged_in

        from kit.sessions import begin_awake

        user_logged_in.connect(begin_awake, dispatch_uid="kit.sessions")
