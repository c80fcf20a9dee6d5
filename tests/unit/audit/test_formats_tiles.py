"""Tiles: where they lie, which a tree has, and what is in a bundle. Examples are those of C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.formats import tiles
from audit.ledger.formats.tiles import Tile
from tests.support.trees import bundles_of, tiles_of, unbundle


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),
        (Tile(0, 1234067, 1), "tile/0/x001/x234/067.p/1"),
        (Tile(63, 0, 255), "tile/63/000.p/255"),
        (Tile(1, 999, 256), "tile/1/999"),
        (Tile(1, 1000, 256), "tile/1/x001/000"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_where_a_tile_lies(tile: Tile, path: str) -> None:
    assert tile.path == path


def widths(size: int) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for tile in tiles_of(size):
        assert tile.index == len(found.setdefault(tile.level, []))
        assert tile.start == tile.index * 256
        found[tile.level].append(tile.width)
    return found


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_text() -> None:
    assert widths(70_000) == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}


@pytest.mark.parametrize(
    ("size", "expected"), [(0, {}), (1, {0: [1]}), (255, {0: [255]}), (256, {0: [256], 1: [1]})]
)
def test_small_trees(size: int, expected: dict[int | None, list[int]]) -> None:
    assert widths(size) == expected


@given(st.integers(0, 300_000))
def test_the_widths_add_up(size: int) -> None:
    for level, found in widths(size).items():
        assert isinstance(level, int)
        assert sum(found) == size >> (8 * level)
        assert all(width == 256 for width in found[:-1])
        assert 1 <= found[-1] <= 256
    assert sum(tile.width for tile in bundles_of(size)) == size
    assert {tile.level for tile in bundles_of(size)} <= {None}


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_holds_entries_as_they_were(entries: list[bytes]) -> None:
    data = tiles.bundle(entries)
    assert unbundle(data) == entries
    for cut in (1, 2):
        if entries and len(entries[-1]) >= cut:
            with pytest.raises(ValueError, match="middle"):
                unbundle(data[:-cut])


def test_a_bundle_is_lengths_and_entries() -> None:
    assert tiles.bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    with pytest.raises(ValueError, match="middle"):
        unbundle(b"\x00")


def test_the_longest_entry() -> None:
    longest = bytes(65_535)
    assert unbundle(tiles.bundle([longest])) == [longest]
    with pytest.raises(ValueError, match="65,535"):
        tiles.bundle([longest + b"x"])
