"""
The tree in tiles of 256 hashes (C2SP tlog-tiles): growing it at its right edge, roots and paths.

A tile at level 0 holds leaf hashes; a hash at level L+1 is the root of a full tile at level L. Each tile is one small
merkletools tree, and the root of the partial tile at the right edge goes up one level as a last, unstored hash; that
gives the roots and paths of RFC 6962, because merkletools promotes an odd node unchanged. merkletools only *builds*
here: its own ``validate_proof`` binds neither index nor size and is never called (``tree`` verifies).

Only the right edge is ever rebuilt, so growing costs the same at a thousand entries and at a million.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from anchors.errors import Malformed, Misused, Tampered
from anchors.tree import EMPTY_ROOT, HASH_BYTES, SIZE_MAX, node_hash

with warnings.catch_warnings():
    # It looks for pysha3, which has not built since Python 3.11, and goes on without it; SHA-256 is of hashlib.
    warnings.filterwarnings("ignore", message="sha3 is not working!", category=UserWarning)
    from merkletools import MerkleTools

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TREES_KEPT = 32  # Trees of tiles kept for the next path: about 2 MB; a batch of receipts meets the same few tiles.


@dataclass(frozen=True, slots=True)
class Tile:
    """
    1 to 256 consecutive hashes of 32 bytes: the ``index``-th tile of ``level``, both from 0.

    Raises ``Malformed`` where the width or the length of a hash is another.
    """

    level: int
    index: int
    hashes: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.hashes) <= TILE_WIDTH or any(len(value) != HASH_BYTES for value in self.hashes):
            raise _wrong_width(self.level, self.index, len(self.hashes))

    @property
    def width(self) -> int:
        """Number of hashes; 256 is a full tile."""
        return len(self.hashes)

    def to_bytes(self) -> bytes:
        """The hashes one after the other, 32 bytes each: 8,192 bytes for a full tile."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, level: int, index: int, data: bytes) -> Tile:
        """The tile whose ``to_bytes`` this is. Raises ``Malformed``."""
        if not data or len(data) % HASH_BYTES:
            raise _wrong_width(level, index, f"{len(data)}/{HASH_BYTES}")
        return cls(level, index, tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)))


class TileReader(Protocol):
    """Where tiles are kept."""

    def read(self, level: int, index: int, width: int) -> Tile:
        """The tile at exactly that width, or a wider one whose prefix it is; raises its own error if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Extension:
    """What growing gives: the new size and root, and the tiles to insert, full ones and the new right edge."""

    size: int
    root: bytes
    tiles: tuple[Tile, ...]


def extend(size: int, right_edge: TileReader, leaves: Iterable[bytes]) -> Extension:
    """
    Grow the tree of ``size`` leaves by more of them.

    Reads at most one partial tile a level. The leaves are streamed; memory holds the tiles produced. No leaves give no
    tiles. The right edge is believed: a publisher compares ``root(size, reader)`` with the last checkpoint first.

    Args:
        size: leaves in the tree so far.
        right_edge: has the partial tiles of ``size``.
        leaves: leaf hashes (``tree.leaf_hash``) in order.

    """
    edge = [list(hashes) for hashes in _edge(size, right_edge)]
    tiles: list[Tile] = []
    new_size = size
    for leaf in leaves:
        carried, level = leaf, 0
        while True:
            if level == len(edge):
                edge.append([])
            row = edge[level]
            row.append(carried)
            if len(row) < TILE_WIDTH:
                break
            tile = Tile(level, new_size >> (TILE_HEIGHT * (level + 1)), tuple(row))
            tiles.append(tile)
            row.clear()
            carried, level = tile_root(tile.hashes), level + 1
        new_size += 1
    for level, row in enumerate(edge):
        count = new_size >> (TILE_HEIGHT * level)
        if row and count != size >> (TILE_HEIGHT * level):
            tiles.append(Tile(level, count // TILE_WIDTH, tuple(row)))
    return Extension(new_size, _fold(edge), tuple(tiles))


def root(size: int, reader: TileReader) -> bytes:
    """Root of the tree of ``size`` leaves, from its right edge; SHA-256 of nothing for the empty tree."""
    return _fold(_edge(size, reader))


def inclusion_path(index: int, size: int, reader: TileReader) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1, leaf to root: the paths in its tiles, one after the other."""
    if not 0 <= index < size:
        raise Misused("proof.range", where="inclusion_path", index=index, size=size)
    path: list[bytes] = []
    promoted: list[bytes] = []  # The root of everything right of the last full tile below, if there is anything.
    for level, partial in enumerate(_edge(size, reader)):
        row = (*partial, *promoted)
        number, place = divmod(index, TILE_WIDTH)
        full = number < size >> (TILE_HEIGHT * (level + 1))
        path += _path(_built(_read(reader, level, number, TILE_WIDTH) if full else row), place)
        promoted = [_root(_built(row))] if row else []
        index = number
    return path


