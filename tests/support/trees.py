"""What checks a tree from outside: its root at once, the proof of its growth, and the tiles that it has."""

from collections.abc import Iterator, Sequence

from audit.ledger.formats.merkle import EMPTY_ROOT, TILE_HEIGHT, TILE_WIDTH, Frontier, node_hash
from audit.ledger.formats.tiles import Tile


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of a list of leaf hashes."""
    tree = Frontier()
    tree.extend(leaves)
    return tree.root()


def proves_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the new tree begins with the old one (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    from_old = from_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            from_old = node_hash(sibling, from_old)
            from_new = node_hash(sibling, from_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            from_new = node_hash(from_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and from_old == old_root and from_new == new_root


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of hashes that a tree of this size has, level by level, partial ones last."""
    level, count = 0, size
    while count:
        yield from _row(level, count)
        level, count = level + 1, count >> TILE_HEIGHT


def bundles_of(size: int) -> Iterator[Tile]:
    """Every bundle of entries of a log of this size."""
    return _row(None, size)


def _row(level: int | None, count: int) -> Iterator[Tile]:
    whole, rest = divmod(count, TILE_WIDTH)
    for index in range(whole):
        yield Tile(level, index, TILE_WIDTH)
    if rest:
        yield Tile(level, whole, rest)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. ValueError when it ends in the middle of one."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            raise ValueError("the bundle ends in the middle of an entry")
        entries.append(data[at + 2 : end])
        at = end
    return entries
