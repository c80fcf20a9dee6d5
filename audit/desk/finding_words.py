"""What verification finds, in words that a practice can act on."""

#: By the codes of audit.ledger's findings.
FINDINGS: dict[str, str] = {
    "missing": "An entry is missing",
    "leaf_hash": "An entry is not what was recorded",
    "form": "An entry can’t be read",
    "copy": "The search columns beside an entry say something else than the entry",
    "origin": "An entry belongs to another ledger",
    "private": "The encrypted part of an entry is missing or was changed",
    "head": "The number of entries is wrong",
    "tree": "The entries are not those that were signed",
    "node": "A stored hash over several entries is wrong",
    "truncated": "Entries are missing at the end",
    "checkpoint": "A stored checkpoint was changed",
    "signature": "A checkpoint carries no good signature of ours",
    "frozen": "The signer refuses to sign this ledger",
    "successor": "The successor of a frozen ledger does not begin as it should",
    "leaf": "The root log holds something that is no checkpoint",
    "vanished": "A whole ledger is missing or too short",
    "cosignature": "A witness did not say what is stored as its word",
    "unverified": "The verification could not come to its end",
    "split": "The ledger differs from a checkpoint that was kept elsewhere",
}


def finding_in_words(code: str) -> str:
    """What a finding means; a code that has no words stays as it is."""
    return FINDINGS.get(code, code)
