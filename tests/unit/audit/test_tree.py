"""The audit's own tree gives the roots and tiles of the publisher's, and of an independent library."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.audit.tree import Tree
from anchors.tiles import Tile, extend
from anchors.tree import EMPTY_ROOT


def _leaf(number: int) -> bytes:
    return hashlib.sha256(b"\x00" + str(number).encode()).digest()


class _Nothing:
    def read(self, level: int, index: int, width: int) -> Tile:
        raise AssertionError(f"an empty tree has no tile {level}/{index}/{width}")


def test_roots_of_every_small_size_are_those_of_rfc_6962() -> None:
    tree = Tree()
    assert tree.root() == EMPTY_ROOT
    for size in range(1, 600):
        tree.add(_leaf(size - 1))
        assert tree.root() == extend(0, _Nothing(), map(_leaf, range(size))).root, size


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537, 131_333])
def test_tiles_are_those_that_are_published(size: int) -> None:
    tree, found = Tree(), {}
    for number in range(size):
        tree.add(_leaf(number))
    found = {(level, index): b"".join(hashes) for level, index, hashes in (*tree.tiles, *tree.edge())}
    published = extend(0, _Nothing(), map(_leaf, range(size)))
    assert tree.root() == published.root
    assert found == {(tile.level, tile.index): tile.to_bytes() for tile in published.tiles if tile.level}


@given(st.integers(0, 700), st.lists(st.integers(0, 5), max_size=5))
def test_a_copy_goes_its_own_way(size: int, more: list[int]) -> None:
    tree = Tree()
    for number in range(size):
        tree.add(_leaf(number))
    before = tree.root()
    copy = tree.copy()
    for number in more:
        copy.add(_leaf(number))
    assert tree.root() == before
    assert (copy.root() == before) == (not more)
