"""Views are events too: each is committed by itself before anything is rendered."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from audit.ledger.api import Fact, LedgerError, Recorded, is_view, record


def record_view(
    event: str,
    *,
    actor: str,
    practice: uuid.UUID | None,
    about: str,
    facts: Mapping[str, Fact] | None = None,
    private: Mapping[str, object] | None = None,
    private_key_of: str | None = None,
) -> Recorded:
    """Record that someone opened, revealed, searched, downloaded, or was refused; call before rendering.

    In a transaction of its own, never the caller's: an entry held through a render would keep every other
    writer of the log waiting, and a refusal's would be rolled back with the refusal. Raises RuntimeError
    inside a transaction and LedgerError when the event isn't registered as a view. When it can't be
    recorded, the page must not be shown: let the error pass.
    """
    if not is_view(event):
        raise LedgerError(f"{event} isn't registered as a view")
    with transaction.atomic(durable=True):
        return record(
            event,
            actor=actor,
            practice=practice,
            about=about,
            facts=facts or {},
            private=private,
            private_key_of=private_key_of,
        )
