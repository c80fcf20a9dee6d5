"""What is in the export: everything that a check needs, and words for whoever opens it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audit import verifier
from audit.desk.verifiable.archive import Member
from audit.desk.words import MENDS_KEYS, NO_KEYS
from audit.ledger.api import (
    BadKey,
    PublicKey,
    Signed,
    bundles_of,
    checkpoints_until,
    keys_for_checking,
    lines_of,
    newest_checkpoint,
    root_proofs,
    tiles_over,
)
from audit.ledger.formats.notes import BadNote
from audit.ledger.formats.receipts import Receipt
from kit.errors import NotPossible

UNREADABLE = "The newest checkpoint of this ledger can’t be read. Verify the ledger."
UNSIGNED = "No entry of this ledger has been signed yet. This takes a minute. Try again then."
VERIFIER = Path(verifier.__file__).with_name("verify.py")
README = """\
A PRACTICE'S LEDGER, TO BE CHECKED BY ANYBODY

Practice    {practice}
Log         {origin}
Entries     {size:,}
Signed      {at:%d %B %Y, %H:%M} UTC

WHAT THIS IS
The ledger records every step of every request for a patient's data, every decision and disclosure, and who
looked. This file holds its first {size:,} entries, and what is needed to check that they are whole and
unchanged, without the program that made them and without trusting whoever runs it.

HOW TO CHECK IT
You need Python 3.11 or newer and its package "cryptography". In the folder that you unpacked:

    python3 -m pip install cryptography
    python3 verify.py

It says what it proved, what it could not prove, and what is wrong. It changes nothing and asks nothing of a
network. The public keys in keys.txt came with the export, so on their own they prove little: who forges an
export can forge them. Get them another way, and tell the program:

    python3 verify.py --key KEY --witness KEY --checkpoint FILE

KEY is a line of keys.txt as you were given it by somebody else. FILE holds a checkpoint that was kept
elsewhere, such as the text of a mail to the practice's data protection officer: entries that were taken away
or changed since then are found by it. Each may be given more than once.

WHAT IS IN IT
checkpoint       the newest signed statement of how many entries there are, and of the hash over all of them
checkpoints.txt  every such statement, an empty line between two
entries.jsonl    the entries for reading: one a line, the first line is entry 0
tile/entries/    the same entries in bundles of 256, and
tile/0/ and on   the hashes over them, in the form that other programs read (C2SP tlog-tiles)
root/            proof that the log of all practices' logs has this log, with what witnesses saw of it
keys.txt         the public keys
verify.py        the program that checks it all, in one file that can be read through

WHAT IS NOT IN IT
Names, reasons and other words. They are encrypted beside the entries; an entry holds only a code from which
nothing can be learned about them. People and requests are shown by a code that stays the same.

WHAT NO CHECK CAN SHOW
- Entries that were taken away before the next checkpoint left the building.
- Things that the program never recorded.
- A false entry that was recorded as it was made: the ledger shows that it was made, when and by whom.
"""
KEYS = """\
# Public keys, a line each: name, id and key. Whoever checks this export should have them from elsewhere too.
# The name of a log's key is the log's origin; every log is signed with the same keys under its own name.
"""


@dataclass(frozen=True, slots=True)
class Export:
    """What an export is made of, as it was when it was asked for."""

    practice: str
    newest: Signed
    roots: dict[int, Receipt]
    keys: str


def prepared(practice: str, log: str) -> Export:
    """An export of a log up to its newest checkpoint. NotPossible where there is none that can be read."""
    try:
        newest = newest_checkpoint(log)
        roots = root_proofs(newest) if newest else {}
        keys = _keys(newest) if newest else ""
    except BadNote:
        raise NotPossible(UNREADABLE) from None
    except BadKey:
        raise NotPossible(NO_KEYS, who_can=MENDS_KEYS) from None
    if newest is None:
        raise NotPossible(UNSIGNED)
    return Export(practice, newest, roots, keys)


def members(export: Export) -> Iterator[Member]:
    """The files, small ones first. The entries are read twice, in short ranges."""
    newest = export.newest
    words = {
        "practice": export.practice,
        "origin": newest.origin,
        "size": newest.size,
        "at": newest.signed_at,
    }
    yield "README.txt", README.format(**words).encode(), True
    yield "verify.py", VERIFIER.read_bytes(), True
    yield "keys.txt", export.keys.encode(), True
    yield "checkpoint", str(newest.note).encode(), True
    yield "checkpoints.txt", _separated(checkpoints_until(newest)), True
    for size, receipt in export.roots.items():
        yield f"root/{size}.tlog-proof", str(receipt).encode(), True
    yield "entries.jsonl", lines_of(newest.log, newest.size), True
    for path, data in tiles_over(bundles_of(newest.log, newest.size)):
        yield path, data, path.startswith("tile/entries/")


def _separated(notes: Iterable[str]) -> Iterator[bytes]:
    for number, note in enumerate(notes):
        yield ("\n" if number else "").encode() + note.encode()


def _keys(newest: Signed) -> str:
    return KEYS + "".join(f"# {_whose(used)}\n{key}\n" for key, used in keys_for_checking(newest))


def _whose(used: PublicKey | None) -> str:
    if used is None:
        return "Of a witness"
    until = f"until {used.until:%d %B %Y}" if used.until else "and still in use"
    return f"In use since {used.since:%d %B %Y}, {until}"
