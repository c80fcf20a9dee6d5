"""What proves the register: the append-only ledger, and the auditor's room above it."""
