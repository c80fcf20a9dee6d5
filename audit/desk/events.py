"""The desk's own ledger events, each with the label that people read."""

SEARCHED = "desk.entries_searched"
ENTRY_OPENED = "desk.entry_opened"
RECEIPT_DOWNLOADED = "desk.receipt_downloaded"
LOG_EXPORTED = "desk.log_exported"
CHECKPOINT_COMPARED = "desk.checkpoint_compared"
VIEWS = {
    CHECKPOINT_COMPARED: "Ledger compared with a kept checkpoint",
    LOG_EXPORTED: "Ledger exported for checking elsewhere",
    SEARCHED: "Ledger searched",
    ENTRY_OPENED: "Ledger entry opened",
    RECEIPT_DOWNLOADED: "Ledger entry or its receipt downloaded",
}

VERIFICATION_ASKED = "desk.verification_asked"
VERIFICATION_ENDED = "desk.verification_ended"
CHECKPOINT_MAILED = "desk.checkpoint_mailed"
CHANGES = {
    VERIFICATION_ASKED: "Verification of the ledger asked for",
    VERIFICATION_ENDED: "Verification of the ledger ended",
    CHECKPOINT_MAILED: "Checkpoint mailed to the data protection officer",
}
