"""Other ways to keep a history of rows, beside the ledger: an application in a process of its own."""
