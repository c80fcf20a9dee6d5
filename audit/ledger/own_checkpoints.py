"""Which of the stored checkpoints a key of ours signed: a row proves nothing by being there."""

from collections.abc import Sequence

from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import LARGEST, parse_checkpoint
from audit.ledger.models import StoredCheckpoint
from audit.ledger.public_keys import verifier_keys

PAGE = 100  # rows a query, where the newest isn't ours


def newest_signed(origin: str, *, beyond: int = -1) -> int | None:
    """The size of the newest stored checkpoint, above `beyond`, that a key of ours signed; None without one.

    Raises BadKey.
    """
    row = newest_of_ours(origin, beyond=beyond)
    return None if row is None else row.size


def newest_of_ours(origin: str, *, beyond: int = -1) -> StoredCheckpoint | None:
    """The newest stored checkpoint, above `beyond`, that a key of ours signed; None without one.

    Raises BadKey. Whoever may insert may put any number of others before it: they are read a page at a time.
    """
    keys, last, page = verifier_keys(origin), LARGEST, 1
    stored = StoredCheckpoint.objects.filter(origin=origin, size__gt=beyond).order_by("-size")
    while True:
        rows = list(stored.filter(size__lte=last)[:page])
        for row in rows:
            if _is_signed(row.note, origin, row.size, keys):
                return row
        if len(rows) < page:
            return None
        last, page = rows[-1].size - 1, PAGE


def is_ours(row: StoredCheckpoint) -> bool:
    """Whether a key of ours signed this very checkpoint. Raises BadKey."""
    return _is_signed(row.note, row.origin, row.size, verifier_keys(row.origin))


def _is_signed(stored: str, origin: str, size: int, keys: Sequence[notes.VerifierKey]) -> bool:
    """Not another's, nor one of another size put in this place."""
    try:
        note = notes.parse(stored)
        said = parse_checkpoint(note.text)
        return (said.origin, said.size) == (origin, size) and bool(notes.verified(note, keys))
    except notes.BadNote:
        return False
