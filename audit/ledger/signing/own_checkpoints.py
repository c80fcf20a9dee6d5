"""Which of the stored checkpoints a key of ours signed: a row proves nothing by being there."""

from collections.abc import Sequence

from django.db import connection

from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import LARGEST, parse_checkpoint
from audit.ledger.public_keys import verifier_keys

PAGE = 100  # rows a query
_NEWEST = """
    SELECT size, note FROM ledger_checkpoint
    WHERE origin = %s AND size > %s AND size <= %s ORDER BY size DESC LIMIT %s
"""


def newest_signed(origin: str, *, beyond: int = -1) -> int | None:
    """The size of the newest stored checkpoint, above `beyond`, that a key of ours signed; None without one.

    Raises BadKey. Whoever may insert may put any number of others before it: they are read a page at a time.
    """
    keys, last = verifier_keys(origin), LARGEST
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_NEWEST, [origin, beyond, last, PAGE])
            rows = cursor.fetchall()
            for size, note in rows:
                if _is_signed(note, origin, size, keys):
                    return int(size)
            if len(rows) < PAGE:
                return None
            last = rows[-1][0] - 1


def _is_signed(stored: str, origin: str, size: int, keys: Sequence[notes.VerifierKey]) -> bool:
    """Not another's, nor one of another size put in this place."""
    try:
        note = notes.parse(stored)
        said = parse_checkpoint(note.text)
        return (said.origin, said.size) == (origin, size) and bool(notes.verified(note, keys))
    except notes.BadNote:
        return False
