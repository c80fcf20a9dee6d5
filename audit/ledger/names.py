"""Names in the ledger: logs, their origins, and opaque references to people and things."""

import re
import uuid

from audit.ledger.errors import BadEntry

SITE_LOG = "site"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LOG = re.compile(rf"site|practice/{UUID}")
# An origin's prefix is the start of a C2SP checkpoint origin: a URL without its scheme.
ORIGIN_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9.-]|/(?=[a-z0-9])){0,99}")
REFERENCE = re.compile(rf"(?:system:[a-z][a-z0-9_.-]{{0,59}}|[a-z][a-z_]{{0,39}}:{UUID})")
EVENT = re.compile(r"(?=.{3,80}\Z)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")


def log_name(practice_public_id: uuid.UUID | None) -> str:
    """The log that a practice's entries go to; without a practice, the site's own."""
    return SITE_LOG if practice_public_id is None else f"practice/{practice_public_id}"


def practice_of(log: str) -> uuid.UUID | None:
    """The practice whose log it is; None for the site's and the root log."""
    kind, _, public_id = log.partition("/")
    return uuid.UUID(public_id) if kind == "practice" else None


def reference(kind: str, public_id: uuid.UUID) -> str:
    """An opaque reference such as `person:<uuid>`, for an entry's actor and for what it is about."""
    return checked_reference(f"{kind}:{public_id}", what="reference")


def checked_reference(value: str, *, what: str) -> str:
    """`value` if it is `kind:<uuid>` or `system:<name>`. Raises BadEntry, naming `what` is wrong."""
    if not REFERENCE.fullmatch(value):
        raise BadEntry(f"{what} must be kind:<uuid> or system:<name>")
    return value


def new_event_id() -> uuid.UUID:
    """A fresh event id, for rows that must name their entry before it is recorded."""
    return uuid.uuid4()
