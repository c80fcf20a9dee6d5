"""The tiles of an export are all that a tree of its size has, and no more, also above full tiles."""

import pytest

from audit.ledger.formats import merkle
from audit.ledger.formats.tiles import tiles_over
from tests.support.trees import bundles_of, tiles_of, unbundle


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700, 65_535, 65_536, 65_537, 66_000])
def test_the_tiles_are_those_of_the_tree(size: int) -> None:
    entries = [b"%d" % number for number in range(size)]
    found = dict(tiles_over(entries[at : at + 256] for at in range(0, size, 256)))
    expected = [*tiles_of(size), *bundles_of(size)]
    assert sorted(found) == sorted(tile.path for tile in expected)
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    for tile in expected:
        data = found[tile.path]
        if tile.level is None:
            assert unbundle(data) == entries[tile.start : tile.start + tile.width]
            continue
        step = 256**tile.level
        for place in range(tile.width):
            start = (tile.start + place) * step
            assert data[place * 32 : place * 32 + 32] == merkle.perfect_root(hashes[start : start + step])
