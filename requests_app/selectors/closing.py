"""What was written down at the closing: the reply and the patient, as the ledger's entry has it."""

from collections.abc import Mapping
from typing import Any

from audit.ledger.api import entries_about, log_name
from requests_app.models import Request
from requests_app.workflow import State


def closing_facts(request: Request) -> Mapping[str, Any] | None:
    """The facts of the last closing; None unless it is closed. One query."""
    if request.state != State.CLOSED:
        return None
    log = log_name(request.practice.public_id)
    found = entries_about(log, request.about, only_events=["request.closed"], limit=1)
    return found[0].facts if found else None
