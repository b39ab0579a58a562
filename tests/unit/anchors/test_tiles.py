"""Tiles: addresses, bytes, growing, and what a store that answers wrongly gives."""

from __future__ import annotations

import pytest

from anchors import tiles
from anchors.errors import Malformed, Misused, Tampered
from anchors.tiles import TILE_WIDTH, Tile
from anchors.tree import verify_consistency, verify_inclusion
from tests.kit import merkle
from tests.kit.merkle import MemoryTiles

LEAVES = merkle.leaf_hashes(66_000)


@pytest.mark.parametrize(
    ("tile", "address"),
    [
        ((0, 0, 256), "tile/0/000"),
        ((0, 0, 1), "tile/0/000.p/1"),
        ((0, 1067, 5), "tile/0/x001/067.p/5"),
        ((1, 999, 256), "tile/1/999"),
        ((1, 1000, 256), "tile/1/x001/000"),
        ((63, 1_234_067, 255), "tile/63/x001/x234/067.p/255"),
    ],
)
def test_addresses_are_those_of_tlog_tiles(tile: tuple[int, int, int], address: str):
    assert tiles.tile_path(*tile) == address


@pytest.mark.parametrize("tile", [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_no_address_for_what_is_no_tile(tile: tuple[int, int, int]):
    with pytest.raises(Malformed):
        tiles.tile_path(*tile)


def test_the_tiles_of_70000_entries_are_those_that_the_format_counts():
    covering = list(tiles.tiles_covering(70_000))
    assert covering[272:] == [(0, 272, 256), (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert len(covering) == 273 + 1 + 1 + 1 + 1
    assert list(tiles.tiles_covering(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles.tiles_covering(0)) == []


def test_bytes_go_there_and_back():
    tile = Tile(0, 7, tuple(LEAVES[:TILE_WIDTH]))
    assert len(tile.to_bytes()) == 8192
    assert Tile.from_bytes(0, 7, tile.to_bytes()) == tile


@pytest.mark.parametrize("length", [0, 31, 33, 32 * 257])
def test_bytes_of_another_length_are_no_tile(length: int):
    with pytest.raises(Malformed):
        Tile.from_bytes(0, 0, bytes(length))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 65_535, 65_536, 65_537, 66_000])
def test_growing_gives_exactly_the_tiles_of_the_new_size(size: int):
    grown = tiles.extend(0, MemoryTiles(), LEAVES[:size])
    assert sorted((tile.level, tile.index, tile.width) for tile in grown.tiles) == sorted(tiles.tiles_covering(size))
    assert (grown.size, grown.root) == (size, merkle.mth(LEAVES[:size]))


def test_one_more_leaf_changes_only_the_right_edge():
    store = MemoryTiles()
    store.grow(0, LEAVES[:65_535])
    last = store.grow(65_535, LEAVES[65_535:65_536])
    assert [(tile.level, tile.index, tile.width) for tile in last.tiles] == [(0, 255, 256), (1, 0, 256), (2, 0, 1)]
    store.reads = 0
    more = store.grow(65_536, LEAVES[65_536:65_537])
    assert [(tile.level, tile.index, tile.width) for tile in more.tiles] == [(0, 256, 1)]
    assert store.reads == 1


def test_no_leaves_change_nothing():
    store = MemoryTiles()
    root = store.grow(0, LEAVES[:300]).root
    assert tiles.extend(300, store, []) == tiles.Extension(300, root, ())
    assert tiles.extend(0, MemoryTiles(), []) == tiles.Extension(0, merkle.mth([]), ())


def test_every_path_across_a_tile_border_is_that_of_rfc_6962():
    store = MemoryTiles()
    store.grow(0, LEAVES[:520])
    for index in range(0, 520, 3):
        assert tiles.inclusion_path(index, 520, store) == merkle.path(index, LEAVES[:520])
    for old in range(0, 521, 3):
        assert tiles.consistency_path(old, 520, store) == merkle.proof(old, LEAVES[:520])


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 66_000])
def test_three_storeys(size: int):
    store = MemoryTiles()
    store.grow(0, LEAVES[:size])
    for index in (0, 255, 256, 65_279, 65_280, 65_534, size - 1):
        path = tiles.inclusion_path(index, size, store)
        assert path == merkle.path(index, LEAVES[:size])
        verify_inclusion(LEAVES[index], index, size, path, tiles.root(size, store))
    for old in (1, 255, 256, 257, 65_280, 65_281, 65_534, size - 1):
        path = tiles.consistency_path(old, size, store)
        assert path == merkle.proof(old, LEAVES[:size])
        verify_consistency(old, merkle.mth(LEAVES[:old]), size, tiles.root(size, store), path)


def test_an_older_size_is_proven_from_wider_tiles():
    store = MemoryTiles()
    store.grow(0, LEAVES[:700])
    assert list(store.rows[0, 2]) == [700 - 512]
    for size in (513, 600, 699):
        assert tiles.root(size, store) == merkle.mth(LEAVES[:size])
        assert tiles.inclusion_path(512, size, store) == merkle.path(512, LEAVES[:size])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_path_outside_the_tree_is_misuse(index: int, size: int):
    with pytest.raises(Misused):
        tiles.inclusion_path(index, size, MemoryTiles())


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_a_consistency_path_backwards_is_misuse(old: int, new: int):
    with pytest.raises(Misused):
        tiles.consistency_path(old, new, MemoryTiles())


@pytest.mark.parametrize("size", [-1, 2**63])
def test_a_size_that_no_ledger_has_is_misuse(size: int):
    with pytest.raises(Misused):
        tiles.root(size, MemoryTiles())


@pytest.mark.parametrize("answer", [(1, 0, 200), (0, 1, 200), (0, 0, 199)], ids=["level", "index", "narrower"])
def test_a_store_that_answers_with_another_tile_is_found_out(answer: tuple[int, int, int]):
    class Wrong:
        def read(self, level: int, index: int, width: int) -> Tile:
            return Tile(answer[0], answer[1], tuple(LEAVES[: answer[2]]))

    with pytest.raises(Tampered) as caught:
        tiles.root(200, Wrong())
    assert caught.value.code == "tile.other"


def test_the_builder_does_not_leak_its_warning():
    import subprocess
    import sys

    subprocess.run([sys.executable, "-W", "error", "-c", "import anchors.tiles"], check=True)
