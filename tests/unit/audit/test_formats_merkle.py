"""Trees and proofs: against RFC 6962's definitions written down plainly, and known roots."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.ledger.formats import merkle
from audit.ledger.formats.merkle import Frontier, leaf_hash, node_hash
from tests.support.trees import proves_consistency, root_of

# The leaves and roots that implementations of Certificate Transparency are tested with.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MANY = [leaf_hash(bytes([number % 256, number // 256])) for number in range(1400)]
sizes = st.one_of(st.integers(0, 40), st.integers(240, 530), st.integers(0, len(MANY)))


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:middle]) + defined_root(leaves[middle:])).digest()


def node_at(level: int, index: int) -> bytes:
    """Hashes of the tree over MANY."""
    return merkle.perfect_root(MANY[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_known_trees_have_their_known_roots(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]
    assert root_of(leaves).hex() == ROOTS[size]


@given(st.lists(st.integers(0, 300), max_size=6))
def test_a_tree_that_grows_in_any_steps_has_the_defined_root(steps: list[int]) -> None:
    tree, at, done = Frontier(), 0, []
    for step in steps:
        step = min(step, len(MANY) - at)
        done += tree.extend(MANY[at : at + step])
        at += step
        assert tree.size == at
        assert tree.root() == defined_root(MANY[:at])
        assert tree == merkle.peaks_at(at, node_at)
    assert [(node.level, node.index) for node in done] == [(8, index) for index in range(at // 256)]
    assert all(node.hash == node_at(node.level, node.index) for node in done)


def test_nodes_are_told_at_every_eighth_level() -> None:
    """Two trees of 65,536 leaves: one leaf by leaf at its end, one in whole tiles."""
    leaf = leaf_hash(b"")
    tree = Frontier()
    done = tree.extend([leaf] * 65_535)
    assert len(done) == 255
    last = tree.extend([leaf])
    assert [(node.level, node.index) for node in last] == [(8, 255), (16, 0)]
    assert last[-1].hash == tree.root() == tree.peaks[0]
    whole = tree.extend([leaf] * 65_536)
    assert [(node.level, node.index) for node in whole[-2:]] == [(8, 511), (16, 1)]
    assert len(whole) == 257
    assert tree.root() == node_hash(last[-1].hash, whole[-1].hash)


def test_a_copy_grows_by_itself() -> None:
    tree = Frontier()
    tree.extend(MANY[:3])
    other = tree.copy()
    other.extend(MANY[3:4])
    assert (tree.size, other.size) == (3, 4)
    assert tree.root() == defined_root(MANY[:3])


@pytest.mark.parametrize(("size", "peaks"), [(1, 0), (3, 1), (-1, 1), (0, 1)])
def test_a_tree_with_the_wrong_number_of_peaks_is_refused(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match="one peak"):
        Frontier(size, [bytes(32)] * peaks)


@pytest.mark.parametrize("count", [0, 3, 255])
def test_only_powers_of_two_make_a_perfect_subtree(count: int) -> None:
    with pytest.raises(ValueError, match=r"2\^n"):
        merkle.perfect_root([bytes(32)] * count)


@given(sizes.filter(bool), st.data())
def test_every_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = root_of(MANY[:size])
    path = merkle.inclusion_proof(index, size, node_at)
    assert merkle.proves_inclusion(MANY[index], index, size, path, root)
    assert len(path) <= (size - 1).bit_length()
    other = data.draw(st.integers(0, size))
    assert merkle.proves_inclusion(MANY[index], other, size, path, root) == (other == index)
    assert not merkle.proves_inclusion(MANY[index - 1], index, size, path, root) or size == 1
    assert not merkle.proves_inclusion(MANY[index], index, size, [*path, bytes(32)], root)
    if path:
        assert not merkle.proves_inclusion(MANY[index], index, size, path[:-1], root)
        assert not merkle.proves_inclusion(MANY[index], index, size, flipped(path, data), root)


@given(sizes, sizes, st.data())
def test_every_growth_is_proved_and_no_other(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    old_root, new_root = root_of(MANY[:old]), root_of(MANY[:new])
    path = merkle.consistency_proof(old, new, node_at)
    assert proves_consistency(old, new, old_root, new_root, path)
    assert not proves_consistency(old, new, old_root, new_root, [*path, bytes(32)])
    assert not proves_consistency(old, new, leaf_hash(b"?"), new_root, path)
    if old:
        assert not proves_consistency(old, new, old_root, leaf_hash(b"?"), path)
    if old < new:
        assert not proves_consistency(new, old, new_root, old_root, path)
    if path:
        assert not proves_consistency(old, new, old_root, new_root, path[:-1])
        assert not proves_consistency(old, new, old_root, new_root, flipped(path, data))


@settings(max_examples=30)
@given(st.integers(2, 300), st.data())
def test_a_changed_past_has_no_proof(size: int, data: st.DataObject) -> None:
    """A log that changed an old entry can't show growth from what it signed, with the proofs it has."""
    old = data.draw(st.integers(1, size - 1))
    changed = [leaf_hash(b"other"), *MANY[1:size]]

    def at(level: int, index: int) -> bytes:
        return merkle.perfect_root(changed[index << level : (index + 1) << level])

    path = merkle.consistency_proof(old, size, at)
    assert not proves_consistency(old, size, root_of(MANY[:old]), root_of(changed), path)
    assert proves_consistency(old, size, root_of(changed[:old]), root_of(changed), path)


