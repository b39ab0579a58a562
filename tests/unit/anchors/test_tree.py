"""RFC 9162 §2.1.3.2 and §2.1.4.2, exhaustively for small trees, against the recursive definition."""

from __future__ import annotations

import hashlib

import pytest

from anchors.errors import ProofInvalid
from anchors.tree import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency, verify_inclusion
from tests.kit import merkle

LEAVES = merkle.leaf_hashes(40)
ROOTS = [merkle.mth(LEAVES[:size]) for size in range(41)]
SMALL = range(1, 41)


def test_leaf_and_node_hashes_are_those_of_rfc_6962():
    assert leaf_hash(b"entry 0") == hashlib.sha256(b"\x00entry 0").digest() == LEAVES[0]
    assert node_hash(LEAVES[0], LEAVES[1]) == hashlib.sha256(b"\x01" + LEAVES[0] + LEAVES[1]).digest() == ROOTS[2]
    assert ROOTS[0] == EMPTY_ROOT


@pytest.mark.parametrize("size", SMALL)
def test_every_inclusion_verifies_at_its_index_and_at_no_other(size: int):
    for index in range(size):
        path = merkle.path(index, LEAVES[:size])
        verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])
        for other in {*range(-1, size + 2), index + (1 << 62)} - {index}:
            with pytest.raises(ProofInvalid):
                verify_inclusion(LEAVES[index], other, size, path, ROOTS[size])


@pytest.mark.parametrize("size", SMALL)
def test_a_path_fits_another_size_only_where_its_shape_is_the_same(size: int):
    """RFC 9162 does not bind the size by the path alone; the signed checkpoint does. Nothing else slips through."""
    for index in range(size):
        path = merkle.path(index, LEAVES[:size])
        for other in set(range(42)) - {size}:
            if index < other and shape(index, other) == shape(index, size):
                verify_inclusion(LEAVES[index], index, other, path, ROOTS[size])
            else:
                with pytest.raises(ProofInvalid):
                    verify_inclusion(LEAVES[index], index, other, path, ROOTS[size])


def shape(index: int, size: int) -> list[str]:
    """Side of each sibling on the way from leaf to root."""
    if size == 1:
        return []
    k = merkle.split(size)
    return [*shape(index, k), "right"] if index < k else [*shape(index - k, size - k), "left"]


@pytest.mark.parametrize("size", SMALL)
def test_every_consistency_verifies_between_its_sizes_and_roots_only(size: int):
    for old in range(size + 1):
        path = merkle.proof(old, LEAVES[:size])
        verify_consistency(old, ROOTS[old], size, ROOTS[size], path)
        for other in set(range(41)) - {old}:
            with pytest.raises(ProofInvalid):
                verify_consistency(old, ROOTS[other], size, ROOTS[size], path)
            with pytest.raises(ProofInvalid):
                verify_consistency(other, ROOTS[old], size, ROOTS[size], path)
        for other in set(range(41)) - {size}:
            if old:  # Every tree continues the empty one.
                with pytest.raises(ProofInvalid):
                    verify_consistency(old, ROOTS[old], size, ROOTS[other], path)
        for changed in ([*path, LEAVES[0]], path[:-1], path[1:], path[::-1]):
            if changed != path:
                with pytest.raises(ProofInvalid):
                    verify_consistency(old, ROOTS[old], size, ROOTS[size], changed)


def test_a_newer_tree_is_no_prefix_of_an_older_one():
    with pytest.raises(ProofInvalid) as caught:
        verify_consistency(8, ROOTS[8], 7, ROOTS[7], [])
    assert caught.value.code == "proof.range"


def test_two_roots_of_the_same_size_are_named():
    other = merkle.mth([*LEAVES[:6], LEAVES[7]])
    with pytest.raises(ProofInvalid) as caught:
        verify_consistency(7, ROOTS[7], 7, other, [])
    assert caught.value.code == "proof.consistency"
    assert ROOTS[7].hex() in str(caught.value)
    assert other.hex() in caught.value.text("vi")


def test_a_cut_and_continued_ledger_is_no_continuation():
    forged = [*LEAVES[:5], *LEAVES[10:20]]
    with pytest.raises(ProofInvalid):
        verify_consistency(8, ROOTS[8], 15, merkle.mth(forged), merkle.proof(8, forged))


def test_the_empty_tree():
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    verify_consistency(0, EMPTY_ROOT, 5, ROOTS[5], [])
    for old_root, new_size, new_root, path in (
        (ROOTS[1], 5, ROOTS[5], []),
        (ROOTS[1], 0, ROOTS[1], []),
        (EMPTY_ROOT, 5, ROOTS[5], [LEAVES[0]]),
    ):
        with pytest.raises(ProofInvalid):
            verify_consistency(0, old_root, new_size, new_root, path)
    with pytest.raises(ProofInvalid):
        verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)


def test_an_inner_node_does_not_pass_as_a_leaf():
    """Second preimage: present the two children of a node as an entry, one storey up (RFC 9162 §2.1.1)."""
    entry = LEAVES[2] + LEAVES[3]
    path = merkle.path(2, LEAVES[:8])[1:]
    verify_inclusion(node_hash(LEAVES[2], LEAVES[3]), 1, 4, path, ROOTS[8])  # As a bare hash of half the tree it fits,
    with pytest.raises(ProofInvalid):  # but no entry has that leaf hash,
        verify_inclusion(leaf_hash(entry), 1, 4, path, ROOTS[8])
    with pytest.raises(ProofInvalid):  # and in a tree of the signed size its path is too short.
        verify_inclusion(node_hash(LEAVES[2], LEAVES[3]), 1, 8, path, ROOTS[8])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_of_another_length_is_refused(length: int):
    path = merkle.path(2, LEAVES[:7])
    wrong = bytes(length)
    for leaf, hashes, root in ((wrong, path, ROOTS[7]), (LEAVES[2], [wrong], ROOTS[7]), (LEAVES[2], path, wrong)):
        with pytest.raises(ProofInvalid) as caught:
            verify_inclusion(leaf, 2, 7, hashes, root)
        assert caught.value.code == "proof.hash_length"


def test_endless_paths_are_refused_before_they_are_hashed():
    with pytest.raises(ProofInvalid) as caught:
        verify_inclusion(LEAVES[0], 0, 2**63 - 1, [LEAVES[0]] * 100_000, ROOTS[1])
    assert caught.value.code == "proof.path_length"


def test_the_tallest_tree():
    path = [LEAVES[0]] * 63
    root = LEAVES[1]
    for sibling in path:
        root = node_hash(root, sibling)
    verify_inclusion(LEAVES[1], 0, 2**63 - 1, path, root)
    with pytest.raises(ProofInvalid):
        verify_inclusion(LEAVES[1], 0, 2**63, path, root)
