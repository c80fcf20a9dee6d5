"""Merkle trees of RFC 6962, section 2.1: roots that grow leaf by leaf, and both kinds of proof.

Hashes are 32 bytes of SHA-256. A subtree's hash has a level and an index: at level 0 are the leaves, and a
node at level n covers 2^n of them. Only levels that are multiples of eight are ever stored, as in
C2SP tlog-tiles: what lies between is quickly hashed again.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"  # RFC 6962, section 2.1: a node can't be passed off as a leaf
EMPTY_ROOT = hashlib.sha256(b"").digest()
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

#: The hash of a perfect subtree by level and index.
NodeAt = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Node:
    """A perfect subtree of 2^level leaves; its first leaf has the index `index` times 2^level."""

    level: int
    index: int
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of one level. There are 2^n of them, else ValueError."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("a perfect subtree has 2^n children")
    sha256 = hashlib.sha256
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [
            sha256(NODE_PREFIX + left + right).digest() for left, right in zip(pairs, pairs, strict=True)
        ]
    return hashes[0]


@dataclass(slots=True)
class Frontier:
    """A tree that grows, held as the roots of its perfect subtrees from left to right.

    One hash for each 1 in the binary form of `size`, largest subtree first: at most 53 of them.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError("a tree has one peak for each 1 in the binary form of its size")

    def copy(self) -> "Frontier":
        """Another tree with the same leaves."""
        return Frontier(self.size, list(self.peaks))

    def extend(self, leaves: Sequence[bytes]) -> list[Node]:
        """Append leaf hashes. Returns the nodes that this completed at levels 8, 16, 24, …"""
        done: list[Node] = []
        at = 0
        while at < len(leaves):
            whole = self.size % TILE_WIDTH == 0 and len(leaves) - at >= TILE_WIDTH
            if whole:
                self._push(perfect_root(leaves[at : at + TILE_WIDTH]), TILE_HEIGHT, done)
                at += TILE_WIDTH
            else:
                self._push(leaves[at], 0, done)
                at += 1
        return done

    def root(self) -> bytes:
        """The Merkle tree hash over all leaves so far."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT

    def _push(self, hashed: bytes, level: int, done: list[Node]) -> None:
        self.size += 1 << level
        if level == TILE_HEIGHT:
            done.append(Node(level, (self.size >> level) - 1, hashed))
        # As an addition carries: a peak as large as what is pushed becomes its left sibling.
        while not (self.size >> level) & 1:
            hashed = node_hash(self.peaks.pop(), hashed)
            level += 1
            if level % TILE_HEIGHT == 0:
                done.append(Node(level, (self.size >> level) - 1, hashed))
        self.peaks.append(hashed)


def peaks_at(size: int, node_at: NodeAt) -> Frontier:
    """The tree of the first `size` leaves, from stored nodes."""
    return Frontier(size, [node_at(level, index) for level, index in _perfect_parts(0, size)])


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> list[bytes]:
    """The audit path of a leaf (RFC 6962, section 2.1.1), from its sibling up. ValueError beyond the tree."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node_at))
            end = middle
        else:
            path.append(_range_hash(start, middle, node_at))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node_at: NodeAt) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` (RFC 6962, section 2.1.2).

    Empty where one of them is empty or both are the same. ValueError when `old` is larger.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} doesn't begin with one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, node_at))
            end = middle
        else:
            path.append(_range_hash(start, middle, node_at))
            start = middle
    if start:  # the old tree itself isn't the first subtree, so that its hash isn't known to who asks
        path.append(_range_hash(start, end, node_at))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162, section 2.1.3.2); None when its length is wrong."""
    if not 0 <= index < size:
        return None
    at, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            hashed = node_hash(sibling, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        at, last = at >> 1, last >> 1
    return hashed if last == 0 else None


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that the tree with this root has the leaf at this index."""
    return root_from_inclusion(leaf, index, size, path) == root


def _split(size: int) -> int:
    """The largest power of two below `size`: how many leaves are in the left subtree."""
    return 1 << (size - 1).bit_length() - 1


def _range_hash(start: int, end: int, node_at: NodeAt) -> bytes:
    return _fold([node_at(level, index) for level, index in _perfect_parts(start, end)])


def _perfect_parts(start: int, end: int) -> list[tuple[int, int]]:
    """The perfect subtrees over a range of leaves, largest first. It begins where a larger one would, too."""
    parts: list[tuple[int, int]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def _fold(peaks: Sequence[bytes]) -> bytes:
    hashed = peaks[-1]
    for peak in reversed(peaks[:-1]):
        hashed = node_hash(peak, hashed)
    return hashed
