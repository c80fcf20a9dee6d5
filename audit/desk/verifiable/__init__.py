"""A practice's ledger as a file that anybody can check without this program."""
