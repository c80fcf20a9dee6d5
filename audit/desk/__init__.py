"""The auditor's room: search, verification, reports and exports, made from ledger entries."""
