"""Tiles (C2SP tlog-tiles): where a tree's hashes and a log's entries lie as files, and what is in them."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.ledger.formats.merkle import TILE_HEIGHT, TILE_WIDTH, Frontier, leaf_hash

LONGEST_ENTRY = 2**16 - 1


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of `width` hashes; `level` None means a bundle of as many entries."""

    level: int | None
    index: int
    width: int

    @property
    def path(self) -> str:
        """Where the tile lies below the log's address, such as tile/0/x001/067.p/12."""
        kind = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{_in_threes(self.index)}{partial}"

    @property
    def start(self) -> int:
        """The index of its first hash at its level, or of its first entry."""
        return self.index * TILE_WIDTH


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one behind the other, each after its length as two bytes. ValueError above 65,535 bytes."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError("an entry in a bundle has at most 65,535 bytes")
        parts += [struct.pack(">H", len(entry)), entry]
    return b"".join(parts)


def tiles_over(bundles: Iterable[list[bytes]]) -> Iterator[tuple[str, bytes]]:
    """Bundles of entries, and the tiles of the tree over them, by path. Each comes when it is complete."""
    tree = Frontier()
    rows: dict[int, list[bytes]] = {}  # by level: the tile that isn't full yet
    for index, texts in enumerate(bundles):
        hashes = [leaf_hash(text) for text in texts]
        yield Tile(None, index, len(texts)).path, bundle(texts)
        yield Tile(0, index, len(hashes)).path, b"".join(hashes)
        for node in tree.extend(hashes):
            level = node.level // TILE_HEIGHT
            row = rows.setdefault(level, [])
            row.append(node.hash)
            if len(row) == TILE_WIDTH:
                yield Tile(level, node.index // TILE_WIDTH, len(row)).path, b"".join(row)
                row.clear()
    for level, row in rows.items():
        if row:
            done = tree.size >> TILE_HEIGHT * (level + 1)
            yield Tile(level, done, len(row)).path, b"".join(row)


def _in_threes(index: int) -> str:
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03}")
    return "/".join(reversed(parts))
