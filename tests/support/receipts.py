"""Receipts as who is given one reads and checks them."""

from collections.abc import Sequence

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint, decode_hash, parse_checkpoint, parse_number
from audit.ledger.formats.receipts import FIRST_LINE, Receipt

LONGEST_PATH = 63


def parse_receipt(text: str) -> Receipt:
    """The parts of a receipt. Extra data are refused: nothing vouches for them. Raises BadNote."""
    head, gap, checkpoint = text.partition("\n\n")
    first, *rest = head.split("\n")
    if not gap or first != FIRST_LINE or not rest or not rest[0].startswith("index "):
        raise notes.BadNote("not a receipt")
    if len(rest) > LONGEST_PATH + 1:
        raise notes.BadNote("the receipt's path is longer than any tree is high")
    index = parse_number(rest[0].removeprefix("index "))
    return Receipt(index, tuple(map(decode_hash, rest[1:])), notes.parse(checkpoint))


def check_receipt(
    receipt: Receipt, leaf: bytes, keys: Sequence[notes.VerifierKey]
) -> tuple[Checkpoint, list[notes.VerifierKey]]:
    """What a receipt proves of the entry with this leaf hash: the checkpoint, and who of `keys` signed it.

    Raises BadNote when it proves nothing: no signature by a given key, or another entry's path.
    """
    signed = notes.verified(receipt.checkpoint, keys)
    checkpoint = parse_checkpoint(receipt.checkpoint.text)
    if not any(key.kind == notes.NOTE and key.name == checkpoint.origin for key, _ in signed):
        raise notes.BadNote("no given key of the log signed the checkpoint")
    if not merkle.proves_inclusion(leaf, receipt.index, checkpoint.size, receipt.path, checkpoint.root):
        raise notes.BadNote("the path doesn't lead from this entry to the checkpoint")
    return checkpoint, [key for key, _ in signed]
