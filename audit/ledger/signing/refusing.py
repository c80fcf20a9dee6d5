"""Why the signer signs a tree no more, or not now."""


class Refused(Exception):
    """What is in the database isn't what was signed. The tree is frozen: only a successor goes on.

    `code` is one of:
    truncated   fewer entries than were signed or integrated
    missing     an entry in between isn't there
    leaf_hash   an entry's stored hash isn't its own
    split       the entries that were signed aren't those
    node        a stored hash of the tree isn't what its entries make it
    checkpoint  another checkpoint is stored at the size that was signed
    leaf        a leaf of the root log isn't a checkpoint that a key of ours signed
    witness     a witness has a checkpoint of the root log, signed by us, that this isn't grown from
    """

    def __init__(self, code: str, leaf_index: int | None, message: str) -> None:
        super().__init__(message)
        self.code, self.leaf_index, self.message = code, leaf_index, message


class Forgotten(Exception):
    """The database has more of a tree than the signer remembers having signed.

    Its memory was lost, or put back from a copy. It signs nothing that it could have signed otherwise
    before, until an operator has verified the log and adopts it.
    """


class Busy(Exception):
    """Another signer is at work in this database at this moment."""
