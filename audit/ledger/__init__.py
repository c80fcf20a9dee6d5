"""The append-only ledger. Import from `audit.ledger.api`; this package imports nothing else of ours."""
