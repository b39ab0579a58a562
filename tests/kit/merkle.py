"""The tree as RFC 6962 §2.1 defines it, recursively and slowly, and tiles kept in memory: judges for ``anchors``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from anchors.tiles import Extension, Tile, extend


def mth(leaves: Sequence[bytes]) -> bytes:
    """Merkle Tree Hash over leaf hashes (RFC 6962 §2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) (RFC 6962 §2.1.1)."""
    if len(leaves) <= 1:
        return []
    k = split(len(leaves))
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) (RFC 6962 §2.1.2), empty for m = 0."""
    return subproof(m, leaves, True) if m else []


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    return 1 << (n - 1).bit_length() - 1


def leaf_hashes(count: int) -> list[bytes]:
    """Leaf hashes of the entries ``entry 0``, ``entry 1``, …"""
    return [hashlib.sha256(f"\0entry {index}".encode()).digest() for index in range(count)]


class MemoryTiles:
    """A ``TileReader``: every tile ever published at every width, as the ledger's table keeps them."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], dict[int, Tile]] = {}
        self.reads = 0

    def read(self, level: int, index: int, width: int) -> Tile:
        """The narrowest tile that is wide enough; KeyError if there is none."""
        self.reads += 1
        widths = self.rows[level, index]
        return widths[min(w for w in widths if w >= width)]

    def insert(self, tiles: Iterable[Tile]) -> None:
        """As the ledger does: a row that is there never changes."""
        for tile in tiles:
            row = self.rows.setdefault((tile.level, tile.index), {})
            assert tile.width not in row, f"inserted twice: {tile.level}/{tile.index} ({tile.width})"
            row[tile.width] = tile

    def grow(self, size: int, leaves: Iterable[bytes]) -> Extension:
        """Extend and insert."""
        extension = extend(size, self, leaves)
        self.insert(extension.tiles)
        return extension
