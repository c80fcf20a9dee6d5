"""The ledger as a Django app."""

from django.apps import AppConfig
from django.core import checks

from audit.ledger.events import register_events


class LedgerConfig(AppConfig):
    """The append-only ledger. It knows its own events only."""

    name = "audit.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from audit.ledger.checks import check_settings
        from audit.ledger.own_events import LABELS

        register_events(LABELS)
        checks.register(check_settings, checks.Tags.security)
