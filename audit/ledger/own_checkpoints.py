"""Which of the stored checkpoints a key of ours signed: a row proves nothing by being there."""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice

from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import LARGEST, parse_checkpoint
from audit.ledger.models import StoredCheckpoint
from audit.ledger.public_keys import verifier_keys

log = logging.getLogger("desk.ledger")

PAGE = 100  # rows a query, where the newest isn't ours
MOST = 1_000  # rows that one reader of a log looks at


def newest_signed(origin: str, *, beyond: int = -1) -> int | None:
    """The size of the newest stored checkpoint, above `beyond`, that a key of ours signed; None without one.

    Raises BadKey. It looks at all, however many lie before it: a signer to whom one was hidden would sign
    another tree of the same size.
    """
    keys = verifier_keys(origin)
    return next((row.size for row in _stored(origin, beyond, keys) if _is_of(row, keys)), None)


def newest_of_ours(origin: str, *, beyond: int = -1) -> StoredCheckpoint | None:
    """The newest stored checkpoint, above `beyond`, that a key of ours signed; None without one.

    Raises BadKey. Whoever may insert may put any number of others before it: they are read a page at a time.
    After MOST of them it is None too, which is logged: no page takes the longer the more there are.
    """
    keys = verifier_keys(origin)
    rows = _stored(origin, beyond, keys)
    for row in islice(rows, MOST):
        if _is_of(row, keys):
            return row
    if next(rows, None) is not None:
        log.error("%s: none of the newest %s stored checkpoints is ours. Verify the ledger", origin, MOST)
    return None


def _stored(origin: str, beyond: int, keys: Sequence[notes.VerifierKey]) -> Iterator[StoredCheckpoint]:
    """What is stored, the newest first; nothing, and nothing is asked, where no key could have signed it."""
    if not keys:
        return
    last, page = LARGEST, 1
    stored = StoredCheckpoint.objects.filter(origin=origin, size__gt=beyond).order_by("-size")
    while rows := list(stored.filter(size__lte=last)[:page]):
        yield from rows
        if len(rows) < page:
            return
        last, page = rows[-1].size - 1, PAGE


def is_ours(row: StoredCheckpoint) -> bool:
    """Whether a key of ours signed this very checkpoint. Raises BadKey."""
    return _is_of(row, verifier_keys(row.origin))


def _is_of(row: StoredCheckpoint, keys: Sequence[notes.VerifierKey]) -> bool:
    """Not another's, nor one of another size put in this place."""
    try:
        note = notes.parse(row.note)
        said = parse_checkpoint(note.text)
        return (said.origin, said.size) == (row.origin, row.size) and bool(notes.verified(note, keys))
    except notes.BadNote:
        return False
