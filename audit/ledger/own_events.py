"""The events that the ledger itself records: about its keys and its trees."""

from audit.ledger.names import practice_of

KEY_DESTROYED = "ledger.key_destroyed"
SIGNING_KEY_ADDED = "ledger.signing_key_added"
SIGNING_KEY_RETIRED = "ledger.signing_key_retired"
SUCCESSOR_BEGUN = "ledger.successor_begun"

LABELS = {
    KEY_DESTROYED: "Private parts destroyed for good",
    SIGNING_KEY_ADDED: "Second key signs the ledger",
    SIGNING_KEY_RETIRED: "Key of the ledger retired",
    SUCCESSOR_BEGUN: "Successor begun to a log that is signed no more",
}


def about_tree(log: str) -> str:
    """What an entry about a log's tree is about."""
    practice = practice_of(log)
    return f"practice:{practice}" if practice else "system:ledger"
