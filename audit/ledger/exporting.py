"""What a log's export for outside checking is made of, read in short ranges and held a bundle at a time.

Nothing is checked here, and nothing left out: an entry that was changed is exported as it is, so that who
checks the export sees it. Where an entry is missing the entries end.
"""

import io
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.receipts import Receipt
from audit.ledger.models import Cosignature, RootLeaf, StoredCheckpoint, Tree
from audit.ledger.own_checkpoints import newest_of_ours
from audit.ledger.public_keys import PublicKey, public_keys, verifier_keys, witness_keys
from audit.ledger.trees import ROOT_LOG, Signed, as_signed, newest_tree, node_at

AT_ONCE = 8 * merkle.TILE_WIDTH  # entries a statement, about 2 MB
NOTES_AT_ONCE = 1000
# As one value: a value a row costs more than the entries. An entry with a line break shows by one line more.
_LINES = """
    SELECT count(*), coalesce(string_agg(entry || chr(10), '' ORDER BY leaf_index), '')
    FROM ledger_event WHERE log = %s AND leaf_index >= %s AND leaf_index < %s
"""
_TEXTS = """
    COPY (
        SELECT leaf_index, entry FROM ledger_event
        WHERE log = %s AND leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index
    ) TO STDOUT
"""


def bundles_of(log: str, size: int) -> Iterator[list[bytes]]:
    """The texts of a log's first `size` entries, 256 at a time."""
    texts = texts_of(log, size)
    while found := list(islice(texts, merkle.TILE_WIDTH)):
        yield found


def texts_of(log: str, size: int) -> Iterator[bytes]:
    """The texts of a log's first `size` entries, up to the first that is missing."""
    for lines in lines_of(log, size):
        yield from lines.split(b"\n")[:-1]


def lines_of(log: str, size: int) -> Iterator[bytes]:
    """The same as lines, about 2 MB of them at a time.

    Entries have no line break. One that was given one since comes in COPY's form of it, which has another
    hash than any entry.
    """
    for start in range(0, size, AT_ONCE):
        end = min(start + AT_ONCE, size)
        with connection.cursor() as cursor:
            cursor.execute(_LINES, [log, start, end])
            ((many, found),) = cursor.fetchall()
        lines: bytes = found.encode()
        whole = many == end - start
        if not whole or lines.count(b"\n") != many:
            lines = _one_by_one(log, start, end)
        yield lines
        if not whole:
            return


def _one_by_one(log: str, start: int, end: int) -> bytes:
    """The lines of a range in which something was changed, up to the first entry that is missing."""
    stream = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(cursor.mogrify(_TEXTS, [log, start, end]).decode(), stream)
    stream.seek(0)
    lines = []
    for expected, line in enumerate(stream, start):
        index, _, text = line.partition(b"\t")
        if int(index) != expected:
            break
        lines.append(text)
    return b"".join(lines)


def checkpoints_until(newest: Signed) -> Iterator[str]:
    """Every checkpoint of a log up to the given one, as its note: of frozen trees first, then by size."""
    for origin in _origins(newest.log):
        rows = StoredCheckpoint.objects.filter(origin=origin).order_by("size")
        if origin == newest.origin:
            rows = rows.filter(size__lte=newest.size)
        after = -1
        while found := list(rows.filter(size__gt=after).values_list("size", "note")[:NOTES_AT_ONCE]):
            yield from (note for _, note in found)
            after = found[-1][0]


def root_proofs(newest: Signed) -> dict[int, Receipt]:
    """Receipts that the root log has a checkpoint of this log, by that checkpoint's size.

    Under the root log's newest checkpoint, and under the newest that a witness has seen, where they differ.
    Each is of the newest checkpoint of this log that it can be of. Empty where the root log has none yet.
    Raises BadNote where a stored note isn't one.
    """
    tree = newest_tree(ROOT_LOG)
    if tree is None:
        return {}
    rows = StoredCheckpoint.objects.filter(origin=tree.origin).order_by("-size")
    names = [key.name for key in witness_keys()]
    seen = Cosignature.objects.filter(origin=tree.origin, witness__in=names).order_by("-size")
    found: dict[int, Receipt] = {}
    for row in (newest_of_ours(tree.origin), rows.filter(size__in=seen.values("size")[:1]).first()):
        if row is not None and (leaf := _root_leaf(tree, newest, row.size)):
            try:
                path = merkle.inclusion_proof(leaf.leaf_index, row.size, node_at(tree))
            except LookupError:  # a leaf or a hash was taken out: who checks the export misses the proof
                continue
            note = known_only(as_signed(row, ROOT_LOG).note, tree.origin)
            found[leaf.of_size] = Receipt(leaf.leaf_index, tuple(path), note)
    return found


def keys_for_checking(newest: Signed) -> list[tuple[notes.VerifierKey, PublicKey | None]]:
    """The keys under which the log, its earlier trees, the root log and our witnesses sign.

    Beside a log's key is when it was used. Raises BadKey, and BadNote where a witness has none.
    """
    keys = public_keys()
    ours = [
        (key.named(origin), key) for origin in [*_origins(newest.log), *_origins(ROOT_LOG)] for key in keys
    ]
    return [*ours, *((key, None) for key in witness_keys())]


def known_only(note: notes.Note, origin: str) -> notes.Note:
    """The note without lines of witnesses whose key we can't give: nobody could check them."""
    keys = {(key.name, key.key_id) for key in [*verifier_keys(origin), *witness_keys()]}
    lines = [line for line in note.signatures if (line.name, line.key_id) in keys]
    return notes.Note(note.text, tuple(lines))


def _origins(log: str) -> list[str]:
    return list(Tree.objects.filter(log=log).order_by("era").values_list("origin", flat=True))


def _root_leaf(tree: Tree, newest: Signed, size: int) -> RootLeaf | None:
    leaves = RootLeaf.objects.filter(origin=tree.origin, leaf_index__lt=size, of_origin=newest.origin)
    return leaves.filter(of_size__lte=newest.size).order_by("-of_size").first()
