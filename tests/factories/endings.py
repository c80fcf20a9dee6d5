"""Ledger entries of requests that ended in past months, written as the journey writes them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from practices.models import Practice
from tests.factories.ledger import entry_text


def ended(
    practice: Practice,
    month: str,
    many: int = 1,
    *,
    event: str = "decision.refused",
    kind: str = "police",
    items: dict[str, str] | None = None,
    days: int | None = 9,
    basis: str | dict[str, str] = "A6-c",
    told: str = "before",
    **facts: Any,
) -> None:
    """So many endings in the middle of a month. items: what became of each, by token."""
    at = datetime.fromisoformat(f"{month}-15T12:00:00").replace(tzinfo=UTC)
    if items is None:
        items = {"D06": "withhold" if event.startswith("decision.refused") else "disclose"}
    said: dict[str, Any] = {"requester_kind": kind, "items": items, **facts}
    if days is not None:
        said["received"] = (at.date() - timedelta(days=days)).isoformat()
    if event.startswith("decision.approved"):
        bases = basis if isinstance(basis, dict) else dict.fromkeys(items, basis)
        said |= {"article6": bases, "tell_patient": told}
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(many):
            text = entry_text(
                event=event,
                practice=practice.public_id,
                event_id=uuid.uuid4(),
                at=at + timedelta(seconds=number),
                facts=said,
            )
            cursor.execute("INSERT INTO ledger_event (entry) VALUES (%s)", [text])