def consistency_path(old_size: int, new_size: int, reader: TileReader) -> list[bytes]:
    """
    PROOF(old_size, D[new_size]) of RFC 6962 §2.1.2; empty for equal sizes and for the empty older tree.

    The last complete subtree of the older tree ends with its last leaf: the proof is that subtree's root (left out
    where it is the whole older tree) and, above it, the inclusion path of that leaf in the newer tree.
    """
    if not 0 <= old_size <= new_size:
        raise Misused("proof.range", where="consistency_path", index=old_size, size=new_size)
    if old_size in (0, new_size):
        return []
    last = old_size - 1
    path = inclusion_path(last, new_size, reader)
    height = (old_size & -old_size).bit_length() - 1
    if old_size == 1 << height:
        return path[height:]
    number, place = divmod(last, TILE_WIDTH)
    shared = _read(reader, 0, number, min(TILE_WIDTH, new_size - number * TILE_WIDTH))[place]
    for sibling in path[:height]:
        shared = node_hash(sibling, shared)
    return [shared, *path[height:]]


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Root of the subtree over the hashes of one tile; that of a full tile stands in the tile above it."""
    return _root(_build(hashes))


def tile_path(level: int, index: int, width: int) -> str:
    """Address of a tile below a log's prefix: ``tile/0/x001/067`` or, partial, ``tile/0/x001/067.p/5``."""
    if not 0 <= level < 64 or index < 0 or not 1 <= width <= TILE_WIDTH:
        raise _wrong_width(level, index, width)
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def tiles_covering(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile of a tree of ``size`` leaves, level by level, left to right."""
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        full, width = divmod(count, TILE_WIDTH)
        for index in range(full):
            yield level, index, TILE_WIDTH
        if width:
            yield level, full, width
        level += 1


def _edge(size: int, reader: TileReader) -> list[tuple[bytes, ...]]:
    """The hashes of the partial tile of each level, empty where the last tile is full."""
    if not 0 <= size <= SIZE_MAX:
        raise Misused("proof.range", where="tiles", index=0, size=size)
    edge: list[tuple[bytes, ...]] = []
    while count := size >> (TILE_HEIGHT * len(edge)):
        index, width = divmod(count, TILE_WIDTH)
        edge.append(_read(reader, len(edge), index, width) if width else ())
    return edge


def _fold(edge: Sequence[Sequence[bytes]]) -> bytes:
    """Root of the whole tree from its right edge: each level's root is the last hash of the level above."""
    promoted: list[bytes] = []
    for hashes in edge:
        if row := [*hashes, *promoted]:
            promoted = [tile_root(row)]
    return promoted[0] if promoted else EMPTY_ROOT


def _read(reader: TileReader, level: int, index: int, width: int) -> tuple[bytes, ...]:
    tile = reader.read(level, index, width)
    if (tile.level, tile.index) != (level, index) or tile.width < width:
        raise Tampered(
            "tile.other",
            found=f"{tile.level}/{tile.index} ({tile.width})",
            expected=f"{level}/{index} ({width})",
        )
    return tile.hashes[:width]


def _build(hashes: Sequence[bytes]) -> Any:
    builder = MerkleTools()
    # Without the prefix an inner node passes as a leaf: the second-preimage attack of RFC 9162 §2.1.1.
    builder.hash_function = _prefixed
    builder.add_leaf([value.hex() for value in hashes])
    builder.make_tree()
    return builder


def _prefixed(pair: bytes | bytearray) -> Any:
    return hashlib.sha256(b"\x01" + pair)


@lru_cache(maxsize=TREES_KEPT)
def _built(hashes: tuple[bytes, ...]) -> Any:
    """A built tree, only ever read; kept by its content, so that no other tile can be answered with it."""
    return _build(hashes)


def _root(built: Any) -> bytes:
    return bytes.fromhex(built.get_merkle_root())


def _path(built: Any, place: int) -> list[bytes]:
    return [bytes.fromhex(value) for step in built.get_proof(place) for value in step.values()]


def _wrong_width(level: int, index: int, found: object) -> Malformed:
    return Malformed("tile.width", level=level, index=index, found=found, expected=TILE_WIDTH)
