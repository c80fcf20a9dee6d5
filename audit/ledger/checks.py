"""Start-up checks of the ledger's settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from audit.ledger.errors import BadKey
from audit.ledger.keks import current_kek
from audit.ledger.names import ORIGIN_PREFIX


def check_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """LEDGER_KEKS decode to keys, and LEDGER_ORIGIN can start a checkpoint's first line."""
    found: list[CheckMessage] = []
    try:
        current_kek()
    except BadKey as error:
        found.append(
            Error(f"{error}.", hint="Give base64 of 32 random bytes, the newest key first.", id="ledger.E001")
        )
    if not ORIGIN_PREFIX.fullmatch(settings.LEDGER_ORIGIN):
        found.append(
            Error(
                "LEDGER_ORIGIN must be a lower-case name such as desk.example.nhs.uk.",
                hint="It starts every log's name for ever: choose it once.",
                id="ledger.E002",
            )
        )
    return found
