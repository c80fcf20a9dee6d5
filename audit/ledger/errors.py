"""What the ledger refuses. All are faults of the program or of the data, never of a person's input."""


class LedgerError(Exception):
    """Something that the ledger refuses. Messages carry names and places, never a private value."""


class OutsideTransaction(LedgerError):
    """An entry was to be recorded without the transaction that it must commit with."""


class TwoLogs(LedgerError):
    """One transaction was to write to two logs, which would deadlock against the opposite order."""


class UnknownEvent(LedgerError):
    """The event isn't in the catalogue."""


class BadEntry(LedgerError):
    """An entry, or a part of one, is outside the format that docs/ledger.md lays down."""


class WrongOrigin(LedgerError):
    """The log was begun under another origin than the settings name."""


class BadKey(LedgerError):
    """A key-encryption key is missing or malformed, or doesn't open what it should."""


class UnknownKek(BadKey):
    """`LEDGER_KEKS` doesn't hold the key-encryption key that a subject's key was wrapped under."""


class KeyInUse(LedgerError):
    """Someone is writing under the key that was to be destroyed. Nothing has changed: try again."""


class ForgedPrivatePart(LedgerError):
    """A private part doesn't decrypt, or isn't the one that its entry committed to."""


class BadMemory(LedgerError):
    """A file of the signer's own memory is damaged, or older than what it signed since."""


class Unprovable(LedgerError):
    """What is stored doesn't lead from an entry to the checkpoint over it: the ledger must be verified."""
