"""What other apps use of the ledger. See docs/ledger.md for the formats."""

from audit.ledger.erasure import destroy_keys, has_live_key
from audit.ledger.errors import (
    BadEntry,
    BadKey,
    ForgedPrivatePart,
    KeyInUse,
    LedgerError,
    OutsideTransaction,
    TwoLogs,
    UnknownEvent,
    Unprovable,
    WrongOrigin,
)
from audit.ledger.events import is_view, label_of, register_events, registered_events, view_events
from audit.ledger.exporting import (
    bundles_of,
    checkpoints_until,
    keys_for_checking,
    lines_of,
    root_proofs,
)
from audit.ledger.facts import Fact
from audit.ledger.findings import Finding, Progress, unverified
from audit.ledger.formats.notes import BadNote
from audit.ledger.formats.tiles import tiles_over
from audit.ledger.names import SITE_LOG, log_name, new_event_id, reference
from audit.ledger.public_keys import PublicKey, public_keys, verifier_keys
from audit.ledger.reading import (
    Entry,
    Revealed,
    entries,
    entries_about,
    entries_about_any,
    entry,
    recorded_among,
    reveal,
    reveal_all,
    size_of,
    sizes_of,
)
from audit.ledger.receipts import receipt_for
from audit.ledger.recording import Recorded, record
from audit.ledger.searching import Hit, Place, SearchTooLong, Wanted, find_entry, find_number, search
from audit.ledger.spans import Found, Span, counts_in
from audit.ledger.streaming import entries_of_logs, streamed, write_texts
from audit.ledger.trees import (
    ROOT_LOG,
    Signed,
    alarms,
    checkpoint_at,
    newest_checkpoint,
    newest_checkpoints,
    standing_alarms,
)
from audit.ledger.verifying import known_logs, verify_log
from audit.ledger.verifying_root import verify_against
from audit.ledger.waiting import begun_before, waiting_logs, waiting_root

__all__ = [
    "ROOT_LOG",
    "SITE_LOG",
    "BadEntry",
    "BadKey",
    "BadNote",
    "Entry",
    "Fact",
    "Finding",
    "ForgedPrivatePart",
    "Found",
    "Hit",
    "KeyInUse",
    "LedgerError",
    "OutsideTransaction",
    "Place",
    "Progress",
    "PublicKey",
    "Recorded",
    "Revealed",
    "SearchTooLong",
    "Signed",
    "Span",
    "TwoLogs",
    "UnknownEvent",
    "Unprovable",
    "Wanted",
    "WrongOrigin",
    "alarms",
    "begun_before",
    "bundles_of",
    "checkpoint_at",
    "checkpoints_until",
    "counts_in",
    "destroy_keys",
    "entries",
    "entries_about",
    "entries_about_any",
    "entries_of_logs",
    "entry",
    "find_entry",
    "find_number",
    "has_live_key",
    "is_view",
    "keys_for_checking",
    "known_logs",
    "label_of",
    "lines_of",
    "log_name",
    "new_event_id",
    "newest_checkpoint",
    "newest_checkpoints",
    "public_keys",
    "receipt_for",
    "record",
    "recorded_among",
    "reference",
    "register_events",
    "registered_events",
    "reveal",
    "reveal_all",
    "root_proofs",
    "search",
    "size_of",
    "sizes_of",
    "standing_alarms",
    "streamed",
    "tiles_over",
    "unverified",
    "verifier_keys",
    "verify_against",
    "verify_log",
    "view_events",
    "waiting_logs",
    "waiting_root",
    "write_texts",
]
