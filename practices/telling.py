"""How this room writes to the ledger: one helper for each of its two logs."""

from collections.abc import Mapping
from datetime import date

from audit.ledger.api import Fact, record
from practices.models import Deputyship, Membership, Person, Practice


def tell_practice(
    event: str, *, practice: Practice, by: Person | None, about: str, facts: Mapping[str, Fact] | None = None
) -> None:
    """An entry in the practice's log. Without `by` it was done from the command line."""
    record(event, actor=_actor(by), practice=practice.public_id, about=about, facts=facts or {})


def tell_site(
    event: str,
    *,
    by: Person | str | None,
    about: str,
    facts: Mapping[str, Fact] | None = None,
    private: Mapping[str, object] | None = None,
) -> None:
    """An entry in the site's log. `by` may be a "system:<name>"; without it, it was the command line."""
    actor = by if isinstance(by, str) else _actor(by)
    record(event, actor=actor, practice=None, about=about, facts=facts or {}, private=private)


def tell_period(event: str, period: Membership | Deputyship, *, by: Person | None, **more: Fact) -> None:
    """An entry about the holder of a role or deputyship: its opaque id, the role, its days, who is absent."""
    facts: dict[str, Fact] = {
        "id": str(period.public_id),
        "role": period.role,
        "starts_on": iso(period.starts_on),
        "ends_on": iso(period.ends_on),
        **more,
    }
    if isinstance(period, Deputyship):
        facts["absent"] = period.absent.opaque
    tell_practice(event, practice=period.practice, by=by, about=period.holder.opaque, facts=facts)


def iso(day: date | None) -> str | None:
    """2026-11-22, or None."""
    return day.isoformat() if day else None


def _actor(by: Person | None) -> str:
    return by.opaque if by else "system:command_line"