def flipped(path: Sequence[bytes], data: st.DataObject) -> list[bytes]:
    """The path with one bit turned."""
    at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    turned = int.from_bytes(path[at], "big") ^ (1 << bit)
    return [*path[:at], turned.to_bytes(32, "big"), *path[at + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (7, 3)])
def test_a_leaf_beyond_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(index, size, node_at)
    assert merkle.root_from_inclusion(MANY[0], index, size, []) is None


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_tree_does_not_begin_with_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="begin"):
        merkle.consistency_proof(old, new, node_at)
    assert not proves_consistency(old, new, MANY[0], MANY[1], [])


def test_growth_without_a_proof_is_not_proved() -> None:
    assert not proves_consistency(3, 7, root_of(MANY[:3]), root_of(MANY[:7]), [])
    assert not proves_consistency(4, 7, root_of(MANY[:4]), root_of(MANY[:7]), [])


def test_the_proofs_of_rfc_6962_section_2_1_3() -> None:
    """The seven-leaf tree of the text, with its letters."""
    a, b, c, d, e, f, j = MANY[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, left = node_hash(i, j), node_hash(g, h)
    assert merkle.inclusion_proof(0, 7, node_at) == [b, h, k]
    assert merkle.inclusion_proof(3, 7, node_at) == [c, g, k]
    assert merkle.inclusion_proof(4, 7, node_at) == [f, j, left]
    assert merkle.inclusion_proof(6, 7, node_at) == [i, left]
    assert merkle.consistency_proof(3, 7, node_at) == [c, d, g, k]
    assert merkle.consistency_proof(4, 7, node_at) == [k]
    assert merkle.consistency_proof(6, 7, node_at) == [i, j, left]
    assert root_of(MANY[:7]) == node_hash(left, k)


def test_a_path_that_ends_below_the_root_proves_nothing() -> None:
    """Not even that the hash where it ends is the root, as somebody says."""
    assert not merkle.proves_inclusion(MANY[0], 0, 2, [], MANY[0])
    assert not merkle.proves_inclusion(MANY[0], 0, 4, [MANY[1]], node_hash(MANY[0], MANY[1]))
    assert merkle.root_from_inclusion(MANY[0], 0, 4, [MANY[1]]) is None
    assert not proves_consistency(2, 4, root_of(MANY[:2]), root_of(MANY[:2]), [])


def test_a_node_is_not_a_leaf() -> None:
    assert leaf_hash(MANY[0] + MANY[1]) != node_hash(MANY[0], MANY[1])
