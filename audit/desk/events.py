"""The desk's own ledger events, each with the label that people read."""

DOWNLOADED = "desk.decisions_downloaded"
VIEWS = {DOWNLOADED: "Decisions and disclosures downloaded"}
