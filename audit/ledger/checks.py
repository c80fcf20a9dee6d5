"""Start-up checks of the ledger's settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from audit.ledger.errors import BadKey
from audit.ledger.formats.notes import BadNote
from audit.ledger.keks import current_kek
from audit.ledger.names import ORIGIN_PREFIX
from audit.ledger.public_keys import public_keys, witness_keys


def check_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """LEDGER_KEKS decode to keys, LEDGER_ORIGIN can start a checkpoint's first line, public keys are keys."""
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
    try:
        witness_keys()
    except BadNote as error:
        hint = "Give each witness as its verifier key, an @ and its address."
        found.append(Error(f"LEDGER_WITNESSES: {error}.", hint=hint, id="ledger.E003"))
    try:
        public_keys()
    except BadKey as error:
        hint = "It is written by manage.py make_ledger_key and rotate_ledger_key alone."
        found.append(Error(f"{error}.", hint=hint, id="ledger.E004"))
    return found
