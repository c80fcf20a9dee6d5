"""Reading what is stored of the trees: their hashes, their newest checkpoints, what went wrong.

What is read here is what the database says. Who needs to believe it verifies: verifying.py.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from audit.ledger.formats import merkle, notes
from audit.ledger.instants import within
from audit.ledger.models import Alarm, Cosignature, Event, RootLeaf, StoredCheckpoint, Tree, TreeNode
from audit.ledger.own_checkpoints import newest_of_ours

ROOT_LOG = "root"
_STORED = ("origin", "size", "root_hash", "note", "signed_at")
_NEWEST = f"""
    SELECT named.log, signed.origin, signed.size, signed.root_hash, signed.note, {within("signed.signed_at")}
    FROM unnest(%s::text[]) AS named (log)
    CROSS JOIN LATERAL (
        SELECT origin FROM ledger_tree WHERE log = named.log ORDER BY era DESC LIMIT 1) AS tree
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_checkpoint WHERE origin = tree.origin ORDER BY size DESC LIMIT 1) AS signed
"""  # noqa: S608 - no value in it
#: Reads hashes of one level, from an index on, at most so many.
ReadHashes = Callable[[int, int, int], list[bytes]]


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was published, with the cosignatures that came since."""

    log: str
    origin: str
    size: int
    root: bytes
    note: notes.Note
    signed_at: datetime


def first_origin(log: str) -> str:
    """The origin of a log's first tree."""
    return f"{settings.LEDGER_ORIGIN}/{log}"


def origin_of(log: str, era: int) -> str:
    """The origin of a log's tree. Each successor of a frozen tree has its own."""
    return first_origin(log) if era == 1 else f"{first_origin(log)}/successor/{era}"


def newest_tree(log: str) -> Tree | None:
    """The tree that is signed now: the log's last."""
    return Tree.objects.filter(log=log).order_by("-era").first()


def newest_checkpoint(log: str) -> Signed | None:
    """The newest checkpoint of the log's newest tree that a key of ours signed, or None before the first.

    Whoever has the application's rights may put others before it: they stop nothing. Where none is ours, the
    newest stored, which whoever verifies refuses. Raises BadKey, and BadNote where that one isn't a note.
    """
    tree = newest_tree(log)
    if tree is None:
        return None
    stored = StoredCheckpoint.objects.filter(origin=tree.origin).order_by("-size")
    row = newest_of_ours(tree.origin) or stored.first()
    return None if row is None else as_signed(row, log)


def newest_checkpoints(logs: Collection[str]) -> dict[str, StoredCheckpoint]:
    """The newest checkpoints of several logs, as they are stored, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(logs)])
        return {
            log: StoredCheckpoint(**dict(zip(_STORED, row, strict=True))) for log, *row in cursor.fetchall()
        }


def checkpoint_at(origin: str, size: int) -> Signed | None:
    """The checkpoint that was signed over so many entries, or None."""
    row = StoredCheckpoint.objects.filter(origin=origin, size=size).first()
    tree = Tree.objects.filter(origin=origin).first()
    return None if row is None or tree is None else as_signed(row, tree.log)


def as_signed(row: StoredCheckpoint, log: str) -> Signed:
    """The checkpoint with its cosignatures. Raises BadNote where the stored note isn't one.

    A line beside it that is none is left out: verification names it.
    """
    rows = Cosignature.objects.filter(origin=row.origin, size=row.size).order_by("witness")
    lines = map(cosignature_line, rows.values_list("line", flat=True))
    note = notes.parse(row.note).with_signatures(line for line in lines if line)
    return Signed(log, row.origin, row.size, bytes(row.root_hash), note, row.signed_at)


def cosignature_line(stored: str) -> notes.Signature | None:
    """What is stored as a witness's word; None where it isn't even the line of a signature."""
    try:
        return notes.signature_line(stored.removesuffix("\n"))
    except notes.BadNote:
        return None


def alarms() -> list[Alarm]:
    """Why logs are signed no more, newest first. What a successor has ended isn't among them."""
    return list(standing_alarms().order_by("-raised_at", "origin"))


def standing_alarms() -> QuerySet[Alarm]:
    """The same, to be asked together with other things."""
    later = Tree.objects.filter(log=OuterRef("log"), era__gt=OuterRef("era"))
    ended = Tree.objects.filter(Exists(later)).values("origin")
    return Alarm.objects.exclude(origin__in=ended)


def node_at(tree: Tree) -> merkle.NodeAt:
    """The hashes of a log's tree by level and index, read a tile at a time and kept while it is in use."""
    return tiled(root_leaf_reader(tree) if tree.log == ROOT_LOG else _entry_reader(tree))


def tiled(read: ReadHashes) -> merkle.NodeAt:
    """Hashes by level and index over a reader of whole tiles. LookupError where a hash is missing."""
    tiles: dict[tuple[int, int], list[bytes]] = {}

    def at(level: int, index: int) -> bytes:
        stored = level - level % merkle.TILE_HEIGHT
        count = 1 << (level - stored)
        first = index * count
        tile, offset = divmod(first, merkle.TILE_WIDTH)
        if (stored, tile) not in tiles:
            tiles[stored, tile] = read(stored, tile * merkle.TILE_WIDTH, merkle.TILE_WIDTH)
        hashes = tiles[stored, tile][offset : offset + count]
        if len(hashes) != count:
            raise LookupError(f"the tree has no hash at level {level}, index {index}")
        return merkle.perfect_root(hashes)

    return at


def root_leaf_reader(tree: Tree) -> ReadHashes:
    """The hashes of the root log's tree: leaves are hashed from their texts."""
    rows = RootLeaf.objects.filter(origin=tree.origin)

    def leaves(first: int, count: int) -> list[tuple[int, bytes]]:
        found = rows.filter(leaf_index__gte=first, leaf_index__lt=first + count).order_by("leaf_index")
        return [(row.leaf_index, root_leaf_hash(row.leaf)) for row in found]

    return _reader(tree, leaves)


def root_leaf_hash(leaf: str) -> bytes:
    """The leaf hash of a checkpoint's text in the root log."""
    return merkle.leaf_hash(leaf.encode())


def _entry_reader(tree: Tree) -> ReadHashes:
    rows = Event.objects.filter(log=tree.log)

    def leaves(first: int, count: int) -> list[tuple[int, bytes]]:
        found = rows.filter(leaf_index__gte=first, leaf_index__lt=first + count).order_by("leaf_index")
        return [(index, bytes(hashed)) for index, hashed in found.values_list("leaf_index", "leaf_hash")]

    return _reader(tree, leaves)


def _reader(tree: Tree, leaves: Callable[[int, int], list[tuple[int, bytes]]]) -> ReadHashes:
    nodes = TreeNode.objects.filter(origin=tree.origin)

    def read(level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            rows = leaves(first, count)
        else:
            found = nodes.filter(level=level, node_index__gte=first, node_index__lt=first + count)
            rows = [
                (index, bytes(hashed))
                for index, hashed in found.order_by("node_index").values_list("node_index", "hash")
            ]
        dense = []
        for expected, (index, hashed) in enumerate(rows, start=first):
            if index != expected:
                break
            dense.append(hashed)
        return dense

    return read
